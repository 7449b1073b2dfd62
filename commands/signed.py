"""rsp signed APP-12 — note that the signed PDF is here."""

from bot.domain.case import Case
from bot.errors import UsageError
from bot.use_cases import moving
from commands.cases import About, on_case
from commands.invocation import how_to_type


@on_case
async def run(about: About) -> Case:
    day, others = about.leading_day()
    if others:
        raise UsageError(how_to_type("signed"))
    return await moving.sign(about.number, day, about.act, seen=about.seen, cases=about.cases)
