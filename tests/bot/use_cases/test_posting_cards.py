"""Cards: posted once, and edited to how their things are."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.delivery import Stage
from bot.domain.work import LEASE
from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.use_cases.posts import (
    SECOND,
    Things,
    a_card,
    a_posting,
    only,
    post_all,
    show,
)
from tests.bot.use_cases.telling import kept
from tests.conftest import StoppedClock
from tests.fakes.slack import FakeSlack, Fault, cut

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_card_is_posted_once_and_edited_from_then_on(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, things: Things
) -> None:
    for words in ("It is new.", "It is old.", "It is over."):
        things.now["APP-1"] = words
        await show(posting, a_card())
        await post_all(clock, posting)

    message, found = only(slack), await kept(database, "card:test:1")
    assert [edit.text for edit in message.edits] == ["It is old.", "It is over."]
    assert (found.stage, found.ts, found.why) == (Stage.ACCEPTED, message.ts, "")
    assert slack.refusals == []


async def test_a_card_whose_thing_changes_while_it_is_in_hand_is_edited_once_more(
    clock: StoppedClock, posting: Posting, slack: FakeSlack, things: Things
) -> None:
    await show(posting, a_card())
    slack.disturb("chat.postMessage", Fault(seconds=0.3))
    in_hand = asyncio.create_task(posting.post_due())
    await slack.wait_for(lambda: slack.asked("chat.postMessage"))
    things.now["APP-1"] = "It has changed."
    await show(posting, a_card())
    await in_hand

    await post_all(clock, posting)

    assert [edit.text for edit in only(slack).edits] == ["It has changed."]


async def test_a_card_is_edited_by_one_worker_at_a_time(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> None:
    async with (
        a_posting(database, clock, slack, things) as one,
        a_posting(database, clock, slack, things) as other,
    ):
        for number in range(10):
            things.now["APP-1"] = f"State {number}."
            await show(one, a_card())
            await asyncio.gather(one.post_due(), other.post_due())
            clock.now += SECOND
        await post_all(clock, one, other)

    assert only(slack).text == "State 9."
    assert len(only(slack).edits) == 9


@ON_SQLITE
async def test_whose_lease_ran_out_before_an_edit_does_not_edit(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> None:
    async with (
        a_posting(database, clock, slack, things) as one,
        a_posting(database, clock, slack, things) as other,
    ):
        await show(one, a_card())
        await post_all(clock, one)
        known = len(slack.asked("conversations.info"))
        things.now["APP-1"] = "It is old."
        await show(one, a_card())
        slack.disturb("conversations.info", Fault(seconds=0.3))
        asleep = asyncio.create_task(one.post_due())
        await slack.wait_for(lambda: len(slack.asked("conversations.info")) > known)
        clock.now += LEASE + SECOND
        things.now["APP-1"] = "It is new."
        await other.post_due()
        things.now["APP-1"] = "It is old."
        await asleep

    assert [edit.text for edit in only(slack).edits] == ["It is new."]


@ON_SQLITE
async def test_a_card_that_somebody_deleted_is_posted_anew(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    before = await kept(database, "card:test:1")
    slack.messages.clear()
    await show(posting, a_card())

    await post_all(clock, posting)

    after = await kept(database, "card:test:1")
    assert (after.stage, after.ts) == (Stage.ACCEPTED, only(slack).ts)
    assert only(slack).metadata["event_payload"] == {"id": after.nonce}
    assert after.nonce != before.nonce


@ON_SQLITE
@pytest.mark.parametrize("fault", [cut(), cut(is_done=False), Fault(status=502)])
async def test_an_edit_that_is_cut_off_is_repeated(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, fault: Fault
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    await show(posting, a_card())
    slack.disturb("chat.update", fault)
    await posting.post_due()
    assert (await kept(database, "card:test:1")).stage is Stage.WAITING

    clock.now += timedelta(minutes=2)
    await posting.post_due()

    assert only(slack).edits
    assert (await kept(database, "card:test:1")).stage is Stage.ACCEPTED
