"""Where reports go: where they were asked for as long as that is staff's own, else directly."""

import asyncio
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.channels import Place
from bot.domain.work import WorkState
from bot.world import World
from tests.bot.use_cases.reports import (
    BEAT,
    DIRECTLY,
    answer,
    deliver,
    posted,
    queue,
    states,
    work,
    work_on_one,
)
from tests.conftest import StoppedClock
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.slack import FakeSlack, Fault, busy, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GONE_ON = "CHK-1 goes on in a direct message to whoever asked for it."


@pytest.fixture
def world(slack_world: World, neighbours: FakeNeighbours) -> World:
    neighbours.add(*made_up(7))
    return slack_world


@pytest.mark.parametrize("channel", ["CSHARED", "COUT", "CUNKNOWN", ""])
async def test_where_others_read_or_the_bot_may_not_write_it_goes_to_who_asked(
    world: World, slack: FakeSlack, channel: str
) -> None:
    await queue(world, place=Place(channel=channel, is_direct=not channel))

    await jobs.sweep_once(world)

    (file,) = slack.files.values()
    assert (posted(slack).channel, file.channel, file.thread) == (
        "DSTAFF",
        "DSTAFF",
        posted(slack).ts,
    )
    assert posted(slack).has("checked")


async def test_a_direct_message_is_not_looked_up(world: World, slack: FakeSlack) -> None:
    await queue(world, place=DIRECTLY)

    await jobs.sweep_once(world)

    assert (posted(slack).channel, slack.asked("conversations.info")) == ("DSTAFF", [])


@pytest.mark.parametrize("change", [{"is_ext_shared": True}, {"is_pending_ext_shared": True}])
async def test_a_channel_that_is_shared_meanwhile_reads_no_more_of_it(
    world: World, slack: FakeSlack, clock: StoppedClock, change: dict[str, bool]
) -> None:
    number = await queue(world)
    await deliver(world)
    slack.channels["CSTAFF"].update(change)
    await answer(world, number, 0)
    clock.now += BEAT
    await deliver(world)

    left, report = slack.messages
    assert ([edit.text for edit in left.edits], report.channel) == ([GONE_ON], "DSTAFF")
    assert report.has("1 of 7")

    await jobs.sweep_once(world)
    clock.now += BEAT
    await jobs.sweep_once(world)

    assert (len(slack.messages), report.has("checked")) == (2, True)
    assert [file.channel for file in slack.files.values()] == ["DSTAFF"]


