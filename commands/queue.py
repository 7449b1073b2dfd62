"""rsp queue — what somebody must do something about, our move first."""

from bot.errors import UsageError
from bot.messages import cases as messages
from bot.messages.message import Message
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    if len(invocation.words) > 1:
        raise UsageError(how_to_type("queue"))
    return messages.queue(await world.cases.queue(invocation.act.at))
