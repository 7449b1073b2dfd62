"""rsp set APP-12 — say whether criteria are met: one in words, or all of them at once."""

from bot.domain.case import Case
from bot.errors import UsageError
from bot.forms.criteria import (
    CHOICES,
    Said,
    criteria_form,
    leading_status,
    note_of,
    read_criteria,
)
from bot.forms.form import Faults
from bot.use_cases import judging
from commands.cases import About, Became, on_case

# The form sends this: an empty one changes nothing, and is not asked once more.
_ALL = "all"


@on_case
async def run(about: About) -> Became:
    case = await about.find()
    if not about.words:
        return criteria_form(about.form_command(case, _ALL), case.judged)
    is_form = about.words == (_ALL,)
    answers = dict(about.invocation.answers) if is_form else _typed(about, case)
    found = read_criteria(answers, case.judged, about.act)
    return found if isinstance(found, Faults) else await _keep(found, case, about)


def _typed(about: About, case: Case) -> dict[str, str]:
    """Return one criterion as the form has it."""
    key, *others = about.words
    criterion = case.edition.criterion(key)
    if criterion is None:
        known = ", ".join(one.key for one in case.edition.criteria)
        raise UsageError(f"There is no criterion `{key}`; there are {known}.")
    status = leading_status(others)
    if status is None:
        raise UsageError(f"Say what {criterion.key} is: {', '.join(CHOICES)}.")
    choice, note = status
    return {criterion.key: choice, note_of(criterion.key): note}


async def _keep(found: Said, case: Case, about: About) -> Case:
    if not found.answers and not found.left:
        return case
    return await judging.say(
        about.number,
        found,
        about.act,
        standing=await about.standing(),
        seen=about.seen,
        cases=about.cases,
    )
