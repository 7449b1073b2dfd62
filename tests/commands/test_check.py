"""`check` as it is asked in Slack: short ones are waited for, long ones are reported on."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.channels import Place
from bot.domain.check import Check
from bot.domain.people import Act, Person
from bot.errors import BotError, OutsideError, RepeatedKnock
from bot.jobs import sweep_once
from bot.messages.message import Button, Message, Outcome, Refusal
from bot.use_cases import checks
from bot.world import World
from commands.dispatch import Answer, answer
from commands.invocation import NOBODY, Caller
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.silence import SilentDatabase
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2, knock="Ev1")
IN_STAFF = Place(channel="CSTAFF", is_direct=False)
MANY = tuple(f"10.5555/made-up-{n}" for n in range(1, 7))
FEW = MANY[:5]


class Asking:
    """Somebody in Slack, and what the door was asked to do for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.kept = 0
        self.owed: list[str] = []
        self.place: Place | BotError = IN_STAFF
        self.caller = Caller(
            channel="CSTAFF", place=self._place, kept=self._keep, owes=self.owed.append
        )

    async def check(self, *words: str, world: World | None = None) -> Answer:
        asked = ("check", "--no-pages", *words)
        return await answer(asked, BY_STAFF, world or self._world, caller=self.caller)

    async def _place(self) -> Place:
        assert self.kept, "It is written down before anybody is asked."
        if isinstance(self.place, BotError):
            raise self.place
        return self.place

    def _keep(self) -> None:
        self.kept += 1


@pytest.fixture
def asking(slack_world: World, neighbours: FakeNeighbours) -> Asking:
    neighbours.add(*made_up(6))
    return Asking(slack_world)


def labels(found: Message) -> list[str]:
    return [part.label for part in found.parts if isinstance(part, Button)]


def said(found: Answer) -> str:
    assert isinstance(found, Message)
    assert isinstance(found.data, Refusal)
    return found.data.error


async def test_up_to_five_dois_are_waited_for(
    asking: Asking, slack_world: World, slack: FakeSlack
) -> None:
    found = await asking.check(*FEW, "no DOI", "10/none")

    assert isinstance(found, Message)
    assert isinstance(found.data, Check)
    assert (len(found.data.results), asking.kept) == (7, 1)
    assert asking.owed == ["report:1"]
    await sweep_once(slack_world)
    assert slack.messages == []


async def test_an_answer_that_its_process_did_not_live_to_tell_comes_directly(
    asking: Asking,
    slack_world: World,
    slack: FakeSlack,
    clock: StoppedClock,
    neighbours: FakeNeighbours,
) -> None:
    neighbours.delay("api", 60)
    doing = asyncio.create_task(asking.check(*FEW))
    await neighbours.is_asked()
    doing.cancel()
    await asyncio.wait({doing})
    neighbours.forget()
    neighbours.add(*made_up(6))

    clock.now += timedelta(minutes=5)
    await sweep_once(slack_world)

    await slack.told("CHK-1: 5 findable", channel="DSTAFF")


async def test_an_answer_that_is_not_whole_is_told_by_the_report_that_follows(
    asking: Asking, slack_world: World, slack: FakeSlack, clock: StoppedClock, database_url: str
) -> None:
    async with SilentDatabase.open(database_url) as silent:
        checking = replace(slack_world.checking, database=silent)
        found = await asking.check(*FEW, world=replace(slack_world, checking=checking))
    assert isinstance(found, Message)
    assert "Go on" not in labels(found)
    assert (asking.kept, asking.owed) == (1, [])

    clock.now += timedelta(minutes=5)
    await sweep_once(slack_world)

    await slack.told("CHK-1: 5 findable", channel="DSTAFF")


@pytest.mark.parametrize("fault", [OutsideError("Slack is away."), BotError("An admin must…")])
async def test_where_it_is_reported_is_left_open_where_slack_does_not_say(
    asking: Asking, slack_world: World, slack: FakeSlack, fault: BotError
) -> None:
    asking.place = fault

    begun = await asking.check(*MANY)

    assert isinstance(begun, Message)
    assert "in this channel, or in a direct message to you" in str(begun.parts)
    await sweep_once(slack_world)
    await slack.told("CHK-1", "6 DOIs checked", channel="CSTAFF")


async def test_more_are_queued_and_reported_where_the_door_says(
    asking: Asking, slack_world: World, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    begun = await asking.check(*MANY)

    assert isinstance(begun, Message)
    assert (begun.outcome, asking.kept, neighbours.asked) == (Outcome.DONE, 1, [])
    await sweep_once(slack_world)
    await slack.told("CHK-1", "6 DOIs checked", channel="CSTAFF")


async def test_a_long_check_run_again_is_queued_as_it_was(
    asking: Asking, slack_world: World, slack: FakeSlack
) -> None:
    await answer(("check", "--no-pages", *MANY), AN_ACT, slack_world)
    act = Act(by=BY_STAFF.by, at=MARCH_2)

    await answer("check CHK-1", act, slack_world, caller=asking.caller)
    await sweep_once(slack_world)

    asked, _ = await checks.asked(2, database=slack_world.database)
    assert (asked.again, asked.how.has_pages) == (1, False)
    await slack.told("CHK-2", "Nothing has changed since CHK-1")


@pytest.mark.parametrize("words", [FEW, MANY])
async def test_a_knock_that_is_repeated_checks_nothing(
    asking: Asking, slack_world: World, words: tuple[str, ...]
) -> None:
    await asking.check(*words)

    with pytest.raises(RepeatedKnock):
        await asking.check(*words)

    assert len((await checks.recent(database=slack_world.database)).checks) == 1


@pytest.mark.parametrize(
    ("option", "words", "why"),
    [
        ("--json", FEW, "for a terminal"),
        ("--json", MANY, "for a terminal"),
        ("--reply", MANY, "has a button for it"),
    ],
)
async def test_what_would_do_nothing_there_is_refused(
    asking: Asking, slack_world: World, option: str, words: tuple[str, ...], why: str
) -> None:
    assert why in said(await asking.check(option, *words))

    assert (await checks.recent(database=slack_world.database)).checks == ()


async def test_in_a_terminal_any_number_is_waited_for(
    slack_world: World, neighbours: FakeNeighbours
) -> None:
    neighbours.add(*made_up(6))

    found = await answer(("check", "--no-pages", *MANY), AN_ACT, slack_world, caller=NOBODY)

    assert isinstance(found, Message)
    assert isinstance(found.data, Check)
    assert found.data.finished
