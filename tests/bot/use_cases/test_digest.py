"""The digest: a row a week, whatever the clocks, the holidays and the program do."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.delivery import Audience, Delivery
from bot.domain.people import CLOCK, Act
from bot.domain.policy import Hours
from bot.domain.work import WorkState
from bot.use_cases.digest import plan
from storage.database import Database
from tests.bot.use_cases.outboxes import put_row
from tests.bot.use_cases.telling import BERLIN, a_draft, a_telling, write
from tests.conftest import StoppedClock

WEEKDAYS = Hours(weekdays=(1, 2, 3, 4, 5), country="", region="")
IN_BERLIN = Hours(weekdays=(1, 2, 3, 4, 5), country="DE", region="BE")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def ring(database: Database, now: datetime, **details: Any) -> None:  # noqa: ANN401 -- as in plan
    plain: dict[str, Any] = {"telling": a_telling(), "zone": BERLIN, "hours": WEEKDAYS}
    await plan(now, database=database, **(plain | details))


async def digests(database: Database) -> list[Delivery]:
    async with database.read() as store:
        found = await store.deliveries.oldest(*WorkState)
    return [one for one in found if one.kind == "digest"]


@pytest.fixture
async def used(database: Database) -> Database:
    """Return a database in which something was to be said long before."""
    before = local("2025-06-02T09:00")
    await write(database, a_draft(due_at=before), act=Act(by=CLOCK, at=before))
    return database


async def live_through(
    database: Database, clock: StoppedClock, days: int, hours: Hours
) -> list[datetime]:
    """Let the clock ring thrice a day, from now on; return when a digest was said."""
    first, said = clock.now.astimezone(BERLIN), []
    for day in range(days):
        for time in ("08:59", "09:00", "18:00"):
            there = first.date() + timedelta(days=day)
            clock.now = local(f"{there}T{time}")
            await ring(database, clock.now, hours=hours)
            said += [clock.now] * await say_what_is_due(database, clock.now)
    return said


async def say_what_is_due(database: Database, now: datetime) -> int:
    async with database.begin() as store:
        rows = await store.work.claim(now, kinds=("post",), most=10)
        for row in rows:
            await store.work.finish(row, row.after_success(None))
    return len(rows)


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@ON_SQLITE
async def test_a_year_has_a_digest_each_monday_at_nine(
    used: Database, clock: StoppedClock
) -> None:
    """2026 has 53 ISO weeks, and both nights on which the clocks change."""
    await ring(used, local("2025-12-28T12:00"))
    await say_what_is_due(used, local("2025-12-28T12:00"))
    clock.now = local("2025-12-29T00:00")

    said = await live_through(used, clock, 7 * 54, WEEKDAYS)

    mornings = [f"{at.astimezone(BERLIN):%a %H:%M}" for at in said]
    assert mornings == ["Mon 09:00"] * 54
    found = await digests(used)
    weeks = ["2025-W52", *(f"2026-W{n:02}" for n in range(1, 54)), "2027-W01"]
    assert [one.about for one in found] == weeks
    assert {one.due_at.astimezone(BERLIN).hour for one in found[1:]} == {9}
    assert {one.due_at.hour for one in found[1:]} == {7, 8}


@ON_SQLITE
async def test_on_a_holiday_it_comes_on_the_next_working_day(
    used: Database, clock: StoppedClock
) -> None:
    clock.now = local("2026-04-05T00:00")

    said = await live_through(used, clock, 9, IN_BERLIN)

    # Easter Monday is the sixth.
    assert [f"{at.astimezone(BERLIN):%m-%d %H:%M}" for at in said[1:]] == [
        "04-07 09:00",
        "04-13 09:00",
    ]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-23T08:59:59", "2026-W47"),
        ("2026-11-23T09:00:00", "2026-W48"),
        ("2026-11-29T23:59:59", "2026-W48"),
        ("2027-01-03T12:00:00", "2026-W53"),
        ("2027-01-04T08:59:59", "2026-W53"),
        ("2027-01-04T09:00:00", "2027-W01"),
        ("2026-03-29T02:30:00", "2026-W13"),
        ("2026-03-30T09:00:00", "2026-W14"),
        ("2026-10-26T08:59:59", "2026-W43"),
        ("2026-10-26T09:00:00", "2026-W44"),
    ],
)
@ON_SQLITE
async def test_it_is_of_the_latest_week_that_has_begun(
    used: Database, now: str, week: str
) -> None:
    await ring(used, local(now))

    (digest,) = await digests(used)
    assert (digest.key, digest.about) == (f"post:digest:{week}", week)


async def test_it_is_a_post_for_staff_due_when_work_began(used: Database) -> None:
    await ring(used, local("2026-11-26T15:00"))

    (digest,) = await digests(used)
    assert (digest.audience, digest.kind, digest.to) == (Audience.INTERNAL, "digest", "CSTAFF")
    assert (digest.payload, digest.written_by) == ({}, "clock")
    assert digest.state is WorkState.DUE


async def test_after_a_month_asleep_only_the_latest_is_said(
    used: Database, clock: StoppedClock
) -> None:
    clock.now = local("2026-03-02T09:00")
    await ring(used, clock.now)
    # Slack took nothing of what was written before.
    clock.pass_days(30)

    await ring(used, clock.now)

    found = {one.about: one.state for one in await digests(used)}
    assert found == {"2026-W10": WorkState.VOID, "2026-W14": WorkState.DUE}


async def test_many_workers_write_one(used: Database) -> None:
    now = local("2026-11-23T09:00")

    await asyncio.gather(*(ring(used, now) for _ in range(5)))

    (digest,) = await digests(used)
    assert digest.state is WorkState.DUE


async def test_one_that_was_posted_is_not_written_again(used: Database) -> None:
    now = local("2026-11-23T09:00")
    await ring(used, now)
    async with used.begin() as store:
        await store.work.move("post:digest:2026-W48", [WorkState.DUE], WorkState.SENT, now)

    await ring(used, now + timedelta(days=2))

    (digest,) = await digests(used)
    assert digest.state is WorkState.SENT


@ON_SQLITE
async def test_a_clock_that_is_set_back_takes_nothing_away(used: Database) -> None:
    await ring(used, local("2026-11-23T09:00"))

    await ring(used, local("2026-11-16T09:00"))

    found = {one.about: one.state for one in await digests(used)}
    assert found["2026-W48"] is WorkState.DUE


@ON_SQLITE
async def test_without_a_staff_channel_there_is_none(used: Database) -> None:
    await ring(used, local("2026-11-23T09:00"), telling=a_telling(staff_channel=""))

    assert await digests(used) == []


@ON_SQLITE
async def test_a_week_without_a_working_day_has_none_of_its_own(
    used: Database, clock: StoppedClock
) -> None:
    """Whoever works on holidays of Berlin alone: the week's beginning comes with the next one."""
    clock.now = local("2026-12-21T00:00")
    fridays = Hours(weekdays=(5,), country="DE", region="BE")

    said = await live_through(used, clock, 22, fridays)

    # Both Fridays are holidays: Christmas, and New Year's Day.
    assert [f"{at.astimezone(BERLIN):%Y-%m-%d}" for at in said[1:]] == ["2027-01-08"]
    assert (await digests(used))[-1].about == "2027-W01"


