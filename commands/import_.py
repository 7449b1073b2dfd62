"""rsp import — applications from a file; or, with --all, an empty database from an export."""

from pathlib import Path

from bot.domain.people import TERMINAL
from bot.errors import UsageError
from bot.forms.columns import COLUMNS, read_mapping
from bot.messages.csv_text import csv_text
from bot.messages.importing import imported
from bot.messages.message import Internal, Message, Said, Text, refuse, say
from bot.use_cases import importing, whole
from bot.world import World
from commands.invocation import Invocation
from commands.table import JSON

_FOR_A_TERMINAL = "`rsp import` reads files, and so is for a terminal."
_NOT_DONE = "Nothing was imported."


async def run(invocation: Invocation, world: World) -> Message:
    if invocation.act.door != TERMINAL:
        raise UsageError(_FOR_A_TERMINAL)
    if invocation.has("--all"):
        return await _whole(invocation, world)
    if invocation.has("--template"):
        return _template(invocation)
    return await _applications(invocation, world)


async def _whole(invocation: Invocation, world: World) -> Message:
    invocation.refuse_options("--all", JSON.name, beside="`--all`")
    made = await whole.take_in(Path(invocation.only_word()), database=world.database)
    return say(
        f"This database has {made.size} now. "
        "No mail and no post leaves for outsiders until an approver says `rsp live --yes`. "
        "Stop all programs on the old database first: what waits there waits here too."
    )


def _template(invocation: Invocation) -> Message:
    invocation.refuse_options("--template", JSON.name, beside="`--template`")
    if invocation.words[1:]:
        raise UsageError("`rsp import --template` goes alone.")
    header = csv_text([COLUMNS]).rstrip()
    return Internal((Text(header, is_verbatim=True),), Said(header))


async def _applications(invocation: Invocation, world: World) -> Message:
    caller, act = invocation.caller, invocation.act
    content = await caller.read_file(invocation.only_word(), importing.MOST_BYTES)
    rows = importing.entries(content, read_mapping(invocation.options.get("--map", "")))
    if invocation.has("--dry-run"):
        return imported(await importing.look(rows, act.at, cases=world.cases))
    if caller.sure and not invocation.has("--yes"):
        found = await importing.look(rows, act.at, cases=world.cases)
        if not found.changes_something:
            return imported(found)
        if not await caller.sure(imported(found)):
            return refuse(_NOT_DONE)
    done = await importing.take_in(rows, act, cases=world.cases, progress=caller.progress)
    return imported(done)
