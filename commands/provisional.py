"""rsp provisional APP-12 — register provisionally; its letter waits."""

from bot.domain.application import State
from bot.forms.cases import ENDS, provisional_form, read_provisional
from bot.forms.form import Faults
from bot.use_cases.deciding import Ruling
from commands.cases import About, Became, decided, on_case, why_blocked


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    case, answers = await about.find(), about.invocation.answers
    if blocked := why_blocked(case, State.PROVISIONAL):
        return blocked
    if ENDS.name not in answers:
        return provisional_form(about.form_command(case), answers)
    found = read_provisional(answers, about.today)
    if isinstance(found, Faults):
        return found
    ruling = Ruling(to=State.PROVISIONAL, ends_on=found.ends_on, conditions=found.conditions)
    return await decided(ruling, about)
