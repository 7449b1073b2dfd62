"""Rehearsals and real life never share a database."""

from bot.errors import BotError
from storage.database import Database


async def keep_apart(*, is_rehearsal: bool, database: Database) -> None:
    """Mark a database at its first use; refuse one of the other kind."""
    kind = "rehearsal" if is_rehearsal else "real"
    async with database.read() as store:
        mark = await store.marks.get("kind")
    if mark is None:
        async with database.begin() as store:
            await store.marks.set_first("kind", kind)
            mark = await store.marks.get("kind")
    if mark == kind:
        return
    if is_rehearsal:
        raise BotError("RSP_NOW is set, but this database is real: rehearse on another one.")
    raise BotError("This database belongs to a rehearsal: set RSP_NOW, or use another one.")
