"""rsp board APP-12 — note a question that is put to the board."""

from bot.forms.cases import DUE, QUESTION, board_form, read_board
from bot.forms.form import Faults
from bot.use_cases import holding
from commands.ask import usual_day
from commands.cases import About, Became, on_case


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    answers = {DUE.name: usual_day(about), **about.invocation.answers}
    if QUESTION.name not in answers:
        case = await about.find()
        holding.refuse_ended(case)
        return board_form(about.form_command(case), answers)
    found = read_board(answers, about.today)
    if isinstance(found, Faults):
        return found
    return await holding.ask_board(
        about.number,
        found.question,
        found.due_on,
        about.act,
        seen=about.seen,
        cases=about.cases,
    )
