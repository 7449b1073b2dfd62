from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.check import How, Recent
from bot.domain.doi import read_entries
from bot.domain.home import Home
from bot.domain.people import Person, Role
from bot.domain.work import is_late
from bot.jobs import sweep_once
from bot.use_cases import checks
from bot.use_cases.home import look
from bot.use_cases.ticks import last_tick, tick
from bot.world import World
from storage.database import Database
from tests.bot.use_cases.filings import logged
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2

STAFF, GUEST = Person("USTAFF", "THOME"), Person("UGUEST", "THOME")
WORDS = (("check", "are these DOIs findable?"),)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def shown(world: World, person: Person = STAFF) -> Home:
    return await look(
        person,
        people=world.people,
        database=world.database,
        clock=world.clock,
        words=WORDS,
        cases=world.cases,
    )


async def test_staff_see_the_latest_checks_and_that_a_worker_lives(slack_world: World) -> None:
    entries = read_entries(["no DOI"])
    await checks.check(entries, How(), AN_ACT, checking=slack_world.checking)
    await sweep_once(slack_world)

    home = await shown(slack_world)

    assert home.recent
    assert [line.id for line in home.recent.checks] == ["CHK-1"]
    assert (home.standing.role, home.tick, home.is_worker_late, home.words) == (
        Role.STAFF,
        MARCH_2,
        False,
        WORDS,
    )


async def test_staff_see_the_queue(slack_world: World) -> None:
    await logged(slack_world.cases)

    queue = (await shown(slack_world)).queue

    assert queue
    assert [line.id for line in queue.lines] == ["APP-1"]


@ON_SQLITE
async def test_who_has_no_role_sees_no_checks_and_no_queue(slack_world: World) -> None:
    await checks.check(read_entries(["no DOI"]), How(), AN_ACT, checking=slack_world.checking)
    await logged(slack_world.cases)

    home = await shown(slack_world, GUEST)

    assert (home.standing.role, home.recent, home.queue) == (None, Recent(()), None)


@ON_SQLITE
async def test_a_worker_that_is_silent_for_long_is_late(
    slack_world: World, clock: StoppedClock
) -> None:
    assert (await shown(slack_world)).is_worker_late
    await sweep_once(slack_world)
    clock.now += timedelta(minutes=11)

    assert (await shown(slack_world)).is_worker_late


@ON_SQLITE
async def test_a_silent_database_says_nothing_about_workers(
    slack_world: World, tmp_path: Path
) -> None:
    async with Database.open(f"postgresql://rsp@/db?host={tmp_path}") as silent:
        cases = replace(slack_world.cases, database=silent)
        home = await shown(replace(slack_world, database=silent, cases=cases))

    assert (home.recent, home.tick, home.is_worker_late) == (None, None, False)
    assert home.queue is None
    assert home.standing.role is Role.STAFF


async def test_the_last_tick_is_the_one_that_counts(database: Database) -> None:
    assert await last_tick(database=database) is None
    for minutes in (0, 1):
        await tick(MARCH_2 + timedelta(minutes=minutes), database=database)

    last = await last_tick(database=database)

    assert last == MARCH_2 + timedelta(minutes=1)
    assert not is_late(last, MARCH_2)