@ON_SQLITE
async def test_of_weeks_that_began_before_there_was_anything_nothing_is_told(
    database: Database, clock: StoppedClock
) -> None:
    clock.now = local("2026-03-05T12:00")
    await ring(database, clock.now)
    await write(database, a_draft(due_at=clock.now), act=Act(by=CLOCK, at=clock.now))

    for _ in range(4):
        await ring(database, clock.now)
        assert await digests(database) == []
        clock.pass_days(1)

    await ring(database, local("2026-03-09T09:00"))
    assert [one.about for one in await digests(database)] == ["2026-W11"]


async def test_what_a_check_came_to_is_told_too(database: Database) -> None:
    await put_row(database, "csv:12:500", WorkState.FAILED)

    await ring(database, local("2026-03-02T10:00"))
    assert await digests(database) == []
    await ring(database, local("2026-03-09T10:00"))

    assert len(await digests(database)) == 1


async def test_other_posts_that_wait_are_left_alone(used: Database) -> None:
    for kind in ("digest", "other"):
        key = f"post:{kind}:2026-W09"
        await write(used, a_draft(key=key, kind=kind, audience=Audience.INTERNAL))

    await ring(used, local("2026-03-09T10:00"))

    async with used.read() as store:
        found = {one.key: one.state for one in await store.deliveries.oldest(*WorkState)}
    assert found["post:digest:2026-W09"] is WorkState.VOID
    assert found["post:other:2026-W09"] is WorkState.DUE
