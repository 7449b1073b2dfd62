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
    typed = name.strip()
    whole = await world.cases.called(typed, now)
    if whole.count:
        return whole
    wanted, words = Wanted(states=tuple(State), text=(typed,)), f"state:all {typed}"
    if len(typed) < _SHORTEST:
        return Found(words=words, lines=(), count=0)
    found = await world.cases.search(wanted, words, now)
    begin = [line for line in found.lines if _begins(line.organisation, typed)]
    return Found(words=words, lines=tuple(begin), count=len(begin))


def _begins(organisation: str, typed: str) -> bool:
    return organisation.strip().casefold().startswith(typed.casefold())


async def is_name(words: Sequence[str], act: Act, world: World) -> bool:
    """Say whether words that are no command name an organisation; strangers learn nothing."""
    name = " ".join(word for word in words if not word.startswith("-"))
    with suppress(OutsideError):
        if name and (await world.people.standing(act.by)).role:
            return (await matching(name, act.at, world)).count > 0
    return False