async def test_results_are_shown_to_no_channel_that_is_shared_since_it_was_last_looked_at(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    await deliver(world)
    await answer(world, number, 0)
    clock.now += BEAT
    await deliver(world)
    slack.channels["CSTAFF"]["is_ext_shared"] = True
    await work(world)
    clock.now += BEAT
    await deliver(world)

    left, report = slack.messages
    assert (left.text, report.channel, report.has("checked")) == (GONE_ON, "DSTAFF", True)


async def test_progress_looks_at_its_channel_every_ten_seconds_at_most(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    await deliver(world)
    slack.calls.clear()
    for place in range(6):
        await answer(world, number, place)
        clock.now += 2 * BEAT
        await deliver(world)

    assert (len(posted(slack).edits), len(slack.asked("conversations.info"))) == (6, 2)


async def test_results_stay_out_of_a_thread_that_others_read_by_now(
    world: World, slack: FakeSlack
) -> None:
    await queue(world)
    await work(world)
    await work_on_one(world, "report")
    await work_on_one(world, "report")
    slack.channels["CSTAFF"]["is_ext_shared"] = True

    await deliver(world)

    report, missing = slack.messages
    assert report.has("checked")
    assert (missing.channel, missing.has("The CSV file of CHK-1 is not here")) == ("DSTAFF", True)
    assert not any(file.is_shared for file in slack.files.values())


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_channel_that_takes_no_post_is_left(
    world: World, slack: FakeSlack, code: str
) -> None:
    await queue(world)
    slack.disturb("chat.postMessage", refused(code))

    await jobs.sweep_once(world)

    assert (posted(slack).channel, posted(slack).has("checked")) == ("DSTAFF", True)


@pytest.mark.parametrize(
    "code",
    [
        "message_not_found",
        "is_archived",
        "edit_window_closed",
        "cant_update_message",
        "msg_too_long",
        "token_revoked",
        "missing_scope",
    ],
)
@pytest.mark.parametrize("is_over", [False, True])
async def test_where_slack_takes_an_edit_no_more_the_rest_goes_to_who_asked_at_once(
    world: World,
    slack: FakeSlack,
    clock: StoppedClock,
    code: str,
    is_over: bool,  # noqa: FBT001 -- pytest names it
) -> None:
    number = await queue(world)
    await deliver(world)
    await answer(world, number, 0)
    if is_over:
        await work(world)
    slack.disturb("chat.update", refused(code), times=2)
    clock.now += BEAT
    await deliver(world)

    left, report = slack.messages
    assert (left.edits, report.channel) == ([], "DSTAFF")
    assert report.has("checked" if is_over else "1 of 7")


async def test_what_a_report_leaves_behind_says_that_it_is_gone(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    await deliver(world)
    await work(world)
    slack.disturb("chat.update", refused("msg_too_long"))
    clock.now += BEAT
    await deliver(world)

    left, report = slack.messages
    assert (left.text, report.has("checked")) == (GONE_ON, True)


async def test_a_direct_message_that_takes_no_edit_is_followed_by_the_report_alone(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world, place=DIRECTLY)
    await deliver(world)
    slack.disturb("chat.update", refused("cant_update_message"), times=9)
    for place in range(3):
        await answer(world, number, place)
        clock.now += BEAT
        await deliver(world)
    assert posted(slack).has("0 of 7")

    await work(world)
    clock.now += BEAT
    await deliver(world)

    assert [message.has("7 DOIs checked") for message in slack.messages] == [False, True]
    assert await states(world) == {WorkState.SENT: 3}


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_file_that_slack_refuses_is_missed_in_one_sentence_in_its_thread(
    world: World, slack: FakeSlack, clock: StoppedClock, method: str
) -> None:
    await queue(world)
    slack.disturb(method, refused("missing_scope", needed="files:write"), times=9)
    for _ in range(3):
        await jobs.sweep_once(world)
        clock.now += timedelta(minutes=20)

    report, sentence = slack.messages
    assert (sentence.channel, sentence.thread) == ("CSTAFF", report.ts)
    assert sentence.has("files:write", "my manifest", "rsp show CHK-1 --json")
    assert await states(world) == {WorkState.SENT: 3}


async def test_reports_take_turns_so_that_slack_takes_all_their_edits(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    numbers = [await queue(world) for _ in range(3)]
    await deliver(world)
    for second in range(21):
        for number in numbers:
            await answer(world, number, second // 3)
        clock.now += timedelta(seconds=1)
        await deliver(world)

    edits = [len(message.edits) for message in slack.messages]
    assert sum(edits) <= 21 / BEAT.total_seconds()
    assert min(edits) >= 3


async def test_a_report_that_is_told_to_wait_waits(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await queue(world)
    await deliver(world)
    await work(world)
    slack.disturb("chat.update", busy(40))
    clock.now += BEAT
    await deliver(world)
    clock.now += timedelta(seconds=39)
    await deliver(world)
    assert posted(slack).edits == []

    clock.now += timedelta(seconds=1)
    await deliver(world)

    assert posted(slack).has("checked")


async def test_a_worker_that_was_given_up_shows_nothing_over_the_report(
    world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    number = await queue(world)
    await deliver(world)
    await answer(world, number, 0)
    clock.now += BEAT
    slack.disturb("conversations.info", Fault(seconds=0.5))
    async with world.database.begin() as store:
        (row,) = await store.work.claim(clock(), kinds=("report",), most=1)
    assert world.reporting
    late = asyncio.ensure_future(world.reporting.workers["report"](row))
    await slack.wait_for(lambda: len(slack.asked("conversations.info")) > 1)

    await work(world)
    clock.now += timedelta(minutes=1)
    await deliver(world)
    await late

    assert posted(slack).has("checked")
    assert len(posted(slack).edits) == 1
