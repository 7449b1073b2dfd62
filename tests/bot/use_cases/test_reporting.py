"""Long checks in Slack: one message that is edited in place, then the whole in its thread."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.check import SoFar
from bot.domain.work import WorkState
from bot.errors import RepeatedKnock
from bot.use_cases import checks
from bot.world import World
from tests.bot.use_cases.reports import (
    BEAT,
    BY_STAFF,
    answer,
    deliver,
    give_up,
    posted,
    queue,
    states,
    work,
)
from tests.conftest import StoppedClock
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.silence import SilentDatabase
from tests.fakes.slack import FakeSlack, Fault, busy, cut

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(slack_world: World, neighbours: FakeNeighbours) -> World:
    neighbours.add(*made_up(7))
    return slack_world


async def test_a_long_check_is_one_message_edited_into_its_report_with_all_in_the_thread(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world, "no DOI")
    await deliver(world)
    progress = posted(slack).words
    await work(world)
    clock.now += BEAT
    await deliver(world)

    message, (file,) = posted(slack), slack.files.values()
    assert (message.channel, message.way, message.is_private) == ("CSTAFF", "post", False)
    assert "1 of 8" in progress
    assert [len(message.edits), message.has(f"CHK-{number}", "8 DOIs checked")] == [1, True]
    assert (file.title, file.channel, file.thread) == ("CHK-1.csv", "CSTAFF", message.ts)
    assert len(file.content.decode().splitlines()) == 1 + 8
    assert await states(world) == {WorkState.SENT: 3}
    assert slack.refusals == []


async def test_where_all_is_done_already_the_report_takes_the_place_of_its_beginning_at_once(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)
    await work(world)

    await deliver(world)

    assert (posted(slack).has("7 DOIs checked"), len(posted(slack).edits)) == (True, 1)
    assert await states(world) == {WorkState.SENT: 3}


async def test_one_sweep_works_a_check_to_the_end_of_its_report(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)

    assert await jobs.sweep_once(world)

    assert posted(slack).has("checked")
    assert await states(world) == {WorkState.SENT: 3}


@ON_SQLITE
async def test_progress_is_shown_once_a_beat_at_most_and_only_where_there_is_some(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    for _ in range(3):
        await deliver(world)
    assert (len(slack.messages), posted(slack).edits) == (1, [])

    await answer(world, number, 0, 1)
    await deliver(world)
    assert posted(slack).edits == []
    for _ in range(3):
        clock.now += BEAT
        await deliver(world)
    assert posted(slack).has("2 of 7")
    assert len(posted(slack).edits) == 1


@ON_SQLITE
@pytest.mark.parametrize("fault", [cut(is_done=False), Fault(status=502, is_done=False)])
async def test_a_lost_edit_of_progress_loses_nothing(
    world: World, slack: FakeSlack, clock: StoppedClock, fault: Fault
) -> None:
    number = await queue(world)
    await deliver(world)
    await answer(world, number, 0)
    slack.disturb("chat.update", fault)
    clock.now += BEAT
    await deliver(world)
    assert posted(slack).edits == []

    clock.now += timedelta(seconds=15)
    await deliver(world)

    assert posted(slack).has("1 of 7")


@ON_SQLITE
@pytest.mark.parametrize("method", ["chat.update", "conversations.info"])
async def test_slack_is_given_the_pause_that_it_asks_for(
    world: World, slack: FakeSlack, clock: StoppedClock, method: str
) -> None:
    number = await queue(world)
    await deliver(world)
    await answer(world, number, 0)
    slack.disturb(method, busy(30))
    clock.now += BEAT
    await deliver(world)
    calls = len(slack.calls)

    clock.now += timedelta(seconds=29)
    await deliver(world)
    assert (len(slack.calls), posted(slack).edits) == (calls, [])
    clock.now += timedelta(seconds=1)
    await deliver(world)

    assert posted(slack).has("1 of 7")


async def test_a_report_that_slack_did_not_take_is_edited_in_later(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    await deliver(world)
    await work(world)
    slack.disturb("chat.update", Fault(status=502, is_done=False))
    clock.now += BEAT
    await deliver(world)
    assert not posted(slack).has("checked")

    clock.now += timedelta(minutes=2)
    await deliver(world)

    assert posted(slack).has("checked")
    assert await states(world) == {WorkState.SENT: 3}


@pytest.mark.parametrize("is_done", [False, True])
async def test_a_post_that_may_be_there_is_made_again_so_that_there_is_a_report(
    world: World,
    slack: FakeSlack,
    clock: StoppedClock,
    is_done: bool,  # noqa: FBT001 -- pytest names it
) -> None:
    await queue(world)
    slack.disturb("chat.postMessage", cut(is_done=is_done))
    await deliver(world)
    await work(world)
    clock.now += timedelta(minutes=2)

    assert await jobs.sweep_once(world)

    assert [message.has("checked") for message in slack.messages] == [False] * is_done + [True]
    assert await states(world) == {WorkState.SENT: 3}


@ON_SQLITE
async def test_a_post_that_surely_is_not_there_is_made_later(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    slack.disturb("chat.postMessage", busy(30), times=7)
    for _ in range(7):
        await deliver(world)
        clock.now += timedelta(seconds=30)
    await work(world)
    await deliver(world)

    assert posted(slack).has("checked")


async def test_a_post_that_could_not_be_kept_is_made_again(
    world: World, slack: FakeSlack, database_url: str, clock: StoppedClock
) -> None:
    await queue(world)
    assert world.reporting
    # It holds on to the row, and then keeps the message, or would.
    async with SilentDatabase.open(database_url) as silent:
        reporting = replace(world.reporting, database=silent)
        await jobs.ring(jobs.report, replace(world, reporting=reporting))
    clock.now += timedelta(minutes=2)
    await jobs.sweep_once(world)

    assert [message.has("checked") for message in slack.messages] == [False, True]
    assert await states(world) == {WorkState.SENT: 3}


async def test_a_check_run_again_is_reported_with_what_changed(
    world: World, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    first = await queue(world)
    await jobs.sweep_once(world)
    changed, *_ = made_up(1)
    neighbours.add(replace(changed, production=None, agency=None))

    await queue(world, again=first)
    await jobs.sweep_once(world)

    _, again = slack.messages
    assert again.has("CHK-2", "Changed since CHK-1", "10.5555/made-up-1")


@ON_SQLITE
async def test_a_check_that_nobody_goes_on_with_is_reported_as_far_as_it_came(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    await deliver(world)
    await give_up(world, number)
    clock.now += BEAT

    await deliver(world)

    assert posted(slack).has("Not finished")
    assert await states(world) == {WorkState.SENT: 2, WorkState.FAILED: 1}


@ON_SQLITE
async def test_a_file_is_uploaded_until_it_is_there_and_shared_once(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    slack.disturb("upload", Fault(status=502, is_done=False))
    await jobs.sweep_once(world)
    clock.now += timedelta(minutes=2)
    await jobs.sweep_once(world)

    assert [file.is_shared for file in slack.files.values()] == [False, True]


@ON_SQLITE
async def test_a_file_that_may_be_shared_is_not_shared_again(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    slack.disturb("files.completeUploadExternal", cut())
    await jobs.sweep_once(world)
    clock.pass_days(1)

    assert not await jobs.sweep_once(world)
    assert len(slack.files) == 1


async def test_a_knock_that_is_repeated_queues_nothing(world: World, slack: FakeSlack) -> None:
    knocked = replace(BY_STAFF, knock="Ev1")
    await queue(world, act=knocked)

    with pytest.raises(RepeatedKnock):
        await queue(world, act=knocked)

    await jobs.sweep_once(world)
    assert len(slack.messages) == 1
    assert len((await checks.recent(database=world.database)).checks) == 1


@ON_SQLITE
async def test_long_pieces_do_not_hold_up_reports(
    world: World, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    neighbours.delay("api", 60)
    await queue(world)
    working = asyncio.create_task(work(world))
    await neighbours.is_asked()

    await deliver(world)

    assert posted(slack).has("0 of 7")
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


@ON_SQLITE
async def test_without_slack_reports_stay_due(world: World, slack: FakeSlack) -> None:
    await queue(world)

    await jobs.sweep_once(replace(world, reporting=None))

    assert await states(world) == {WorkState.SENT: 1, WorkState.DUE: 1}
    assert slack.calls == []


async def test_how_far_a_check_is_is_counted(world: World) -> None:
    number = await queue(world, "no DOI")
    assert await so_far(world, number) == SoFar(done=1, total=8, problems=1)

    await answer(world, number, 0, 1)
    assert await so_far(world, number) == SoFar(done=3, total=8, problems=1)

    await work(world)
    assert await so_far(world, number) == SoFar(done=8, total=8, problems=1)


async def so_far(world: World, number: int) -> SoFar:
    return await checks.so_far(number, database=world.database)
