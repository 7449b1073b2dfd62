"""What a person decides about a letter that a worker has in hand stands."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.clients.mail import Begin, Mail, Mailer
from bot.domain.delivery import Held, Stage
from bot.domain.work import LEASE, WorkState
from bot.errors import OutsideError
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from bot.use_cases.telling import note_unreachable
from storage.database import Database
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, kept, write
from tests.conftest import StoppedClock
from tests.factories import AN_ACT
from tests.fakes.mail import FakeMail


class Meanwhile(Mailer):
    """Lets the test do something while a letter is being sent, which then fails or not."""

    happens: Callable[[], Awaitable[None]]
    fails = False

    async def send(self, mail: Mail, begin: Begin) -> str:  # noqa: ARG002 -- as a Mailer's
        await begin()
        await self.happens()
        if self.fails:
            raise OutsideError("451 Later")
        return "250 Kept"


@asynccontextmanager
async def a_mailing(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> AsyncIterator[tuple[Mailing, Meanwhile]]:
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Meanwhile.open(mail.url, "rsp@example.org") as mailer:
        yield Mailing(delivering=delivering, mailer=mailer, reply_to="s@example.org"), mailer


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.mark.parametrize("decided", [WorkState.VOID, WorkState.SENT])
async def test_what_a_person_decided_stands_when_a_late_worker_fails(
    database: Database, clock: StoppedClock, mail: FakeMail, decided: WorkState
) -> None:
    """It stalled for so long that the letter was unsure, and somebody was asked."""
    await go_live(database)
    await write(database, a_draft())
    async with a_mailing(database, clock, mail) as (mailing, mailer):

        async def happens() -> None:
            clock.now += LEASE + timedelta(seconds=1)
            async with database.begin() as store:
                (key,) = await store.work.recover(clock(), kinds=["mail"])
                assert await store.work.move(key, (WorkState.UNSURE,), decided, clock())

        mailer.happens, mailer.fails = happens, True
        await mailing.send_due()

    assert (await kept(database)).state is decided


async def test_what_was_sent_after_all_is_sent_whoever_was_unsure(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> None:
    await go_live(database)
    await write(database, a_draft())
    async with a_mailing(database, clock, mail) as (mailing, mailer):

        async def happens() -> None:
            clock.now += LEASE + timedelta(seconds=1)
            async with database.begin() as store:
                assert await store.work.recover(clock(), kinds=["mail"])

        mailer.happens = happens
        await mailing.send_due()

    assert (await kept(database)).stage is Stage.ACCEPTED


async def test_what_is_withdrawn_or_bounces_does_not_leave_though_it_was_claimed(
    database: Database, clock: StoppedClock, mail: FakeMail
) -> None:
    """A batch is claimed at once, and the last of it may take minutes."""
    await go_live(database)
    async with database.begin() as store:
        await store.contacts.add("Eve", "eve@example.org", AN_ACT)
    to_eve = [a_draft(key=f"mail:eve:{n}", to="eve@example.org") for n in range(20)]
    await write(database, a_draft(key="mail:ada:0"), *to_eve)
    await write(database, *(a_draft(key=f"mail:test:{n}") for n in range(20)))
    async with a_mailing(database, clock, mail) as (mailing, mailer):

        async def happens() -> None:
            async with database.begin() as store:
                await a_telling().void("mail:test", store=store)
                await note_unreachable("eve@example.org", AN_ACT, why="550", store=store)

        mailer.happens = happens
        while await mailing.send_due():
            pass

    assert (await kept(database, "mail:test:19")).stage is Stage.WITHDRAWN
    assert (await kept(database, "mail:eve:19")).held is Held.UNREACHABLE
