"""The set-up as a person at a terminal sees it."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from bot.clients.slack import Slack
from bot.domain.check import Level
from bot.domain.people import TERMINAL, Act, Person
from bot.domain.setup import Point, Setup, Working
from bot.messages import setup as messages
from bot.messages.blocks import payload
from bot.messages.json import encode
from bot.messages.message import Heading, Internal, Message, Outcome, Row, Table, Text
from bot.settings import Settings
from bot.use_cases import ticks
from bot.world import World
from commands import dispatch
from commands.scopes import SCOPES
from tests.conftest import StoppedClock
from tests.fakes.slack import APP_TOKEN, FakeSlack

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AN_ACT = Act(by=Person("ada", TERMINAL), at=StoppedClock().now)
ROLES = {"RSP_STAFF_GROUP": "SSTAFF", "RSP_STAFF_CHANNEL": "CSTAFF"}


@pytest.fixture
async def well(world: World) -> AsyncIterator[World]:
    """Yield a world where everything is set up, for Socket Mode."""
    async with FakeSlack.running() as slack:
        slack.scopes |= {scope.name for scope in SCOPES}
        environ = slack.environ | ROLES | {"SLACK_APP_TOKEN": APP_TOKEN}
        settings = Settings.from_environ(environ | {"DATABASE_URL": world.settings.database_url})
        await ticks.tick(world.clock(), database=world.database)
        async with Slack.open(settings.slack_bot_token, settings.slack_api_url) as client:
            yield replace(world, settings=settings, slack=client)


async def setup(world: World, *words: str) -> Message:
    answer = await dispatch.answer(("setup", *words), AN_ACT, world)
    assert isinstance(answer, Message)
    return answer


def rows(message: Message) -> Sequence[Row]:
    (table,) = (part for part in message.parts if isinstance(part, Table))
    return table.rows


def remedies(message: Message) -> Sequence[str]:
    return [part.text for part in message.parts if isinstance(part, Text)]


async def test_where_nothing_fails_the_status_says_so(well: World) -> None:
    answer = await setup(well)

    without = [row.cells[0] for row in rows(answer) if row.mark is not Level.OK]
    assert without == ["Links", "Mail", "Live"]
    assert [said.partition(":")[0] for said in remedies(answer)] == without
    assert answer.outcome is Outcome.DONE
    # It names people, channels and addresses of the house.
    assert isinstance(answer, Internal)


async def test_without_slack_it_says_what_to_set(world: World) -> None:
    answer = await setup(world)

    assert answer.outcome is Outcome.REFUSED
    first, *_ = rows(answer)
    why = "SLACK_BOT_TOKEN is not set, so nobody is answered in Slack."
    assert first == Row(("Slack token", why), Level.FAILURE)
    assert remedies(answer)[0].startswith("Slack token: Make the app from manifest.json ")


async def test_slack_shows_no_line_that_needs_its_indent(world: World) -> None:
    drawn = payload(await setup(world))

    assert "\n " not in f"{drawn}"


async def test_json_has_every_point(world: World) -> None:
    answer = await setup(world, "--json")

    said = json.loads(encode(answer.data))
    assert list(said) == ["points"]
    assert {*said["points"][0]} == {"name", "working", "says", "remedy"}


async def test_there_is_nothing_to_type_behind_it(world: World) -> None:
    assert (await setup(world, "all")).outcome is Outcome.USAGE


@pytest.mark.parametrize(
    ("workings", "outcome"),
    [
        ((Working.YES, Working.YES), Outcome.DONE),
        ((Working.YES, Working.PARTLY), Outcome.DONE),
        ((Working.PARTLY, Working.UNKNOWN), Outcome.UNANSWERED),
        ((Working.YES, Working.UNKNOWN), Outcome.UNANSWERED),
        ((Working.NO, Working.UNKNOWN), Outcome.REFUSED),
    ],
)
def test_the_status_tells_the_worst(
    database_url: str, workings: tuple[Working, ...], outcome: Outcome
) -> None:
    points = tuple(Point(name="Worker", working=how, says="Said.") for how in workings)

    assert messages.setup(Setup(points=points)).outcome is outcome


def test_what_is_to_be_done_stands_below(database_url: str) -> None:
    works = Point(name="Worker", working=Working.YES, says="It ticks.")
    fails = Point(name="Scopes", working=Working.NO, says="Too few.", remedy="Give more.")

    shown = messages.setup(Setup(points=(fails, works)))

    assert rows(shown) == (
        Row(("Scopes", "Too few."), Level.FAILURE),
        Row(("Worker", "It ticks."), Level.OK),
    )
    assert shown.parts[-2:] == (Heading("What to do"), Text("Scopes: Give more."))
