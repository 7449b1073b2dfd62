"""Letters: each taken by a mail server once, or put before a person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.clients.mail import Mailer
from bot.domain.delivery import Held, Stage
from bot.domain.people import Act
from bot.domain.work import LEASE, WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from storage.database import Database, Store
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, kept, write
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2
from tests.fakes.mail import FakeMail, cut, refused


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@asynccontextmanager
async def a_mailing(
    database: Database, clock: StoppedClock, mail: FakeMail, *, connections: int = 1
) -> AsyncIterator[Mailing]:
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Mailer.open(mail.url_with(connections=connections), "rsp@example.org") as mailer:
        yield Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")


@pytest.fixture
async def mailing(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> AsyncIterator[Mailing]:
    await go_live(database)
    async with a_mailing(database, clock, mail) as mailing:
        yield mailing


async def test_a_letter_leaves_and_is_kept_as_accepted(
    database: Database, mailing: Mailing, mail: FakeMail
) -> None:
    await write(database, a_draft())

    assert await mailing.send_due() == 1

    (letter,) = mail.received
    assert letter.message["Subject"] == "[Please confirm by 12 May] Your address"
    assert letter.message["Reply-To"] == "support@example.org"
    found = await kept(database)
    assert (found.stage, found.accepted_at) == (Stage.ACCEPTED, MARCH_2)
    assert found.why.startswith("250")
    assert await mailing.send_due() == 0


async def test_all_that_is_due_leaves_once(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> None:
    await go_live(database)
    await write(database, *(a_draft(key=f"mail:test:{n}") for n in range(250)))
    async with (
        a_mailing(database, clock, mail, connections=3) as one,
        a_mailing(database, clock, mail, connections=2) as other,
    ):
        while any(await asyncio.gather(one.send_due(), other.send_due())):
            pass

    ids = [letter.message["Message-ID"] for letter in mail.received]
    assert (len(ids), len({*ids})) == (250, 250)


async def test_an_address_that_is_refused_for_good_is_unreachable_and_people_are_told(
    database: Database, mailing: Mailing, mail: FakeMail
) -> None:
    async with database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    await write(database, a_draft(owner="USTAFF"))
    mail.disturb("RCPT", refused(550, "5.1.1 No such user"))

    await mailing.send_due()

    failed = await kept(database)
    assert failed.stage is Stage.FAILED
    assert "ada@example.org" in failed.why
    async with database.read() as store:
        contact = await store.contacts.by_address("ada@example.org")
        told = await store.deliveries.about(failed.id)
        noted = await store.journal.of("CON-1")
    assert contact
    assert contact.unreachable_at == MARCH_2
    assert [one.key for one in told] == [
        f"card:trouble:{failed.id}",
        f"post:nudge:card:trouble:{failed.id}:USTAFF:0",
    ]
    assert [one.what for one in noted] == ["unreachable"]


async def test_a_letter_that_is_refused_says_nothing_of_its_address(
    database: Database, mailing: Mailing, mail: FakeMail
) -> None:
    async with database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    await write(database, a_draft())
    mail.disturb("RCPT", refused(550, "5.7.26 Unauthenticated email is not accepted"))

    await mailing.send_due()

    assert (await kept(database)).stage is Stage.FAILED
    async with database.read() as store:
        contact = await store.contacts.by_address("ada@example.org")
    assert contact
    assert contact.unreachable_at is None


@pytest.mark.parametrize("step", ["connect", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", [refused(451, "4.3.0 Later"), refused(421, "4.3.2 Bye")])
async def test_what_is_put_off_is_due_again_later_and_leaves_once(
    database: Database,
    clock: StoppedClock,
    mailing: Mailing,
    mail: FakeMail,
    step: str,
    fault: object,
) -> None:
    await write(database, a_draft())
    mail.disturb(step, fault)  # type: ignore[arg-type] # from the table above

    await mailing.send_due()
    waiting = await kept(database)
    clock.now += timedelta(minutes=2)
    await mailing.send_due()

    assert (waiting.state, waiting.due_at > MARCH_2) == (WorkState.DUE, True)
    assert waiting.why
    assert (await kept(database)).stage is Stage.ACCEPTED
    assert len(mail.received) == 1


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("connect", WorkState.DUE),
        ("MAIL", WorkState.DUE),
        ("RCPT", WorkState.DUE),
        ("DATA", WorkState.UNSURE),
        ("body", WorkState.UNSURE),
        ("end", WorkState.UNSURE),
    ],
)
async def test_what_is_cut_off_before_the_letter_is_due_and_in_it_unsure(
    database: Database, mailing: Mailing, mail: FakeMail, step: str, state: WorkState
) -> None:
    await write(database, a_draft())
    mail.disturb(step, cut())  # type: ignore[arg-type] # from the table above

    await mailing.send_due()

    found = await kept(database)
    async with database.read() as store:
        told = await store.deliveries.about(found.id)
    assert found.state is state
    assert bool(told) is (state is WorkState.UNSURE)


async def test_a_worker_that_died_while_sending_leaves_a_question(
    database: Database, clock: StoppedClock, mailing: Mailing, mail: FakeMail
) -> None:
    await write(database, a_draft())
    async with database.begin() as store:
        (row,) = await store.work.claim(clock(), kinds=["mail"], most=1)
        assert await store.work.start(row)
    clock.now += LEASE + timedelta(seconds=1)

    await mailing.send_due()

    found = await kept(database)
    assert (found.stage, mail.received) == (Stage.UNSURE, [])
    assert "cut off" in found.why
    async with database.read() as store:
        assert [one.kind for one in await store.deliveries.about(found.id)] == ["trouble"]


async def test_what_was_due_before_it_was_live_does_not_leave_all_the_same(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> None:
    """As in a copy of a database, where the rows are due and the mark is not there."""
    await write(database, a_draft())
    async with database.begin() as store:
        await store.work.move("mail:test:1", (WorkState.HELD,), WorkState.DUE, MARCH_2)
    async with a_mailing(database, clock, mail) as mailing:
        await mailing.send_due()

    found = await kept(database)
    assert (found.stage, found.held, mail.received) == (Stage.HELD, Held.NOT_LIVE, [])


class WatchedDatabase(Database):
    """Counts after each transaction what is being sent."""

    most: int = 0

    @asynccontextmanager
    async def begin(self, act: Act | None = None) -> AsyncIterator[Store]:
        async with super().begin(act) as store:
            yield store
        async with self.read() as store:
            self.most = max(self.most, await store.work.count(WorkState.SENDING))


@pytest.mark.parametrize("connections", [1, 3])
async def test_a_process_that_dies_leaves_one_question_a_connection_at_most(
    database_url: str, clock: StoppedClock, mail: FakeMail, connections: int
) -> None:
    async with WatchedDatabase.open(database_url) as database:
        await go_live(database)
        await write(database, *(a_draft(key=f"mail:test:{n}") for n in range(40)))
        async with a_mailing(database, clock, mail, connections=connections) as mailing:
            while await mailing.send_due():
                pass

    assert len(mail.received) == 40
    assert 1 <= database.most <= connections
