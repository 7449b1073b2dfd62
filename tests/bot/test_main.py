"""That what is set reaches whom it is meant for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.check import Environment, How
from bot.domain.doi import read_entries
from bot.errors import BotError
from bot.main import make_world
from bot.settings import Settings
from bot.use_cases import checks
from bot.world import World
from commands import dispatch
from commands.invocation import Caller
from commands.table import WORDS
from tests.conftest import environment_of
from tests.factories import AN_ACT
from tests.fakes.neighbours import FakeNeighbours, made_up

MANY = 30


@asynccontextmanager
async def a_world(neighbours: FakeNeighbours, url: str, **more: str) -> AsyncIterator[World]:
    environ = environment_of(neighbours.urls) | {"DATABASE_URL": url} | more
    async with make_world(Settings.from_environ(environ)) as world:
        yield world


async def check(world: World, count: int, how: How = How(has_pages=False)) -> None:  # noqa: B008
    entries = read_entries([f"10.5555/made-up-{number}" for number in range(1, count + 1)])
    await checks.check(entries, how, AN_ACT, checking=world.checking)


async def test_every_neighbour_is_told_whom_to_write_to(
    neighbours: FakeNeighbours, sqlite_url: str
) -> None:
    neighbours.add(*made_up(1))
    async with a_world(neighbours, sqlite_url, RSP_CONTACT="ada@example.org") as world:
        await check(world, 1, How())
        await check(world, 1, How(environment=Environment.TEST))

    told = {asked.role for asked in neighbours.asked if "ada@example.org" in _agent(asked.headers)}
    assert told == {"api", "test", "doi", "pages"}


async def test_a_thorough_check_asks_for_each_handle(
    neighbours: FakeNeighbours, sqlite_url: str
) -> None:
    neighbours.add(*made_up(MANY))
    async with a_world(neighbours, sqlite_url) as world:
        await check(world, MANY, How(has_pages=False, is_thorough=True))

    asked = [path for path in neighbours.paths("doi") if path.startswith("/api/handles/")]
    assert len(asked) == MANY


@pytest.mark.parametrize(("setting", "most"), [("1", 1), ("4", 4)])
async def test_no_more_are_asked_at_once_than_was_set(
    neighbours: FakeNeighbours, sqlite_url: str, setting: str, most: int
) -> None:
    neighbours.add(*made_up(MANY))
    neighbours.delay("doi", 0.02)
    async with a_world(neighbours, sqlite_url, RSP_CONCURRENCY=setting) as world:
        await check(world, MANY, How(has_pages=False, is_thorough=True))

    times = sorted(asked.at for asked in neighbours.asked if asked.role == "doi")
    together = max(sum(start <= at < start + 0.02 for at in times) for start in times)
    assert together <= most


async def test_the_rates_are_each_neighbours_own_and_last_from_one_command_to_the_next(
    neighbours: FakeNeighbours, sqlite_url: str
) -> None:
    neighbours.add(*made_up(MANY))
    # 10 questions to doi.org in 2 s; each check asks it 7.
    async with a_world(neighbours, sqlite_url, RSP_DOI_RATE="5") as world:
        await check(world, 6, How(has_pages=False, is_thorough=True))
        await check(world, 6, How(has_pages=False, is_thorough=True))

    asked = sorted(asked.at for asked in neighbours.asked if asked.role == "doi")
    assert len(asked) == 14
    assert asked[10] - asked[0] > 1.9


async def test_a_folder_of_schemas_is_used_or_what_it_lacks_is_named(
    neighbours: FakeNeighbours, sqlite_url: str, tmp_path: Path
) -> None:
    with pytest.raises(BotError, match=r"lacks DataCite's schemas: kernel-4\.0"):
        async with a_world(neighbours, sqlite_url, RSP_SCHEMA_DIR=str(tmp_path)):
            pass


async def test_a_token_brings_slack_and_what_is_told_there(
    neighbours: FakeNeighbours, sqlite_url: str
) -> None:
    token = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    async with a_world(neighbours, sqlite_url, **token) as world:
        assert world.slack
        assert world.reporting
        assert world.reporting.slack is world.slack
    async with a_world(neighbours, sqlite_url) as world:
        assert (world.slack, world.reporting) == (None, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whoever_asked_is_told_how_far_it_is(world: World) -> None:
    told: list[tuple[int, int, int]] = []
    caller = Caller(progress=lambda *so_far: told.append(so_far))

    words = ("check", "--no-pages", "10.5555/findable", "10.5555/hidden", "no DOI")
    await dispatch.answer(words, AN_ACT, world, caller=caller)

    assert told[-1] == (2, 2, 1)


def test_only_help_is_for_anyone() -> None:
    assert [name for name, word in WORDS.items() if word.may == "anyone"] == ["help"]


def _agent(headers: dict[str, str]) -> str:
    return headers.get("user-agent", "")
