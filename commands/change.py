"""rsp change APP-12 — change what an applicant filed."""

from bot.errors import UsageError
from bot.forms.applications import FIELDS, answers_of
from bot.forms.form import Form
from bot.use_cases.filing import change, filing_of
from commands.cases import About, Became, on_case

_NOTHING_TOLD = (
    "Say what is new: `rsp change {0} website=https://example.org`. `rsp show {0}` shows what is "
    "filed, `rsp change --help` how it is typed."
)


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    answers = about.invocation.answers
    if not answers:
        return await _form(about)
    return await change(about.number, answers, about.act, seen=about.seen, cases=about.cases)


async def _form(about: About) -> Form:
    """Ask with everything filled in; at a terminal nobody goes through all of it."""
    case = await about.find()
    if about.is_at_a_terminal:
        raise UsageError(_NOTHING_TOLD.format(case.application.id))
    filled = answers_of(filing_of(case))
    return Form(
        command=about.form_command(case),
        title=f"Change {case.application.id}",
        fields=FIELDS,
        answers=filled,
        button="Save",
    )
