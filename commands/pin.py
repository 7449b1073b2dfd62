"""rsp pin CHANNEL TS — put a message of a case's thread on the case, as the shortcut does."""

from bot.errors import BotError
from bot.messages.message import Message
from bot.use_cases import noting
from bot.world import World
from commands.cases import shown_to
from commands.invocation import Invocation
from commands.pins import place_of


async def run(invocation: Invocation, world: World) -> Message:
    place = place_of(invocation)
    if world.slack is None:
        raise BotError("Without SLACK_BOT_TOKEN no message of Slack's can be read.")
    case = await noting.put(place, invocation.act, slack=world.slack, cases=world.cases)
    return await shown_to(invocation.act.by, case, world)
