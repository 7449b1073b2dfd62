"""Posts whose answer was lost: found in Slack again, or put before a person; never said twice."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.delivery import Stage
from bot.domain.nudges import Nudges
from bot.domain.work import LEASE, WorkState
from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.use_cases.posts import (
    MINUTE,
    SECOND,
    Things,
    a_card,
    a_post,
    a_posting,
    call,
    cut_off,
    only,
    post_all,
    said,
    show,
)
from tests.bot.use_cases.telling import kept, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.slack import FakeSlack, Fault, busy, cut, refused

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAID = [
    cut(),
    Fault(status=500, body=b""),
    Fault(body=b"not JSON"),
    Fault(body=b'{"ok": false, "error": "internal_error"}'),
]
NOT_SAID = [cut(is_done=False), Fault(status=503, body=b"", is_done=False), refused("fatal_error")]
NOT_THERE = "It was cut off while it was posted, and it is not in Slack."


@pytest.mark.parametrize("fault", SAID)
async def test_what_was_posted_all_the_same_is_found_and_not_posted_again(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, fault: Fault
) -> None:
    await write(database, a_post())
    await cut_off(posting, slack, fault, "post:test:1")

    assert await posting.look_up_unsure() == 1

    found = await kept(database, "post:test:1")
    assert (found.stage, found.why, found.accepted_at) == (Stage.ACCEPTED, "", MARCH_2)
    assert (found.channel, found.ts) == ("CSTAFF", only(slack).ts)
    await post_all(clock, posting)
    assert said(slack) == [("CSTAFF", "Post 1.")]
    assert await posting.look_up_unsure() == 0


@pytest.mark.parametrize("fault", NOT_SAID)
async def test_what_is_not_there_after_a_minute_is_put_before_people(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, fault: Fault
) -> None:
    await write(database, a_post(owner="ULEAD"))
    unsure = await cut_off(posting, slack, fault, "post:test:1")
    for seconds in (0, 30, 29):
        clock.now += timedelta(seconds=seconds)
        assert await posting.look_up_unsure() == 0
    assert len(slack.asked("conversations.history")) == 1

    clock.now += SECOND
    assert await posting.look_up_unsure() == 1

    found = await kept(database, "post:test:1")
    assert (found.stage, found.why) == (Stage.UNSURE, NOT_THERE)
    await post_all(clock, posting)
    card, called = slack.messages
    assert (card.text, called.thread) == (f"This is {unsure.id}.", card.ts)
    assert called.has("<@ULEAD>", unsure.id)
    clock.now += MINUTE
    assert await posting.look_up_unsure() == 0
    assert len(slack.asked("conversations.history")) == 2


@ON_SQLITE
async def test_what_appears_late_is_found(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post())
    await cut_off(posting, slack, cut(), "post:test:1")
    late = slack.messages.copy()
    slack.messages.clear()
    assert await posting.look_up_unsure() == 0

    slack.messages += late
    clock.now += MINUTE
    assert await posting.look_up_unsure() == 1

    assert (await kept(database, "post:test:1")).stage is Stage.ACCEPTED


@ON_SQLITE
@pytest.mark.parametrize(
    ("fault", "minutes"), [(cut(), 1), (Fault(status=500, body=b""), 1), (busy(300), 5)]
)
async def test_a_silent_slack_is_left_alone_for_a_while(
    database: Database,
    clock: StoppedClock,
    posting: Posting,
    slack: FakeSlack,
    fault: Fault,
    minutes: int,
) -> None:
    await write(database, *map(a_post, range(1, 4)))
    for number in range(1, 4):
        await cut_off(posting, slack, cut(), f"post:test:{number}")
        clock.now += SECOND
    slack.disturb("conversations.history", fault)
    assert await posting.look_up_unsure() == 0
    clock.now += minutes * MINUTE - SECOND
    assert await posting.look_up_unsure() == 0
    assert len(slack.asked("conversations.history")) == 1

    clock.now += SECOND
    assert await posting.look_up_unsure() == 3


@ON_SQLITE
async def test_a_clock_that_is_set_back_does_not_keep_anybody_from_looking(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post())
    await cut_off(posting, slack, cut(), "post:test:1")
    slack.disturb("conversations.history", cut())
    assert await posting.look_up_unsure() == 0

    clock.pass_days(-1)

    assert await posting.look_up_unsure() == 1


@ON_SQLITE
async def test_where_the_history_may_not_be_read_people_are_asked_at_once(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    slack.scopes.discard("channels:history")
    await write(database, a_post())
    unsure = await cut_off(posting, slack, cut(), "post:test:1")

    assert await posting.look_up_unsure() == 1

    found = await kept(database, "post:test:1")
    assert found.stage is Stage.UNSURE
    assert found.why == (
        "It was cut off while it was posted, and I could not look for it: An admin must give me "
        "the scope `channels:history` and install me again."
    )
    await post_all(clock, posting)
    assert said(slack) == [("CSTAFF", "Post 1."), ("CSTAFF", f"This is {unsure.id}.")]


async def test_what_a_dead_worker_was_posting_is_looked_for(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post(1), a_post(2, due_at=MARCH_2 + SECOND))
    slack.disturb("chat.postMessage", Fault(seconds=30))
    dying = asyncio.create_task(posting.post_due())
    await slack.wait_for(lambda: slack.messages)
    dying.cancel()
    await asyncio.wait({dying})
    clock.now += LEASE + SECOND

    await posting.post_due()
    assert await posting.look_up_unsure() == 1
    await post_all(clock, posting)

    assert said(slack) == [("CSTAFF", "Post 1."), ("CSTAFF", "Post 2.")]
    for key in ("post:test:1", "post:test:2"):
        assert (await kept(database, key)).stage is Stage.ACCEPTED


async def test_a_card_that_is_found_is_edited_from_then_on(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, things: Things
) -> None:
    await show(posting, a_card())
    await cut_off(posting, slack, cut(), "card:test:1")
    things.now["APP-1"] = "It has changed."
    await show(posting, a_card())
    assert await posting.look_up_unsure() == 1

    await post_all(clock, posting)

    found = await kept(database, "card:test:1")
    assert (found.stage, found.ts) == (Stage.ACCEPTED, only(slack).ts)
    assert [edit.text for edit in only(slack).edits] == ["It has changed."]


@ON_SQLITE
async def test_a_card_that_was_posted_anew_is_found_by_its_new_id(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    slack.messages.clear()
    await show(posting, a_card())
    await cut_off(posting, slack, cut(), "card:test:1")

    assert await posting.look_up_unsure() == 1

    assert (await kept(database, "card:test:1")).ts == only(slack).ts


@ON_SQLITE
@pytest.mark.parametrize("fault", [cut(), Fault(status=500, body=b"")])
async def test_a_call_that_was_cut_off_is_found_in_its_thread(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, fault: Fault
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    called = await call(posting, a_card())
    await cut_off(posting, slack, fault, called.key)

    assert await posting.look_up_unsure() == 1

    found, (card, message) = await kept(database, called.key), slack.messages
    assert (found.stage, found.ts, message.thread) == (Stage.ACCEPTED, message.ts, card.ts)


@ON_SQLITE
async def test_what_went_to_the_channel_since_its_card_was_gone_is_found_there(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    (card,) = slack.messages
    called = await call(posting, a_card())
    slack.disturb("chat.postMessage", refused("thread_not_found"))
    await cut_off(posting, slack, cut(), called.key)

    assert await posting.look_up_unsure() == 1

    found = await kept(database, called.key)
    assert (found.stage, slack.messages[1].thread, found.ts) == (
        Stage.ACCEPTED,
        "",
        slack.messages[1].ts,
    )
    assert card.edits == []


@ON_SQLITE
async def test_a_direct_message_is_found(
    database: Database, posting: Posting, slack: FakeSlack
) -> None:
    async with database.begin() as store:
        await store.readers.choose("ULEAD", Nudges.DIRECTLY)
    called = await call(posting, a_card())
    await cut_off(posting, slack, cut(), called.key)

    assert await posting.look_up_unsure() == 1

    found = await kept(database, called.key)
    assert (found.stage, found.channel, found.ts) == (Stage.ACCEPTED, "DLEAD", only(slack).ts)


async def test_two_workers_who_look_note_it_once(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> None:
    async with (
        a_posting(database, clock, slack, things) as one,
        a_posting(database, clock, slack, things) as other,
    ):
        await write(database, a_post(1), a_post(2, due_at=MARCH_2 + SECOND))
        await cut_off(one, slack, cut(), "post:test:1")
        clock.now += SECOND
        unsure = await cut_off(one, slack, cut(is_done=False), "post:test:2")
        clock.now += MINUTE
        await asyncio.gather(one.look_up_unsure(), other.look_up_unsure())
        await post_all(clock, one, other)

    assert said(slack) == [("CSTAFF", "Post 1."), ("CSTAFF", f"This is {unsure.id}.")]
    assert (await kept(database, "post:test:1")).stage is Stage.ACCEPTED


@ON_SQLITE
async def test_what_a_person_decided_meanwhile_stays_decided(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post())
    await cut_off(posting, slack, cut(), "post:test:1")
    slack.disturb("conversations.history", Fault(seconds=0.2))
    looking = asyncio.create_task(posting.look_up_unsure())
    await slack.wait_for(lambda: slack.asked("conversations.history"))
    async with database.begin() as store:
        await store.work.move("post:test:1", (WorkState.UNSURE,), WorkState.VOID, clock())
    await looking

    assert (await kept(database, "post:test:1")).stage is Stage.WITHDRAWN
