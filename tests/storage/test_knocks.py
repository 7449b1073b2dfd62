"""Slack repeats what it has delivered; the effect is there once."""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import RepeatedKnock
from bot.use_cases import knocks
from storage.database import Database
from tests.factories import AN_ACT, MARCH_2

KNOCKED = replace(AN_ACT, knock="Ev1")
ACT_IN_A_PROCESS = "tests.storage.knock"


async def act(database: Database) -> None:
    async with database.begin(KNOCKED) as store:
        await store.journal.add(KNOCKED, "CHK-1", "checked")


async def effects(database: Database) -> int:
    async with database.read() as store:
        return len(await store.journal.of("CHK-1"))


async def test_a_repetition_is_told_apart_and_does_nothing(database: Database) -> None:
    await act(database)

    with pytest.raises(RepeatedKnock):
        await act(database)

    assert await effects(database) == 1


async def test_what_cannot_arrive_twice_is_done_as_often_as_asked(database: Database) -> None:
    for _ in range(2):
        async with database.begin(AN_ACT) as store:
            await store.journal.add(AN_ACT, "CHK-1", "checked")

    assert await effects(database) == 2


async def test_what_came_to_nothing_may_be_delivered_again(database: Database) -> None:
    async def fail() -> None:
        async with database.begin(KNOCKED):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await act(database)

    assert await effects(database) == 1


async def test_of_many_at_once_one_has_the_effect(database: Database) -> None:
    done = await asyncio.gather(*(act(database) for _ in range(5)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in done) == ["NoneType"] + ["RepeatedKnock"] * 4
    assert await effects(database) == 1


async def test_of_two_processes_one_has_the_effect(database: Database, database_url: str) -> None:
    path = {"PATH": os.environ["PATH"]}  # noqa: TID251 -- about the machine, no setting of ours
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", ACT_IN_A_PROCESS, database_url, env=path
        )
        for _ in range(2)
    ]
    statuses = await asyncio.gather(*(process.wait() for process in processes))

    assert sorted(statuses) == [0, 4]
    assert await effects(database) == 1


@pytest.mark.parametrize(("days", "is_known"), [(7, True), (8, False)])
async def test_a_knock_is_forgotten_after_a_week(
    database: Database, days: int, *, is_known: bool
) -> None:
    await act(database)

    await knocks.forget(MARCH_2 + timedelta(days=days), database=database)

    async with database.begin() as store:
        assert await store.knocks.claim("Ev1", MARCH_2) is not is_known
