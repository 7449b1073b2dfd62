"""The clock is set a day back or on, between batches and in the middle of one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clients.mail import Mailer
from bot.domain.delivery import Draft
from bot.domain.work import LEASE, Work, WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from storage.database import Database
from tests.bot.use_cases.posts import MINUTE, SECOND, Things, a_post, a_posting, post_all, said
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, write
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2
from tests.fakes.mail import FakeMail
from tests.fakes.slack import FakeSlack, Fault
from tests.faults.looking import states

DAY = timedelta(days=1)
# Before wherever the clock jumps to: what becomes due later does not leave earlier.
LONG_AGO = MARCH_2 - 2 * DAY
BOTH_WAYS = pytest.mark.parametrize("jump", [DAY, -DAY], ids=["on", "back"])
LETTERS = 30
LANES = ("CSTAFF", "CPRIVATE", "DSTAFF")


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@asynccontextmanager
async def a_mailing(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> AsyncIterator[Mailing]:
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Mailer.open(mail.url_with(connections=2), "rsp@example.org") as mailer:
        yield Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")


async def send_all(mailing: Mailing) -> None:
    while await mailing.send_due():
        pass


async def queue(database: Database, *drafts: Draft) -> None:
    await go_live(database)
    await write(database, *drafts, act=replace(AN_ACT, at=LONG_AGO))


def letters(count: int) -> list[Draft]:
    return [a_draft(key=f"mail:test:{n}", due_at=LONG_AGO) for n in range(count)]


def posts(count: int) -> list[Draft]:
    lanes = (LANES[number % len(LANES)] for number in range(count))
    return [a_post(n, to=lane, due_at=LONG_AGO) for n, lane in enumerate(lanes)]


async def die_in_the_middle(database: Database, clock: StoppedClock, kind: str) -> list[Work]:
    """Claim rows and begin one, as a worker that is killed then."""
    async with database.begin() as store:
        rows = await store.work.claim(clock(), kinds=[kind], most=3)
        assert await store.work.start(rows[0])
    return rows


def times_arrived(mail: FakeMail) -> list[int]:
    return [*Counter(letter.message["Message-ID"] for letter in mail.received).values()]


@BOTH_WAYS
async def test_letters_of_a_worker_that_died_do_not_wait_for_the_clock_to_come_back(
    database: Database, clock: StoppedClock, mail: FakeMail, jump: timedelta
) -> None:
    await queue(database, *letters(3))
    await die_in_the_middle(database, clock, "mail")

    clock.now += jump
    async with a_mailing(database, clock, mail) as mailing:
        await send_all(mailing)

    # What was begun is asked about, on a card.
    left = {WorkState.SENT: 2, WorkState.UNSURE: 1, WorkState.DUE: 1}
    assert await states(database) == left
    assert times_arrived(mail) == [1, 1]


@BOTH_WAYS
async def test_in_the_middle_of_a_batch_that_another_takes_over_no_letter_leaves_twice(
    database: Database, clock: StoppedClock, mail: FakeMail, jump: timedelta
) -> None:
    await queue(database, *letters(LETTERS))
    mail.seconds = 0.01
    async with (
        a_mailing(database, clock, mail) as one,
        a_mailing(database, clock, mail) as other,
    ):
        sending = asyncio.create_task(send_all(one))
        await mail.arrived(LETTERS // 3)
        clock.now += jump
        await send_all(other)
        await sending
        clock.now += 5 * MINUTE
        await send_all(other)

    assert times_arrived(mail) == [1] * LETTERS
    left = await states(database)
    # Cards that asked about what the first had in hand wait for a Slack, and say that it left.
    assert left.keys() <= {WorkState.SENT, WorkState.DUE}
    assert left[WorkState.SENT] == LETTERS


@BOTH_WAYS
async def test_a_batch_goes_on_where_nobody_takes_it_over(
    database: Database, clock: StoppedClock, mail: FakeMail, jump: timedelta
) -> None:
    await queue(database, *letters(LETTERS))
    mail.seconds = 0.01
    async with a_mailing(database, clock, mail) as mailing:
        sending = asyncio.create_task(send_all(mailing))
        await mail.arrived(LETTERS // 3)
        clock.now += jump
        await sending

    assert await states(database) == {WorkState.SENT: LETTERS}
    assert times_arrived(mail) == [1] * LETTERS


@BOTH_WAYS
async def test_posts_of_a_worker_that_died_do_not_hold_up_their_channels(
    database: Database, clock: StoppedClock, slack: FakeSlack, jump: timedelta
) -> None:
    await queue(database, *posts(6))
    begun, *_ = await die_in_the_middle(database, clock, "post")

    clock.now += jump
    async with a_posting(database, clock, slack, Things()) as posting:
        await post_all(clock, posting)
        await posting.look_up_unsure()

    # What was begun is asked about, on a card.
    left = {WorkState.SENT: 5, WorkState.UNSURE: 1, WorkState.DUE: 1}
    assert await states(database) == left
    rest = (f"Post {number}." for number in range(6) if begun.key != f"post:test:{number}")
    assert sorted(text for _, text in said(slack)) == [*rest]


@BOTH_WAYS
async def test_what_is_not_in_slack_is_asked_about_though_the_clock_says_it_is_not_due_yet(
    database: Database, clock: StoppedClock, slack: FakeSlack, jump: timedelta
) -> None:
    await queue(database, a_post())
    await die_in_the_middle(database, clock, "post")

    clock.now += jump
    async with a_posting(database, clock, slack, Things()) as posting:
        await posting.post_due()
        assert await posting.look_up_unsure() == 1

    assert await states(database) == {WorkState.UNSURE: 1, WorkState.DUE: 1}


@BOTH_WAYS
async def test_while_posts_are_said_another_says_none_of_them_again(
    database: Database, clock: StoppedClock, slack: FakeSlack, jump: timedelta
) -> None:
    await queue(database, *posts(6))
    slack.disturb("chat.postMessage", Fault(seconds=0.5), times=len(LANES))
    async with (
        a_posting(database, clock, slack, Things()) as one,
        a_posting(database, clock, slack, Things()) as other,
    ):
        posting = asyncio.create_task(one.post_due())
        await slack.wait_for(lambda: len(slack.messages) == len(LANES))
        clock.now += jump
        await other.post_due()
        asked = (await states(database))[WorkState.UNSURE]
        await posting
        await post_all(clock, one, other)

    assert asked == len(LANES)
    assert await states(database) == {WorkState.SENT: 6}
    assert sorted(text for _, text in said(slack)) == [f"Post {number}." for number in range(6)]


@pytest.mark.parametrize("ahead", [20 * SECOND, -20 * SECOND])
async def test_clocks_of_two_machines_that_differ_a_little_take_nothing_from_each_other(
    database: Database, clock: StoppedClock, ahead: timedelta
) -> None:
    await queue(database, *letters(3))
    await die_in_the_middle(database, clock, "mail")

    async with database.begin() as store:
        assert await store.work.recover(clock() + ahead, kinds=["mail"]) == []
    assert await states(database) == {WorkState.SENDING: 1, WorkState.CLAIMED: 2}


@pytest.mark.parametrize("later", [LEASE + SECOND, -LEASE - SECOND])
async def test_a_lease_that_is_over_or_longer_than_any_is_nobodys(
    database: Database, clock: StoppedClock, later: timedelta
) -> None:
    await queue(database, *letters(3))
    begun, *_ = await die_in_the_middle(database, clock, "mail")

    async with database.begin() as store:
        judged = await store.work.recover(clock() + later, kinds=["mail"])

    assert judged == [begun.key]
    assert await states(database) == {WorkState.UNSURE: 1, WorkState.DUE: 2}
