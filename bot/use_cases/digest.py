"""The digest: when a week's work begins, staff are told what waits for them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.cards import DIGEST
from bot.domain.delivery import Audience, Draft, Medium
from bot.domain.hours import begun_week
from bot.domain.people import CLOCK, Act
from bot.domain.policy import Hours
from bot.use_cases.telling import Telling
from storage.database import Database, Store


async def plan(
    now: datetime, *, telling: Telling, zone: ZoneInfo, hours: Hours, database: Database
) -> None:
    """Write this week's digest once its morning has come; of weeks that were missed, none.

    What it says is drawn when it is delivered; where there is nothing to say, nothing is posted.
    """
    if not telling.staff_channel:
        return
    monday, began = begun_week(now, hours, zone)
    draft = _digest(week_of(monday), telling.staff_channel, began)
    async with database.read() as store:
        is_written = await store.deliveries.by_key(draft.key) is not None
        # Of a week that began before there was anything, nothing is to be told.
        if is_written or not await store.deliveries.is_any_since(began):
            return
    async with database.begin() as store:
        if await telling.write(draft, Act(by=CLOCK, at=now), store=store):
            await _withdraw_older(draft.key, store)


def week_of(monday: date) -> str:
    """Return a week as ISO 8601 has it: `2026-W53` has days of two years."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def _digest(week: str, channel: str, due_at: datetime) -> Draft:
    return Draft(
        key=f"{Medium.POST}:{DIGEST}:{week}",
        audience=Audience.INTERNAL,
        kind=DIGEST,
        about=week,
        to=channel,
        due_at=due_at,
    )


async def _withdraw_older(key: str, store: Store) -> None:
    """Withdraw digests that Slack never took: each says all that the one before did."""
    for waiting in await store.deliveries.waiting(Medium.POST, DIGEST):
        if waiting < key:
            await store.work.void(waiting)
