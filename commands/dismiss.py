"""rsp dismiss APP-12 KEY — let what was found out about a criterion not count."""

from bot.errors import UsageError
from bot.forms.cases import WHY, read_why, why_form
from bot.forms.form import Faults
from bot.use_cases import judging
from commands.cases import About, Became, on_case
from commands.invocation import how_to_type


@on_case
async def run(about: About) -> Became:
    if not about.words:
        raise UsageError(how_to_type("dismiss"))
    key, *words = about.words
    answers = {WHY.name: " ".join(words), **about.invocation.answers}
    if not answers[WHY.name]:
        command = about.form_command(await about.find(), key.upper())
        return why_form(command, f"Dismiss {key.upper()}"[:24])
    why = read_why(answers)
    if isinstance(why, Faults):
        return why
    return await judging.dismiss(
        about.number, key, why, about.act, seen=about.seen, cases=about.cases
    )
