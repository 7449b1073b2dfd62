"""What an answer to Slack costs, in counts: listeners, calls, connections, imports."""

import os
import subprocess
import sys

import pytest

from bot.world import World
from commands.slack.door import Door
from tests.benchmarks.knocking import Straight
from tests.benchmarks.words import so_many_words
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MANY_WORDS = 200
OPEN_THE_DOOR = """
import asyncio, os, sys
from bot.main import make_world
from bot.settings import Settings

async def open_the_door():
    from bot.web import app, server
    from commands.slack.door import Door
    async with make_world(Settings.from_environ(os.environ)) as world, Door.open(world):
        print(*sys.modules)

asyncio.run(open_the_door())
"""


def listeners(world: World, slack: FakeSlack) -> int:
    assert world.slack
    # Each is asked about every request, until one takes it.
    return len(Door(world, world.slack)._app._async_listeners)  # noqa: SLF001 -- Bolt says it nowhere else


async def calls_of_an_ack(people: People) -> int:
    """Return how many functions are called until an ack is whole."""
    calls = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        await people.command("help")
    finally:
        sys.setprofile(None)
    return calls


async def test_bolt_has_a_few_listeners_however_many_words_there_are(
    slack_world: World, slack: FakeSlack
) -> None:
    few = listeners(slack_world, slack)
    with so_many_words(MANY_WORDS):
        many = listeners(slack_world, slack)

    assert few == many <= 10


async def test_an_ack_calls_as_much_however_many_words_there_are(
    slack_world: World, slack: FakeSlack
) -> None:
    async with Door.open(slack_world) as door:
        people = People(slack, Straight(door.endpoint))
        # The first one fills what is kept for all later ones.
        await people.command("help")
        few = await calls_of_an_ack(people)
        with so_many_words(MANY_WORDS):
            many = await calls_of_an_ack(people)

    # What the loop does besides is counted too; to go through the words takes a call for each.
    assert abs(many - few) < MANY_WORDS / 2


async def test_slack_is_asked_nothing_before_what_only_reads_is_acknowledged(
    slack_world: World, slack: FakeSlack
) -> None:
    async with Door.open(slack_world) as door:
        await People(slack, Straight(door.endpoint)).command("help")
        asked = [*slack.calls]
        await slack.told("are these DOIs findable")

    assert asked == []


async def test_all_that_goes_to_slack_shares_a_few_connections(
    slack_world: World, slack: FakeSlack
) -> None:
    async with Door.open(slack_world) as door:
        people = slack.people(app=door.endpoint)
        for _ in range(20):
            await people.command("help")
            await slack.told("are these DOIs findable")

    assert len(slack.calls) > 20
    # Who somebody is, is asked in three ways at once.
    assert len(slack.peers) <= 3


def test_the_first_ack_does_not_wait_for_what_only_checks_need(
    database_url: str, slack: FakeSlack
) -> None:
    environ = {**slack.environ, "DATABASE_URL": database_url, "PATH": os.defpath}
    opened = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", OPEN_THE_DOOR], env=environ, capture_output=True, check=True
    )

    imported = {*opened.stdout.decode().split()}
    needless = {"httpx", "httpcore", "stamina", "xmlschema", "alembic", "apscheduler", "psycopg"}
    needless |= {"bot.metadata.judge", "bot.terminal", "slack_bolt.adapter.socket_mode"}
    assert imported & needless == set()
    assert {"slack_bolt", "sqlalchemy", "commands.slack.door"} <= imported
