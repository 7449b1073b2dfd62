import asyncio
from datetime import timedelta

import pytest

from bot.domain.work import LEASE, MOST_ATTEMPTS, Work, WorkState
from bot.errors import BotError, OutsideError
from bot.use_cases.work import work_due
from storage.database import Database
from tests.conftest import StoppedClock
from tests.factories import MARCH_2

ROWS = tuple(Work(key=f"test:{number}", due_at=MARCH_2) for number in range(3))


@pytest.fixture(autouse=True)
async def queued(database: Database) -> None:
    async with database.begin() as store:
        await store.work.add(*ROWS)


async def count(database: Database, *states: WorkState) -> int:
    async with database.read() as store:
        return await store.work.count(*states)


async def work(database: Database, clock: StoppedClock, failing: Exception | None) -> None:
    async def do(row: Work) -> None:
        if row.key == ROWS[0].key and failing:
            raise failing

    await work_due({"test": do}, clock=clock, database=database)


async def test_an_outage_postpones_one_row_and_the_others_are_done(
    database: Database, clock: StoppedClock
) -> None:
    await work(database, clock, OutsideError("Nobody is there."))

    assert (await count(database, WorkState.SENT), await count(database, WorkState.DUE)) == (2, 1)
    assert await work_due({}, clock=clock, database=database) == 0
    clock.now += timedelta(minutes=2)
    await work(database, clock, None)
    assert await count(database, WorkState.SENT) == 3


async def test_what_cannot_be_done_fails_at_once(database: Database, clock: StoppedClock) -> None:
    await work(database, clock, BotError("Impossible."))

    assert await count(database, WorkState.FAILED) == 1


async def test_an_outage_that_lasts_is_given_up_in_the_end(
    database: Database, clock: StoppedClock
) -> None:
    for _ in range(MOST_ATTEMPTS):
        await work(database, clock, OutsideError("Nobody is there."))
        clock.pass_days(1)

    assert await count(database, WorkState.FAILED) == 1


async def test_a_bug_in_one_row_is_heard_of_when_the_others_are_done(
    database: Database, clock: StoppedClock
) -> None:
    with pytest.raises(ZeroDivisionError):
        await work(database, clock, ZeroDivisionError())

    assert (await count(database, WorkState.SENT), await count(database, WorkState.DUE)) == (2, 1)


async def test_a_lease_is_extended_as_long_as_there_is_work(
    database: Database, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.use_cases.work.LEASE", timedelta(seconds=0.06))

    async def do(_: Work) -> None:
        clock.now += LEASE
        await asyncio.sleep(0.2)
        async with database.begin() as store:
            await store.work.recover(clock())

    await work_due({"test": do}, clock=clock, database=database)

    assert await count(database, WorkState.SENT) == 3
