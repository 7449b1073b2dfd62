"""rsp import --all DIR — an empty database, filled from an export."""

from pathlib import Path

from bot.domain.people import TERMINAL
from bot.errors import UsageError
from bot.messages.message import Message, say
from bot.use_cases import whole
from bot.world import World
from commands.invocation import Invocation

_FOR_A_TERMINAL = "`rsp import` reads files, and so is for a terminal."
_ALL_ALONE = (
    "Only a whole export can be imported yet: `rsp import --all DIR` fills an empty database "
    "with what `rsp export DIR` wrote."
)


async def run(invocation: Invocation, world: World) -> Message:
    if invocation.act.door != TERMINAL:
        raise UsageError(_FOR_A_TERMINAL)
    if not invocation.has("--all"):
        raise UsageError(_ALL_ALONE)
    made = await whole.take_in(Path(invocation.only_word()), database=world.database)
    return say(
        f"This database has {made.size} now. "
        "No mail and no post leaves for outsiders until an approver says `rsp live --yes`. "
        "Stop all programs on the old database first: what waits there waits here too."
    )
