"""The sweeps: how often they ring, and what each of them does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.work import Work, WorkState
from bot.errors import RepeatedKnock
from bot.use_cases.ticks import last_tick
from bot.world import World
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KNOCKED = replace(AN_ACT, knock="Ev1")


def test_what_people_wait_for_rings_every_second(database_url: str) -> None:
    seconds = dict(jobs.SCHEDULE)

    assert (seconds[jobs.work_on_checks], seconds[jobs.report]) == (1, 1)
    assert (seconds[jobs.tick], seconds[jobs.forget_old]) == (60, 3600)


async def test_a_sweep_leaves_word_that_a_worker_lives(world: World) -> None:
    await jobs.sweep_once(world)

    assert await last_tick(database=world.database) == MARCH_2


async def test_a_knock_is_remembered_for_a_week(world: World, clock: StoppedClock) -> None:
    async def deliver() -> None:
        async with world.database.begin(KNOCKED):
            pass

    await deliver()
    clock.pass_days(7)
    await jobs.sweep_once(world)
    with pytest.raises(RepeatedKnock):
        await deliver()

    clock.now += timedelta(seconds=1)
    await jobs.sweep_once(world)
    await deliver()


async def test_a_sweep_says_whether_something_waits_for_a_person(world: World) -> None:
    assert await jobs.sweep_once(world)
    async with world.database.begin() as store:
        await store.work.add(Work(key="report:1", due_at=MARCH_2))
        (row,) = await store.work.claim(MARCH_2, kinds=["report"], most=1)
        await store.work.finish(row, row.given_up(WorkState.UNSURE))

    assert not await jobs.sweep_once(world)
