"""Applications by the name of their organisation, whole or by its beginning."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.domain.application import State
from bot.domain.case import Found, Wanted
from bot.domain.people import Act
from bot.errors import OutsideError
from bot.world import World

# Fewer letters are more likely a slip than a name.
_SHORTEST = 3


async def matching(name: str, now: datetime, world: World) -> Found:
    """Return the applications of an organisation; where none has that name, those that begin so.

    Cases do not count.
    """
    known, wanted = name.strip().casefold(), Wanted(states=tuple(State), text=(name.strip(),))
    found = await world.cases.search(wanted, f"state:all {name}", now)
    names = {line.id: line.organisation.strip().casefold() for line in found.lines}
    whole = [line for line in found.lines if names[line.id] == known]
    begin = [line for line in found.lines if names[line.id].startswith(known)]
    lines = whole or (begin if len(known) >= _SHORTEST else [])
    return Found(words=f"state:all {name}", lines=tuple(lines), count=len(lines))


async def is_name(words: Sequence[str], act: Act, world: World) -> bool:
    """Say whether words that are no command name an organisation; strangers learn nothing."""
    name = " ".join(word for word in words if not word.startswith("-"))
    with suppress(OutsideError):
        if name and (await world.people.standing(act.by)).role:
            return (await matching(name, act.at, world)).count > 0
    return False
