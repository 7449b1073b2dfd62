"""What Slack delivered is remembered for longer than it repeats anything, and then forgotten."""

from datetime import datetime, timedelta

from bot.domain.people import Act
from storage.database import Database

# Slack repeats an event for a day at most.
_KEPT = timedelta(days=7)


async def claim(act: Act, *, database: Database) -> None:
    """Keep that a delivery is being seen to; RepeatedDelivery where it was before.

    For what has no other effect in the database: all else is claimed with its effect.
    """
    async with database.begin(act):
        pass


async def forget(now: datetime, *, database: Database) -> None:
    async with database.begin() as store:
        await store.deliveries.forget(now - _KEPT)
