"""rsp undo APP-12 — take the last step back, with a reason."""

from bot.domain.application import BY_APPROVERS
from bot.domain.case import Case
from bot.domain.people import Role
from bot.forms.cases import WHY, read_why, why_form
from bot.forms.form import Faults
from bot.use_cases import moving
from commands.cases import About, Became, on_case


@on_case
async def run(about: About) -> Became:
    case = await about.find()
    await _require_approver(case, about)
    answers = {WHY.name: " ".join(about.words), **about.invocation.answers}
    if not answers[WHY.name]:
        # What is not open shall not be asked about.
        case.application.taken_back()
        return why_form(about.form_command(case), "Take the step back")
    why = read_why(answers)
    if isinstance(why, Faults):
        return why
    # A decision that comes meanwhile shall not be taken back by whoever may not.
    seen = case.application.version
    return await moving.undo(about.number, why, about.act, seen=seen, cases=about.cases)


async def _require_approver(case: Case, about: About) -> None:
    if case.application.state in BY_APPROVERS:
        await about.world.people.require(Role.APPROVER, about.act.by)
