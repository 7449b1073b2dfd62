"""What Slack delivered is remembered for longer than it repeats anything, and then forgotten."""

from datetime import datetime, timedelta

from storage.database import Database

# Slack repeats an event for a day at most.
_KEPT = timedelta(days=7)


async def forget(now: datetime, *, database: Database) -> None:
    async with database.begin() as store:
        await store.deliveries.forget(now - _KEPT)
