import asyncio
from datetime import datetime, timedelta

import pytest

from bot.domain.work import LEASE, MOST_FAILURES, Work, WorkState
from bot.errors import BotError, BusyError, OutsideError, UnsureError
from bot.use_cases.work import is_sure, work_due
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
    for _ in range(MOST_FAILURES):
        await work(database, clock, OutsideError("Nobody is there."))
        clock.pass_days(1)

    assert await count(database, WorkState.FAILED) == 1


async def test_an_outage_that_ends_is_forgotten(database: Database, clock: StoppedClock) -> None:
    async def do_again(_: Work) -> datetime:
        return clock()

    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            await work(database, clock, OutsideError("Nobody is there."))
            clock.pass_days(1)
        await work_due({"test": do_again}, clock=clock, database=database)

    assert await count(database, WorkState.DUE) == 1


async def test_a_neighbour_that_asks_for_a_pause_gets_it_as_often_as_it_likes(
    database: Database, clock: StoppedClock
) -> None:
    for _ in range(2 * MOST_FAILURES):
        await work(database, clock, BusyError("Later.", seconds=30))
        assert await work_due({"test": never}, clock=clock, database=database) == 0
        clock.now += timedelta(seconds=30)

    await work(database, clock, None)
    assert await count(database, WorkState.SENT) == 3


async def never(row: Work) -> None:
    raise AssertionError(row)


async def test_what_may_be_done_waits_for_a_person(
    database: Database, clock: StoppedClock
) -> None:
    await work(database, clock, UnsureError("Perhaps."))

    assert await count(database, WorkState.UNSURE) == 1
    assert not await is_sure(database=database)


async def test_a_step_that_is_not_the_last_is_due_again(
    database: Database, clock: StoppedClock
) -> None:
    steps: list[str] = []

    async def do(row: Work) -> datetime | None:
        steps.append(row.key)
        return clock() + timedelta(seconds=1) if len(steps) <= len(ROWS) else None

    await work_due({"test": do}, clock=clock, database=database)
    assert await work_due({"test": do}, clock=clock, database=database) == 0
    clock.now += timedelta(seconds=1)
    await work_due({"test": do}, clock=clock, database=database)

    assert sorted(steps) == sorted(2 * [row.key for row in ROWS])
    assert await count(database, WorkState.SENT) == 3


async def test_what_nobody_here_can_do_is_left_to_others(
    database: Database, clock: StoppedClock
) -> None:
    assert await work_due({"other": never}, clock=clock, database=database) == 0

    assert await count(database, WorkState.DUE) == 3


async def test_whose_worker_is_cut_off_while_sending_waits_for_a_person(
    database: Database, clock: StoppedClock
) -> None:
    all_hang = asyncio.Barrier(len(ROWS) + 1)

    async def hang(row: Work) -> None:
        if row.key == ROWS[0].key:
            async with database.begin() as store:
                assert await store.work.start(row)
        await all_hang.wait()
        await asyncio.sleep(60)

    working = asyncio.create_task(work_due({"test": hang}, clock=clock, database=database))
    await all_hang.wait()
    working.cancel()
    await asyncio.wait({working})
    await work(database, clock, None)
    clock.now += LEASE + timedelta(seconds=1)
    await work(database, clock, None)

    assert await count(database, WorkState.UNSURE) == 1
    assert await count(database, WorkState.SENT) == 2


async def test_a_worker_that_was_given_up_ends_nothing(
    database: Database, clock: StoppedClock
) -> None:
    """Another has claimed the rows meanwhile, and its word counts."""

    async def too_late(_: Work) -> None:
        clock.now += LEASE + timedelta(seconds=1)
        async with database.begin() as store:
            await store.work.recover(clock(), kinds=["test"])
            await store.work.claim(clock(), kinds=["test"], most=9)

    await work_due({"test": too_late}, clock=clock, database=database)

    assert await count(database, WorkState.CLAIMED) == 3


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
            await store.work.recover(clock(), kinds=["test"])

    await work_due({"test": do}, clock=clock, database=database)

    assert await count(database, WorkState.SENT) == 3
