"""A worker says that it lives, so that others can tell when none does."""

from datetime import datetime

from storage.database import Database

_MARK = "worker_tick"


async def tick(now: datetime, *, database: Database) -> None:
    async with database.begin() as store:
        await store.marks.set(_MARK, now.isoformat())


async def last_tick(*, database: Database) -> datetime | None:
    """Return when a worker was last heard of; None where none ever was."""
    async with database.read() as store:
        kept = await store.marks.get(_MARK)
    return datetime.fromisoformat(kept) if kept else None
