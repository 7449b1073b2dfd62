"""`show` as it is asked in Slack: whoever goes on with a check leaves it to the workers."""

import pytest

from bot.domain.check import Check
from bot.domain.people import Act, Person
from bot.jobs import sweep_once
from bot.messages.message import Button, Message
from bot.world import World
from commands.dispatch import answer
from commands.invocation import NOBODY, Caller
from tests.bot.use_cases.reports import give_up, queue
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

IN_SLACK = Caller(channel="CSTAFF")


@pytest.fixture
def world(slack_world: World, neighbours: FakeNeighbours) -> World:
    neighbours.add(*made_up(7))
    return slack_world


async def show(world: World, words: str = "show CHK-1", caller: Caller = IN_SLACK) -> Message:
    act = Act(by=Person("ULEAD", "THOME"), at=MARCH_2) if caller is not NOBODY else AN_ACT
    found = await answer(words, act, world, caller=caller)
    assert isinstance(found, Message)
    return found


def labels(found: Message) -> list[str]:
    return [part.label for part in found.parts if isinstance(part, Button)]


async def test_going_on_is_offered_only_where_no_worker_does_so_anyway(world: World) -> None:
    number = await queue(world)
    assert labels(await show(world)) == []
    async with world.database.begin() as store:
        await store.work.claim(MARCH_2, kinds=("check",), most=1)
    assert labels(await show(world)) == []

    await give_up(world, number)

    assert labels(await show(world)) == ["Go on"]


async def test_at_a_terminal_going_on_is_always_offered_since_there_may_be_no_worker(
    world: World,
) -> None:
    await queue(world)

    assert labels(await show(world, caller=NOBODY)) == ["Go on"]


async def test_in_slack_workers_go_on_and_report_where_it_was_asked_for(
    world: World, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    number = await queue(world)
    await give_up(world, number)
    kept = []

    gone_on = [
        await show(
            world,
            "show CHK-1 --resume",
            Caller(channel="COTHER", kept=lambda: kept.append("kept")),
        )
        for _ in range(2)
    ]

    assert "CHK-1 is gone on with." in str(gone_on[0].parts)
    assert (labels(gone_on[1]), kept) == (["Show it so far"], ["kept"] * 2)
    assert neighbours.asked == []
    await sweep_once(world)
    await slack.told("CHK-1", "7 DOIs checked", channel="CSTAFF")
    assert len(neighbours.paths("api")) == 1


async def test_going_on_leaves_a_worker_what_it_has_in_hand(
    world: World, neighbours: FakeNeighbours
) -> None:
    await queue(world)
    async with world.database.begin() as store:
        (row,) = await store.work.claim(MARCH_2, kinds=("check",), most=1)

    await show(world, "show CHK-1 --resume")

    async with world.database.begin() as store:
        assert await store.work.hold(row, MARCH_2)
    assert neighbours.asked == []


async def test_a_check_that_is_finished_is_shown(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    await sweep_once(world)

    found = await show(world, "show CHK-1 --resume")

    assert isinstance(found.data, Check)
    assert labels(found) == ["Run again", "Copy as reply"]
