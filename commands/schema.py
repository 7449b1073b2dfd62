"""rsp schema — the versions that metadata is held against, and what each brought."""

from bot.errors import UsageError
from bot.messages import records as messages
from bot.messages.message import Message
from bot.use_cases import records
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    if len(invocation.words) > 1:
        raise UsageError(how_to_type("schema"))
    return messages.schema(records.known_schema(schemas=world.schemas))
