"""rsp validate FILE… — is the metadata in these files valid?"""

from bot.errors import UsageError
from bot.messages import records as messages
from bot.messages.message import Message
from bot.use_cases import records
from bot.world import World
from commands.invocation import Invocation, how_to_type

# The judge refuses far smaller ones, and says so; this only spares the memory.
MOST_BYTES = 64_000_000


async def run(invocation: Invocation, world: World) -> Message:
    name, *files = invocation.words
    if not files:
        raise UsageError(how_to_type(name))
    judged = await records.judge_files(
        files,
        lambda file: invocation.caller.read_file(file, MOST_BYTES),
        schemas=world.schemas,
    )
    return messages.files(judged)
