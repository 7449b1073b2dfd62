"""rsp decline APP-12 — decline an application, for criteria or in words; its letter waits."""

from bot.domain.application import State
from bot.domain.case import Case
from bot.forms.cases import REASON, WORDS, decline_form, not_met, read_decline, read_letter_words
from bot.forms.form import Faults, Form
from bot.use_cases.deciding import Ruling
from commands.cases import About, Became, decided, on_case

_NOT_FOR_US = "--not-for-this-program"


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    case, answers = await about.find(), about.invocation.answers
    if about.invocation.has(_NOT_FOR_US):
        ruling = _not_for_us(about)
    elif not {REASON.name, WORDS.name} & {*answers}:
        case.application.move(State.DECLINED)
        return _form(case, about)
    else:
        ruling = _for_reasons(case, about)
    if isinstance(ruling, Faults):
        return ruling
    return await decided(ruling, about)


def _not_for_us(about: About) -> Ruling | Faults:
    words = read_letter_words(about.invocation.answers)
    if isinstance(words, Faults):
        return words
    return Ruling(to=State.DECLINED, words=words, is_not_for_us=True)


def _for_reasons(case: Case, about: About) -> Ruling | Faults:
    found = read_decline(about.invocation.answers, case.edition)
    if isinstance(found, Faults):
        return found
    return Ruling(to=State.DECLINED, reasons=found.reasons, words=found.words)


def _form(case: Case, about: About) -> Form:
    # At a terminal what is filled in is not asked any more.
    keys = "" if about.is_at_a_terminal else not_met(case.judged)
    return decline_form(about.form_command(case), {REASON.name: keys} if keys else {})
