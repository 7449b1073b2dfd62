"""Knocks are remembered for longer than Slack repeats any, and then forgotten."""

from datetime import datetime, timedelta

from bot.domain.people import Act
from storage.database import Database

# Slack repeats an event for a day at most.
_KEPT = timedelta(days=7)


async def claim(act: Act, *, database: Database) -> None:
    """Keep that a knock is being seen to; RepeatedKnock where it was before.

    For what has no other effect in the database: all else is claimed with its effect.
    """
    async with database.begin(act):
        pass


async def forget(now: datetime, *, database: Database) -> None:
    async with database.begin() as store:
        await store.knocks.forget(now - _KEPT)
