"""rsp report edition NEW — who would fail a coming edition of the criteria."""

from bot.errors import UsageError
from bot.messages import cases as messages
from bot.messages.message import Message
from bot.use_cases.edition_reports import report
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    match invocation.words[1:]:
        case ["edition", name]:
            return messages.edition_report(await report(name, database=world.database))
    raise UsageError(how_to_type("report"))
