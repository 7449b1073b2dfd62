"""rsp tick PRV-3 LINE — note that a line of a provider's checklist is done."""

from bot.errors import UsageError
from bot.forms.criteria import note_and_link
from bot.messages.message import Message
from bot.use_cases import registering
from bot.world import World
from commands.cases import plain
from commands.invocation import Invocation, how_to_type
from commands.providers import provider_number, read_line, shown


async def run(invocation: Invocation, world: World) -> Message:
    match invocation.words[1:]:
        case [provider, line, *words]:
            note, link = note_and_link(plain(" ".join(words)))
            done = await registering.tick(
                provider_number(provider),
                read_line(line),
                invocation.act,
                link=link,
                note=note,
                cases=world.cases,
            )
            return shown(done)
    raise UsageError(how_to_type("tick"))
