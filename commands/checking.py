"""What the words about checks share: an id as typed, and who watches the work."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.check import Answered, Check, Level
from bot.domain.doi import Entry
from bot.errors import UsageError
from bot.messages import checks as messages
from bot.messages.message import Message
from bot.use_cases import checks
from bot.use_cases.checking import Checking
from bot.world import World
from commands.invocation import Invocation

_CHECK = re.compile(r"CHK-(\d{1,9})", re.IGNORECASE)


def is_check_id(word: str) -> bool:
    return _CHECK.fullmatch(word) is not None


def check_number(word: str) -> int:
    match = _CHECK.fullmatch(word)
    if match is None:
        raise UsageError(f"`{word}` is not a check; they look like CHK-12.")
    return int(match[1])


def watched(world: World, invocation: Invocation, entries: Sequence[Entry]) -> Checking:
    """Return what works on checks, told to show the person who asked how far it is."""
    total = sum(entry.doi is not None for entry in entries)
    done = problems = 0

    def progress(answers: Sequence[Answered]) -> None:
        nonlocal done, problems
        done += len(answers)
        problems += sum(bool(answer.result.at(Level.FAILURE)) for answer in answers)
        invocation.caller.progress(done, total, problems)

    return replace(world.checking, progress=progress)


async def shown(check: Check, invocation: Invocation, world: World) -> Message:
    """Draw a check; whether a worker goes on with it is seen only where one must be running."""
    is_open = check.finished is None and invocation.caller.channel is not None
    number, database = check_number(check.id), world.database
    is_left = is_open and await checks.is_left(number, database=database)
    return messages.report(check, is_left=is_left)
