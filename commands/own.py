"""rsp own APP-12 — say whose an application is."""

from bot.domain.case import Case
from bot.errors import UsageError
from bot.use_cases import moving
from commands.cases import About, on_case
from commands.invocation import how_to_type
from commands.owners import read_owner, require_staff


@on_case
async def run(about: About) -> Case:
    if len(about.words) > 1:
        raise UsageError(how_to_type("own"))
    by, world = about.act.by, about.world
    owner = read_owner(about.words[0], by) if about.words else by.signature
    if owner != by.signature:
        await require_staff(owner, world)
    return await moving.own(about.number, owner, about.act, seen=about.seen, cases=world.cases)
