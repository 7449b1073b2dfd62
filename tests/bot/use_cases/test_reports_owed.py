"""Reports that are owed: of answers that were never told, of checks that are gone on with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.again import Compared
from bot.domain.channels import Place
from bot.domain.doi import read_entries
from bot.domain.people import Person
from bot.domain.work import Work, WorkState
from bot.use_cases import checks
from bot.world import World
from tests.bot.use_cases.reports import (
    BEAT,
    BY_STAFF,
    DIRECTLY,
    QUICK,
    deliver,
    give_up,
    posted,
    queue,
    states,
    work,
)
from tests.conftest import StoppedClock
from tests.factories import AN_ACT
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.slack import FakeSlack, Fault, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(slack_world: World, neighbours: FakeNeighbours) -> World:
    neighbours.add(*made_up(7))
    return slack_world


async def check_few(world: World) -> None:
    """Check three DOIs for USTAFF, without ever telling what came of it."""
    entries = read_entries([f"10.5555/made-up-{n}" for n in range(1, 4)])
    await checks.check(entries, QUICK, BY_STAFF, checking=world.checking)


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("conversations.info", Fault(status=503, is_done=False)),
        ("chat.postMessage", refused("token_revoked")),
        ("chat.postMessage", refused("missing_scope", needed="chat:write")),
        ("conversations.open", refused("missing_scope", needed="im:write")),
    ],
)
async def test_what_an_admin_can_mend_is_tried_until_it_is_mended(
    world: World, slack: FakeSlack, clock: StoppedClock, method: str, fault: Fault
) -> None:
    channel = "CSHARED" if method == "conversations.open" else "CSTAFF"
    await queue(world, place=Place(channel=channel, is_direct=False))
    slack.disturb(method, fault, times=30)
    await work(world)
    for _ in range(60):
        clock.now += timedelta(minutes=16)
        await deliver(world)

    assert posted(slack).has("checked")
    assert await states(world) == {WorkState.SENT: 3}


async def test_a_report_that_nobody_can_be_told_is_given_up_in_the_end(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world, place=DIRECTLY)
    slack.disturb("chat.postMessage", refused("token_revoked"), times=999)
    await work(world)
    for _ in range(125):
        clock.now += timedelta(minutes=16)
        await deliver(world)

    assert (await states(world))[WorkState.FAILED] == 1
    slack.calls.clear()
    await checks.hand_over(1, BY_STAFF, database=world.database)
    await jobs.sweep_once(world)
    assert len(slack.asked("chat.postMessage")) == 1


async def test_a_short_check_whose_answer_was_never_told_is_reported_to_who_asked(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await check_few(world)
    clock.now += timedelta(minutes=4, seconds=59)
    await jobs.sweep_once(world)
    assert slack.messages == []

    clock.now += timedelta(seconds=1)
    await jobs.sweep_once(world)

    assert posted(slack).channel == "DSTAFF"
    assert posted(slack).text.startswith("CHK-1: 3 findable")
    assert posted(slack).labels == ["Run again", "Copy as reply"]
    assert (slack.files, await states(world)) == ({}, {WorkState.SENT: 2})


async def test_a_short_check_whose_answer_was_told_is_not_reported(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await check_few(world)
    async with world.database.begin() as store:
        await store.work.void("report:1")
    clock.pass_days(1)

    await jobs.sweep_once(world)

    assert slack.messages == []


async def test_who_asks_at_a_terminal_waits_and_gets_no_report(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await checks.check(read_entries(["10.5555/a"]), QUICK, AN_ACT, checking=world.checking)
    clock.pass_days(1)

    await jobs.sweep_once(world)

    assert slack.messages == []


async def test_a_check_that_is_gone_on_with_is_reported_in_the_same_message_and_file_anew(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    await give_up(world, number)
    await jobs.sweep_once(world)
    assert posted(slack).has("Not finished")

    await checks.hand_over(number, BY_STAFF, database=world.database)
    for _ in range(2):
        clock.now += BEAT
        await jobs.sweep_once(world)

    assert posted(slack).has("7 DOIs checked, all in order")
    assert len(slack.files) == 2
    assert await states(world) == {WorkState.SENT: 4}


async def test_a_report_that_is_being_told_is_told_anew_when_somebody_goes_on(
    world: World,
) -> None:
    number = await queue(world)
    await give_up(world, number)
    async with world.database.begin() as store:
        [row] = await store.work.claim(world.clock(), kinds=("report",), most=1)

    await checks.hand_over(number, BY_STAFF, database=world.database)

    async with world.database.begin() as store:
        assert not await store.work.finish(row, row.after_success(None))
        [_] = await store.work.claim(world.clock(), kinds=("report",), most=1)


async def test_what_is_not_finished_is_compared_with_nothing(
    world: World, clock: StoppedClock
) -> None:
    first = await queue(world)
    _, entries = await checks.asked(first, database=world.database)
    again = await checks.queue(
        entries, QUICK, AN_ACT, again=first, place=DIRECTLY, database=world.database
    )

    assert not isinstance(await checks.in_full(again, database=world.database), Compared)


async def test_whoever_goes_on_in_slack_with_a_check_of_a_terminal_gets_its_report(
    world: World, slack: FakeSlack
) -> None:
    """Its worker is gone, and the terminal with it."""
    entries = read_entries(["10.5555/made-up-1"])
    async with world.database.begin() as store:
        asked = await store.checks.add(entries, QUICK, by="terminal:ada", at=AN_ACT.at, again=None)
        await store.work.add(Work(key=f"check:{asked.number}:0", due_at=AN_ACT.at))
    by_lead = replace(BY_STAFF, by=Person("ULEAD", "THOME"))

    await checks.hand_over(asked.number, by_lead, database=world.database)
    await jobs.sweep_once(world)

    assert (posted(slack).channel, posted(slack).has("1 findable")) == ("DLEAD", True)


async def test_whoever_goes_on_at_a_terminal_has_the_report_of_slack_go_on_too(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    await give_up(world, number)
    await jobs.sweep_once(world)

    whole = await checks.resume(number, checking=world.checking)
    await jobs.sweep_once(world)

    assert whole.finished
    assert posted(slack).has("7 DOIs checked, all in order")


async def test_going_on_with_what_is_told_already_tells_nothing_again(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)
    await jobs.sweep_once(world)
    slack.calls.clear()

    await checks.hand_over(1, BY_STAFF, database=world.database)
    await jobs.sweep_once(world)

    assert slack.calls == []
