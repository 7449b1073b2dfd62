"""rsp withdraw APP-12 — note that an applicant withdraws; the letter that confirms it waits."""

from bot.domain.application import State
from bot.forms.cases import IN_THE_LETTER, read_letter_words, withdraw_form
from bot.forms.form import Faults
from bot.use_cases.deciding import Ruling
from commands.cases import About, Became, decided, on_case

_UNANSWERED = (
    "We asked you for more information, and have had no answer since; so we close it for now."
)


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    if about.invocation.has("--unanswered"):
        return await decided(Ruling(to=State.WITHDRAWN, words=_UNANSWERED), about)
    answers = about.invocation.answers
    if IN_THE_LETTER.name not in answers and not about.is_at_a_terminal:
        case = await about.find()
        case.application.move(State.WITHDRAWN)
        return withdraw_form(about.form_command(case), answers)
    words = read_letter_words(answers)
    if isinstance(words, Faults):
        return words
    return await decided(Ruling(to=State.WITHDRAWN, words=words), about)
