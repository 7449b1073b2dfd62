"""rsp ask APP-12 — ask an applicant by mail for more information."""

from datetime import timedelta

from bot.domain.case import Case
from bot.forms.cases import DUE, ITEM, ask_form, open_items, read_ask
from bot.forms.form import Faults, Form
from bot.use_cases import holding
from commands.cases import About, Became, on_case


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    answers = {DUE.name: usual_day(about), **about.invocation.answers}
    if ITEM.name not in answers:
        return _form(await about.find(), answers, about)
    found = read_ask(answers, about.today)
    if isinstance(found, Faults):
        return found
    return await holding.ask(
        about.number,
        found.items,
        found.due_on,
        found.words,
        about.act,
        seen=about.seen,
        cases=about.cases,
    )


def usual_day(about: About) -> str:
    """Return the last day for an answer, unless somebody chooses another."""
    days = about.cases.policy.applications.information_days
    return (about.today + timedelta(days=days)).isoformat()


def _form(case: Case, answers: dict[str, str], about: About) -> Form:
    holding.refuse_ended(case)
    # At a terminal what is filled in is not asked any more, and would be sent unseen.
    items = "" if about.is_at_a_terminal else open_items(case.judged)
    filled = {ITEM.name: items} if items else {}
    return ask_form(about.form_command(case), filled | answers)
