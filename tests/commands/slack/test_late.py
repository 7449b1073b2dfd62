"""The Slack door when its database is late, or gone: an ack in time, and the outcome follows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from psycopg import AsyncConnection

from bot.main import make_world
from bot.settings import Settings
from bot.world import World
from commands.slack.door import Door
from storage.database import Database
from tests.conftest import environment_of
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.proxy import Proxy
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

LATE = "This takes longer than usual; the outcome follows."
# Slack's own limit, with what the test's machine may take.
IN_TIME = 2.9


@asynccontextmanager
async def held(database_url: str) -> AsyncIterator[None]:
    """Let somebody else write, and take long over it."""
    if database_url.startswith("sqlite"):
        async with Database.open(database_url) as database, database.begin():
            yield
    else:
        async with await AsyncConnection.connect(database_url) as connection:
            await connection.execute("LOCK TABLE checks")
            yield


@pytest.fixture
async def people(slack_world: World, slack: FakeSlack) -> AsyncIterator[People]:
    async with Door.open(slack_world) as door:
        people = slack.people(app=door.endpoint)
        # Who is who is known from here on.
        await people.command("checks")
        await slack.told("No checks yet")
        yield people
    assert slack.refusals == []


async def test_a_write_that_is_late_is_still_done_and_followed_up(
    people: People, slack: FakeSlack, database_url: str
) -> None:
    async with held(database_url):
        ack = await people.command("10.5555/findable")

    assert ack.seconds < IN_TIME
    assert ack.json["text"] == LATE
    await slack.told(LATE)
    await slack.told("CHK-1: 1 findable")
    assert slack.untold == []


@pytest.fixture
async def proxy(postgresql_url: str) -> AsyncIterator[tuple[Proxy, str]]:
    async with Proxy.before(postgresql_url) as proxy:
        yield proxy


@pytest.fixture
async def behind(
    proxy: tuple[Proxy, str], neighbours: FakeNeighbours, slack: FakeSlack
) -> AsyncIterator[People]:
    environ = {"DATABASE_URL": proxy[1], **environment_of(neighbours.urls), **slack.environ}
    async with (
        make_world(Settings.from_environ(environ | {"RSP_STAFF_USERS": "USTAFF"})) as world,
        Door.open(world) as door,
    ):
        people = slack.people(app=door.endpoint)
        await people.command("checks")
        await slack.told("No checks yet")
        yield people
        await proxy[0].answer()


async def test_a_database_that_hangs_is_answered_in_time_and_then_in_full(
    behind: People, slack: FakeSlack, proxy: tuple[Proxy, str]
) -> None:
    proxy[0].hang()
    ack = await behind.command("10.5555/findable")
    await proxy[0].answer()

    assert ack.seconds < IN_TIME
    assert ack.json["text"] == LATE
    await slack.told(LATE)
    await slack.told("CHK-1: 1 findable")


async def test_a_form_that_is_late_is_answered_beside_it(
    behind: People, slack: FakeSlack, proxy: tuple[Proxy, str]
) -> None:
    await behind.command("check")
    proxy[0].hang()
    ack = await behind.submit(slack.views[-1], {"dois": "10.5555/findable"})
    await proxy[0].answer()

    assert ack.seconds < IN_TIME
    assert LATE in ack.body.decode()
    assert (await slack.told("CHK-1: 1 findable")).is_private


async def test_a_database_that_is_gone_did_nothing_and_can_be_tried_again(
    behind: People, slack: FakeSlack, proxy: tuple[Proxy, str]
) -> None:
    await proxy[0].refuse()
    ack = await behind.command("10.5555/findable")

    assert ack.seconds < IN_TIME
    assert ack.json["text"] == "The database does not answer; nothing was done: try again."
    await slack.told("nothing was done: try again")

    await proxy[0].answer()
    await behind.command("10.5555/findable")
    await slack.told("CHK-1: 1 findable")


async def test_a_reader_is_told_too(
    behind: People, slack: FakeSlack, proxy: tuple[Proxy, str]
) -> None:
    await proxy[0].refuse()

    ack = await behind.command("checks")

    assert ack.body == b""
    await slack.told("nothing was done: try again")
