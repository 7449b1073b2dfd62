"""Posts: each said once, where it may be, in order and not too fast."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.delivery import Audience, Draft, Held, Stage
from bot.domain.work import LEASE
from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.use_cases.posts import (
    SECOND,
    Things,
    a_card,
    a_post,
    a_posting,
    only,
    post_all,
    said,
    show,
)
from tests.bot.use_cases.telling import go_live, kept, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.slack import FakeSlack, Fault, busy, refused

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EXTERNAL = Audience.EXTERNAL


async def test_a_post_is_said_and_kept_as_accepted_with_where_it_stands(
    database: Database, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post())

    assert await posting.post_due() == 1

    message, found = only(slack), await kept(database, "post:test:1")
    assert (message.channel, message.text, message.way) == ("CSTAFF", "Post 1.", "post")
    assert (found.stage, found.accepted_at, found.why) == (Stage.ACCEPTED, MARCH_2, "")
    assert (found.channel, found.ts) == ("CSTAFF", message.ts)
    assert message.metadata["event_payload"] == {"id": found.nonce}
    assert "post:test" not in str(slack.calls)
    assert await posting.post_due() == 0


@ON_SQLITE
async def test_what_is_drawn_at_delivery_says_how_its_thing_is_then(
    database: Database, posting: Posting, slack: FakeSlack, things: Things
) -> None:
    await write(database, a_post(payload={}))
    things.now["CON-1"] = "It has changed."

    await posting.post_due()

    assert only(slack).has("It has changed.")
    assert (await kept(database, "post:test:1")).stage is Stage.ACCEPTED


@ON_SQLITE
@pytest.mark.parametrize("draft", [a_post(payload={}, about="APP-1"), a_card()])
async def test_where_there_is_nothing_to_say_any_more_nothing_is_said(
    database: Database, posting: Posting, slack: FakeSlack, things: Things, draft: Draft
) -> None:
    await write(database, draft)
    things.now["APP-1"] = None

    await posting.post_due()

    assert slack.messages == []
    assert (await kept(database, draft.key)).stage is Stage.WITHDRAWN


async def test_in_a_channel_that_became_shared_what_is_internal_is_held_as_it_comes(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    slack.channels["CSTAFF"]["is_pending_ext_shared"] = True
    await write(database, a_post(1), a_post(2))
    await show(posting, a_card())

    await post_all(clock, posting)

    assert (len(slack.messages), only(slack).edits) == (1, [])
    for key in ("post:test:1", "post:test:2", "card:test:1"):
        found = await kept(database, key)
        assert (found.stage, found.held) == (Stage.HELD, Held.SHARED)


@ON_SQLITE
async def test_what_is_external_goes_where_others_read(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, things: Things
) -> None:
    await go_live(database)
    things.is_external = True
    external = {"audience": EXTERNAL, "to": "CSHARED"}
    await write(database, a_post(1, **external), a_card(2, **external, due_at=MARCH_2))

    await posting.post_due()
    await posting.post_due()

    assert said(slack) == [("CSHARED", "Post 1.")] or said(slack) == [
        ("CSHARED", "This is APP-2.")
    ]


@ON_SQLITE
async def test_an_internal_message_that_is_taken_for_an_external_one_is_not_said(
    database: Database, posting: Posting, slack: FakeSlack
) -> None:
    await go_live(database)
    await write(database, a_post(payload={}, audience=EXTERNAL, to="CSHARED"))

    await posting.post_due()

    assert slack.messages == []
    found = await kept(database, "post:test:1")
    assert (found.stage, found.why) == (
        Stage.FAILED,
        "This is for staff only, and the channel is shared with another organisation.",
    )


@ON_SQLITE
async def test_nothing_leaves_to_outsiders_before_the_bot_is_live(
    database: Database, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post(audience=EXTERNAL, to="CSHARED"))
    assert (await kept(database, "post:test:1")).held is Held.NOT_LIVE
    assert await posting.post_due() == 0
    assert slack.calls == []


@ON_SQLITE
@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("COUT", "I am not in the channel COUT: invite me, then send it again."),
        ("CNONE", "Slack shows me no such channel; if it is private, invite me first."),
    ],
)
async def test_where_the_bot_is_not_in_the_channel_people_are_told(
    database: Database,
    clock: StoppedClock,
    posting: Posting,
    slack: FakeSlack,
    channel: str,
    why: str,
) -> None:
    await write(database, a_post(to=channel))

    await post_all(clock, posting)

    found = await kept(database, "post:test:1")
    assert (found.stage, found.why) == (Stage.FAILED, why)
    assert said(slack) == [("CSTAFF", f"This is {found.id}.")]


async def test_a_channel_takes_one_message_a_second_in_order_whoever_posts(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> None:
    posts = [a_post(n) for n in range(1, 7)]
    await write(database, *posts, a_post(7, to="CPRIVATE"), a_post(8, to="CPRIVATE"))
    at: dict[str, list[datetime]] = {"CSTAFF": [], "CPRIVATE": []}
    async with (
        a_posting(database, clock, slack, things) as one,
        a_posting(database, clock, slack, things) as other,
    ):
        for _ in range(40):
            known = len(slack.messages)
            await asyncio.gather(one.post_due(), other.post_due())
            for message in slack.messages[known:]:
                at[message.channel].append(clock())
            clock.now += SECOND / 4

    assert [text for channel, text in said(slack) if channel == "CSTAFF"] == [
        f"Post {n}." for n in range(1, 7)
    ]
    assert sorted(text for _, text in said(slack)) == [f"Post {n}." for n in range(1, 9)]
    for times in at.values():
        assert all(later - earlier >= SECOND for earlier, later in pairwise(times))
    assert at["CSTAFF"][-1] == MARCH_2 + 5 * SECOND


@ON_SQLITE
@pytest.mark.parametrize(("fault", "seconds"), [(busy(30), 30), (refused("ratelimited"), 10)])
async def test_a_busy_slack_gets_its_pause_and_the_channel_keeps_its_order(
    database: Database,
    clock: StoppedClock,
    posting: Posting,
    slack: FakeSlack,
    fault: Fault,
    seconds: int,
) -> None:
    await write(database, *map(a_post, range(1, 4)))
    slack.disturb("chat.postMessage", fault, times=6)
    for _ in range(6):
        assert await posting.post_due() == 1
        clock.now += (seconds - 1) * SECOND
        assert await posting.post_due() == 0
        clock.now += SECOND

    await post_all(clock, posting)

    assert [text for _, text in said(slack)] == ["Post 1.", "Post 2.", "Post 3."]


@ON_SQLITE
async def test_other_channels_do_not_wait_for_a_busy_one(
    database: Database, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post(1), a_post(2, to="CPRIVATE"))
    slack.disturb("chat.postMessage", busy(30))

    await posting.post_due()

    assert len(slack.messages) == 1


@ON_SQLITE
async def test_what_slack_does_not_take_fails_at_once_and_is_put_before_people(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post(owner="ULEAD"))
    slack.disturb("chat.postMessage", refused("is_archived"))

    await post_all(clock, posting)

    found = await kept(database, "post:test:1")
    assert (found.stage, found.why) == (
        Stage.FAILED,
        "That channel is archived, so I cannot write there.",
    )
    card, called = slack.messages
    assert card.has(found.id)
    assert (called.thread, called.has("<@ULEAD>", found.id)) == (card.ts, True)


@ON_SQLITE
async def test_nothing_was_said_where_slack_cannot_be_reached(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await write(database, a_post())
    slack.disturb("conversations.info", Fault(status=503, body=b""))
    await posting.post_due()
    assert (await kept(database, "post:test:1")).stage is Stage.WAITING

    clock.now += timedelta(minutes=2)
    await posting.post_due()

    assert said(slack) == [("CSTAFF", "Post 1.")]


async def test_who_held_up_a_post_until_its_lease_ran_out_does_not_post_it(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> None:
    async with (
        a_posting(database, clock, slack, things) as one,
        a_posting(database, clock, slack, things) as other,
    ):
        await write(database, a_post())
        slack.disturb("conversations.info", Fault(seconds=0.3))
        asleep = asyncio.create_task(one.post_due())
        await slack.wait_for(lambda: slack.asked("conversations.info"))
        clock.now += LEASE + SECOND
        await other.post_due()
        await asleep

    assert said(slack) == [("CSTAFF", "Post 1.")]
