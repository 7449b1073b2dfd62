"""rsp untick PRV-3 LINE — note that a line of a provider's checklist is not done after all."""

from bot.errors import UsageError
from bot.messages.message import Message
from bot.use_cases import registering
from bot.world import World
from commands.invocation import Invocation, how_to_type
from commands.providers import provider_number, read_line, shown


async def run(invocation: Invocation, world: World) -> Message:
    match invocation.words[1:]:
        case [provider, line]:
            number, which = provider_number(provider), read_line(line)
            found = await registering.untick(number, which, invocation.act, cases=world.cases)
            return shown(found)
    raise UsageError(how_to_type("untick"))
