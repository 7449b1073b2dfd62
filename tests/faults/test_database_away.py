"""The database is refused, locked or silent for a minute while letters and posts leave."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot import jobs
from bot.clients.mail import Mailer
from bot.domain.delivery import Delivery, Draft
from bot.domain.work import WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from bot.world import World
from storage.database import Database
from tests.bot.use_cases.posts import MINUTE, Things, a_post, a_posting, post_all, said
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, write
from tests.conftest import StoppedClock
from tests.fakes.mail import FakeMail, slow
from tests.fakes.slack import FakeSlack, Fault
from tests.faults.looking import states
from tests.faults.outages import PATIENCE, Outage, hanging, locked, refused

Away = Callable[[str], AbstractAsyncContextManager[Outage]]
LETTERS = 12
# Of these the last is in DATA when the database goes, and is answered for when it is gone.
BEFORE = 4
A_WHILE = 0.5
LANES = ("CSTAFF", "CPRIVATE", "DSTAFF")
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        mail.disturb("end", slow(A_WHILE), address=address(BEFORE - 1))
        yield mail


@pytest.fixture
async def outage(database_url: str) -> AsyncIterator[Outage]:
    away = locked if database_url.startswith("sqlite") else refused
    async with away(database_url) as outage:
        yield outage


@asynccontextmanager
async def mailing_on(
    url: str, clock: StoppedClock, mail: FakeMail, *, patience: float = PATIENCE
) -> AsyncIterator[Mailing]:
    async with (
        Database.open(url, patience=patience) as database,
        Mailer.open(mail.url, "rsp@example.org") as mailer,
    ):
        delivering = Delivering(clock=clock, database=database, telling=a_telling())
        yield Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")


def address(number: int) -> str:
    return f"person-{number:02}@example.org"


async def queue_letters(database: Database) -> None:
    await go_live(database)
    numbers = range(LETTERS)
    drafts = (a_draft(key=f"mail:test:{n:02}", to=address(n)) for n in numbers)
    await write(database, *drafts)


async def are_under_way(mail: FakeMail, world: World) -> asyncio.Task[None]:
    """Begin to send, and return when the last before the outage waits for its answer."""
    sending = asyncio.create_task(jobs.ring(jobs.send_mail, world))
    await mail.arrived(BEFORE)
    return sending


def arrived(mail: FakeMail) -> Counter[str]:
    return Counter(letter.to for letter in mail.received)


def each_once() -> Counter[str]:
    return Counter(map(address, range(LETTERS)))


def warnings(logged: list[EventDict]) -> list[tuple[str, str]]:
    return [(one["event"], one.get("job", "")) for one in logged if one["log_level"] != "info"]


async def unsure(database: Database) -> list[Delivery]:
    async with database.read() as store:
        return await store.deliveries.in_states(WorkState.UNSURE)


async def test_letters_that_could_not_be_noted_are_unsure_and_the_rest_leaves_later(
    database: Database, outage: Outage, world: World, clock: StoppedClock, mail: FakeMail
) -> None:
    await queue_letters(database)
    async with mailing_on(outage.url, clock, mail) as mailing:
        there = replace(world, mailing=mailing)
        with capture_logs() as logged:
            sending = await are_under_way(mail, there)
            await outage.begin()
            await sending
        during = await states(database)
        await outage.end()
        clock.now += MINUTE
        await jobs.ring(jobs.send_mail, there)

    assert warnings(logged) == [("job_postponed", "send_mail")]
    rest = LETTERS - BEFORE
    assert during == {
        WorkState.SENT: BEFORE - 1,
        WorkState.SENDING: 1,
        WorkState.CLAIMED: rest,
    }
    assert [one.to for one in await unsure(database)] == [address(BEFORE - 1)]
    # What is unsure is put before people, on a card that waits for a Slack.
    left = {WorkState.SENT: LETTERS - 1, WorkState.UNSURE: 1, WorkState.DUE: 1}
    assert await states(database) == left
    assert arrived(mail) == each_once()


@ON_POSTGRESQL
async def test_what_others_judge_while_the_database_is_silent_for_one_is_put_right_by_that_one(
    database_url: str, database: Database, world: World, clock: StoppedClock, mail: FakeMail
) -> None:
    await queue_letters(database)
    async with (
        hanging(database_url) as outage,
        mailing_on(outage.url, clock, mail) as mailing,
        mailing_on(database_url, clock, mail) as other,
    ):
        with capture_logs() as logged:
            sending = await are_under_way(mail, replace(world, mailing=mailing))
            await outage.begin()
            clock.now += MINUTE
            await jobs.ring(jobs.send_mail, replace(world, mailing=other))
            asked = [one.to for one in await unsure(database)]
            await outage.end()
            await sending

    assert asked == [address(BEFORE - 1)]
    assert warnings(logged) == []
    # The card that asked is edited.
    assert await states(database) == {WorkState.SENT: LETTERS, WorkState.DUE: 1}
    assert arrived(mail) == each_once()


@pytest.mark.parametrize(
    ("database_url", "away"),
    [("sqlite", locked), ("postgresql", hanging)],
    indirect=["database_url"],
)
async def test_a_database_that_is_silent_for_less_than_our_patience_is_waited_for(
    database_url: str,
    database: Database,
    world: World,
    clock: StoppedClock,
    mail: FakeMail,
    away: Away,
) -> None:
    await queue_letters(database)
    async with (
        away(database_url) as outage,
        mailing_on(outage.url, clock, mail, patience=60) as mailing,
    ):
        with capture_logs() as logged:
            sending = await are_under_way(mail, replace(world, mailing=mailing))
            await outage.begin()
            await asyncio.sleep(2 * A_WHILE)
            assert len(mail.received) == BEFORE
            await outage.end()
            await sending

    assert warnings(logged) == []
    assert await states(database) == {WorkState.SENT: LETTERS}
    assert arrived(mail) == each_once()


def two_a_channel() -> list[Draft]:
    return [
        a_post(number, to=lane, key=f"post:test:{number}") for number, lane in enumerate(2 * LANES)
    ]


async def test_posts_that_could_not_be_noted_are_found_in_slack_and_the_rest_is_said_later(
    database: Database, outage: Outage, world: World, clock: StoppedClock, slack: FakeSlack
) -> None:
    direct = a_post(9, key="direct:test:9", to="ULEAD")
    await write(database, *two_a_channel(), direct)
    slack.disturb("chat.postMessage", Fault(seconds=A_WHILE), times=len(LANES))
    # So it is begun when the others are posted and the database is gone.
    slack.disturb("conversations.open", Fault(seconds=A_WHILE))
    async with (
        Database.open(outage.url, patience=PATIENCE) as behind,
        a_posting(behind, clock, slack, Things()) as posting,
    ):
        there = replace(world, posting=posting)
        with capture_logs() as logged:
            posting_now = asyncio.create_task(jobs.ring(jobs.post, there))
            await slack.wait_for(lambda: len(slack.messages) == len(LANES))
            await outage.begin()
            await posting_now
        during = await states(database)
        await outage.end()
        clock.now += MINUTE
        await post_all(clock, posting)
        await jobs.ring(jobs.look_up_unsure, there)

    assert warnings(logged) == [("job_postponed", "post")]
    assert during == {WorkState.SENDING: 3, WorkState.CLAIMED: 1, WorkState.DUE: 3}
    assert await states(database) == {WorkState.SENT: 7}
    assert sorted(text for _, text in said(slack)) == [f"Post {n}." for n in (*range(6), 9)]
