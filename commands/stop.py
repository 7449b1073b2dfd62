"""rsp stop CHK-12 — leave what is not begun of a long check."""

from bot.messages import checks as messages
from bot.messages.message import Message
from bot.use_cases import checks
from bot.world import World
from commands.checking import check_number
from commands.invocation import Invocation


async def run(invocation: Invocation, world: World) -> Message:
    number = check_number(invocation.only_word())
    await checks.stop(number, invocation.act, database=world.database)
    return messages.stopped(number)
