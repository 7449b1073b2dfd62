"""rsp export DIR — all that is kept, as files."""

from pathlib import Path

from bot.domain.people import TERMINAL
from bot.errors import UsageError
from bot.messages.message import Message, say
from bot.use_cases import whole
from bot.world import World
from commands.invocation import Invocation

_FOR_A_TERMINAL = "`rsp export` writes files, and so is for a terminal."


async def run(invocation: Invocation, world: World) -> Message:
    if invocation.act.door != TERMINAL:
        raise UsageError(_FOR_A_TERMINAL)
    folder = Path(invocation.only_word())
    made = await whole.export(folder, database=world.database)
    return say(
        f"{folder} has everything now: {made.size}. There are names, addresses and letters "
        "in it: keep it as safe as the database. "
        f"`rsp import --all {folder}` fills an empty database from it."
    )
