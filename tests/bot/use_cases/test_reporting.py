"""Long checks in Slack: one message that is edited in place, then the whole in its thread."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.channels import Place
from bot.domain.check import Answered, How, SoFar
from bot.domain.doi import read_entries
from bot.domain.people import Act, Person
from bot.domain.work import WorkState
from bot.errors import RepeatedDelivery
from bot.use_cases import checks
from bot.use_cases.work import work_due
from bot.world import World
from tests.conftest import StoppedClock
from tests.factories import MARCH_2, a_result
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.silence import SilentDatabase
from tests.fakes.slack import FakeSlack, Fault, busy, cut, refused
from tests.fakes.slack_records import Message

QUICK = How(has_pages=False)
BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2)
IN_STAFF = Place(channel="CSTAFF", is_direct=False)
DIRECTLY = Place(channel="DSTAFF", is_direct=True)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world(slack_world: World, neighbours: FakeNeighbours) -> World:
    neighbours.add(*made_up(7))
    return slack_world


async def queue(
    world: World,
    *more: str,
    place: Place = IN_STAFF,
    act: Act = BY_STAFF,
    again: int | None = None,
) -> int:
    typed = [f"10.5555/made-up-{n}" for n in range(1, 8)]
    return await checks.queue(
        read_entries([*typed, *more]),
        QUICK,
        act,
        again=again,
        place=place,
        database=world.database,
    )


async def deliver(world: World) -> None:
    await jobs.ring(jobs.deliver, world)


async def work(world: World) -> None:
    await jobs.ring(jobs.work_on_checks, world)


async def states(world: World) -> dict[WorkState, int]:
    async with world.database.read() as store:
        counts = {state: await store.work.count(state) for state in WorkState}
    return {state: count for state, count in counts.items() if count}


def posted(slack: FakeSlack) -> Message:
    (message,) = slack.messages
    return message


async def test_a_long_check_is_one_message_edited_into_its_report_with_all_in_the_thread(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world, "no DOI")
    await deliver(world)
    progress = posted(slack).words
    await work(world)
    clock.now += SECOND
    await deliver(world)

    message, (file,) = posted(slack), slack.files.values()
    assert (message.channel, message.way, message.is_private) == ("CSTAFF", "post", False)
    assert "1 of 8" in progress
    assert [len(message.edits), message.has(f"CHK-{number}", "8 DOIs checked")] == [1, True]
    assert (file.title, file.channel, file.thread) == ("CHK-1.csv", "CSTAFF", message.ts)
    assert len(file.content.decode().splitlines()) == 1 + 8
    assert await states(world) == {WorkState.SENT: 3}
    assert slack.refusals == []


async def test_where_all_is_done_already_the_edit_follows_the_post_at_once(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)
    await work(world)

    await deliver(world)

    assert [call.method for call in slack.calls if call.method.startswith("chat.")] == [
        "chat.postMessage",
        "chat.update",
    ]
    assert await states(world) == {WorkState.SENT: 3}


async def test_one_sweep_works_a_check_to_the_end_of_its_report(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)

    assert await jobs.sweep_once(world)

    assert posted(slack).has("checked")
    assert await states(world) == {WorkState.SENT: 3}


@ON_SQLITE
async def test_progress_is_shown_once_a_second_at_most_and_only_where_there_is_some(
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
        clock.now += SECOND
        await deliver(world)
    assert posted(slack).has("2 of 7")
    assert len(posted(slack).edits) == 1


@ON_SQLITE
@pytest.mark.parametrize("channel", ["CSHARED", "COUT", "CUNKNOWN"])
async def test_where_others_read_or_the_bot_may_not_write_it_goes_to_who_asked(
    world: World, slack: FakeSlack, channel: str
) -> None:
    await queue(world, place=Place(channel=channel, is_direct=False))

    await jobs.sweep_once(world)

    (file,) = slack.files.values()
    assert (posted(slack).channel, file.channel, file.thread) == (
        "DSTAFF",
        "DSTAFF",
        posted(slack).ts,
    )
    assert posted(slack).has("checked")


@ON_SQLITE
async def test_a_direct_message_is_not_looked_up(world: World, slack: FakeSlack) -> None:
    await queue(world, place=DIRECTLY)

    await jobs.sweep_once(world)

    assert (posted(slack).channel, slack.asked("conversations.info")) == ("DSTAFF", [])


@ON_SQLITE
@pytest.mark.parametrize("change", [{"is_ext_shared": True}, {"is_pending_ext_shared": True}])
async def test_a_channel_that_is_shared_meanwhile_reads_no_more_of_it(
    world: World, slack: FakeSlack, clock: StoppedClock, change: dict[str, bool]
) -> None:
    number = await queue(world)
    await deliver(world)
    slack.channels["CSTAFF"].update(change)
    await answer(world, number, 0)
    clock.now += SECOND
    await deliver(world)
    assert posted(slack).edits == []

    await jobs.sweep_once(world)
    clock.now += SECOND
    await jobs.sweep_once(world)

    left, report = slack.messages
    assert (left.channel, left.edits) == ("CSTAFF", [])
    assert (report.channel, report.has("checked")) == ("DSTAFF", True)
    assert [file.channel for file in slack.files.values()] == ["DSTAFF"]


@ON_SQLITE
async def test_results_stay_out_of_a_thread_that_others_read_by_now(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)
    await work(world)
    await work_on_one(world, "report")
    await work_on_one(world, "report")
    slack.channels["CSTAFF"]["is_ext_shared"] = True

    await deliver(world)

    assert posted(slack).has("checked")
    assert not any(file.is_shared for file in slack.files.values())
    assert (await states(world))[WorkState.FAILED] == 1


@ON_SQLITE
@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_channel_that_takes_no_post_is_left(
    world: World, slack: FakeSlack, code: str
) -> None:
    await queue(world)
    slack.disturb("chat.postMessage", refused(code))

    await jobs.sweep_once(world)

    assert (posted(slack).channel, posted(slack).has("checked")) == ("DSTAFF", True)


@ON_SQLITE
@pytest.mark.parametrize(
    "fault",
    [cut(is_done=False), Fault(status=502, is_done=False), refused("message_not_found")],
)
async def test_a_lost_edit_of_progress_loses_nothing(
    world: World, slack: FakeSlack, clock: StoppedClock, fault: Fault
) -> None:
    number = await queue(world)
    await deliver(world)
    await answer(world, number, 0)
    slack.disturb("chat.update", fault)
    clock.now += SECOND
    await deliver(world)
    assert posted(slack).edits == []

    clock.now += SECOND
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
    clock.now += SECOND
    await deliver(world)
    calls = len(slack.calls)

    clock.now += timedelta(seconds=29)
    await deliver(world)
    assert (len(slack.calls), posted(slack).edits) == (calls, [])
    clock.now += SECOND
    await deliver(world)

    assert posted(slack).has("1 of 7")


async def test_a_report_that_slack_did_not_take_is_edited_in_later(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    await work(world)
    slack.disturb("chat.update", Fault(status=502, is_done=False))
    await deliver(world)
    assert not posted(slack).has("checked")

    clock.now += timedelta(minutes=2)
    await deliver(world)

    assert posted(slack).has("checked")
    assert await states(world) == {WorkState.SENT: 3}


@ON_SQLITE
async def test_where_the_message_was_deleted_the_report_goes_to_who_asked(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)
    await work(world)
    slack.disturb("chat.update", refused("message_not_found"))

    await deliver(world)

    _, report = slack.messages
    assert (report.channel, report.has("checked")) == ("DSTAFF", True)


async def test_a_post_that_may_be_there_waits_for_a_person(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    slack.disturb("chat.postMessage", cut())
    await deliver(world)
    clock.pass_days(1)
    await jobs.sweep_once(world)

    assert len(slack.messages) == 1
    assert (await states(world))[WorkState.UNSURE] == 1
    assert not await jobs.sweep_once(world)


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


async def test_a_post_that_could_not_be_kept_is_not_made_again(
    world: World, slack: FakeSlack, database_url: str, clock: StoppedClock
) -> None:
    await queue(world)
    assert world.reporting
    # It starts the row, and then keeps the message, or would.
    async with SilentDatabase.open(database_url) as silent:
        reporting = replace(world.reporting, database=silent)
        await jobs.ring(jobs.deliver, replace(world, reporting=reporting))
    clock.pass_days(1)
    await deliver(world)

    assert len(slack.messages) == 1
    assert (await states(world))[WorkState.UNSURE] == 1


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
    async with world.database.begin() as store:
        await store.work.void(f"check:{number}:")
    clock.now += SECOND

    await deliver(world)

    assert posted(slack).has("Not finished")
    assert await states(world) == {WorkState.SENT: 2, WorkState.VOID: 1}


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


async def test_a_delivery_that_is_repeated_queues_nothing(world: World, slack: FakeSlack) -> None:
    delivered = replace(BY_STAFF, delivery="Ev1")
    await queue(world, act=delivered)

    with pytest.raises(RepeatedDelivery):
        await queue(world, act=delivered)

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


async def answer(world: World, number: int, *positions: int) -> None:
    answers = [Answered(position=place, result=a_result(), said={}) for place in positions]
    async with world.database.begin() as store:
        await store.checks.answer(number, answers, world.clock())


async def work_on_one(world: World, kind: str) -> None:
    assert world.reporting
    workers = {kind: world.reporting.workers[kind]}
    await work_due(workers, clock=world.clock, database=world.database)
