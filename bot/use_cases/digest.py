"""The digest: when a week's work begins, staff are told what waits for them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.delivery import Audience, Draft
from bot.domain.hours import begun_week
from bot.domain.people import CLOCK, Act
from bot.domain.policy import Hours
from bot.domain.work import WorkState
from bot.use_cases.telling import Telling
from storage.database import Database, Store

KIND = "digest"
_WAITING = (WorkState.DUE, WorkState.HELD)


async def plan(
    now: datetime, *, telling: Telling, zone: ZoneInfo, hours: Hours, database: Database
) -> None:
    """Write this week's digest once its morning has come; of weeks that were missed, none.

    What it says is drawn when it is delivered; where there is nothing to say, nothing is posted.
    """
    if not telling.staff_channel:
        return
    monday, began = begun_week(now, hours, zone)
    draft = Draft(
        key=f"post:{KIND}:{week_of(monday)}",
        audience=Audience.INTERNAL,
        kind=KIND,
        about=week_of(monday),
        to=telling.staff_channel,
        due_at=began,
    )
    async with database.read() as store:
        if await store.deliveries.by_key(draft.key):
            return
    async with database.begin() as store:
        if await telling.write(draft, Act(by=CLOCK, at=now), store=store):
            await _withdraw_older(draft.key, store)


def week_of(monday: date) -> str:
    """Return a week as ISO 8601 has it: `2026-W53` has days of two years."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


async def _withdraw_older(key: str, store: Store) -> None:
    """Withdraw digests that Slack never took: each says all that the one before did."""
    for waiting in await store.deliveries.oldest(*_WAITING):
        if waiting.kind == KIND and waiting.key < key:
            await store.work.void(waiting.key)
