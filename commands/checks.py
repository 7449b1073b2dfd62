"""rsp checks — the latest checks."""

from bot.errors import UsageError
from bot.messages import checks as messages
from bot.messages.message import Message
from bot.use_cases import checks
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    if len(invocation.words) > 1:
        raise UsageError(how_to_type("checks"))
    return messages.recent(await checks.recent(database=world.database))
