"""Who did what to a thing, and when."""

import re
from collections.abc import Awaitable, Callable, Mapping

from bot.domain.journal import Noted
from bot.errors import NotFoundError
from storage.database import Database, Store

_ID = re.compile(r"([A-Za-z]{2,9})-0*(\d{1,9})")


def as_noted(typed: str) -> str:
    """Return a thing as the journal names it: ids in capitals, words as they are."""
    match = _ID.fullmatch(typed)
    return f"{match[1].upper()}-{match[2]}" if match else typed


async def log(thing: str, *, database: Database) -> list[Noted]:
    """Return what was done to a thing, newest first."""
    async with database.read() as store:
        noted = await store.journal.of(thing)
        is_there = bool(noted) or await _is_there(thing, store)
    if not is_there:
        raise NotFoundError(
            f"Nothing is noted about {thing}. Things have an id such as CHK-12, OUT-7 or CON-3, "
            "or are a word such as `live`."
        )
    return noted[::-1]


async def _is_there(thing: str, store: Store) -> bool:
    """Say whether it is something that has a number, to which nobody did anything yet."""
    match = _ID.fullmatch(thing)
    if match is None:
        return False
    numbered: Mapping[str, Callable[[int], Awaitable[object]]] = {
        "APP": store.applications.get,
        "CHK": store.checks.get,
        "CON": store.contacts.get,
        "OUT": store.deliveries.get,
        "PRV": store.providers.get,
    }
    find = numbered.get(match[1])
    return find is not None and await find(int(match[2])) is not None
