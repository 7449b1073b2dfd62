"""What tests of faults look at when all is over."""

from collections import Counter

from bot.domain.work import WorkState
from storage.database import Database


async def states(database: Database) -> Counter[WorkState]:
    """Count all rows by their state; one that none is in has no entry."""
    async with database.read() as store:
        counts = {state: await store.work.count(state) for state in WorkState}
    return Counter({state: count for state, count in counts.items() if count})
