"""rsp log THING — who did what to it, and when."""

from bot.errors import UsageError
from bot.messages import journal as messages
from bot.messages.message import Message
from bot.use_cases import journal
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    name, *words = invocation.words
    if not words:
        raise UsageError(how_to_type(name))
    # What was shared is noted as it was typed, in several words.
    thing = journal.as_noted(" ".join(words))
    return messages.log(thing, await journal.log(thing, database=world.database))
