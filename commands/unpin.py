"""rsp unpin CHANNEL TS — take a message off its case again."""

from bot.messages.message import Message
from bot.use_cases import noting
from bot.world import World
from commands.cases import shown_to
from commands.invocation import Invocation
from commands.pins import place_of


async def run(invocation: Invocation, world: World) -> Message:
    case = await noting.take_off(place_of(invocation), invocation.act, cases=world.cases)
    return await shown_to(invocation.act.by, case, world)
