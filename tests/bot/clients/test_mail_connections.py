"""Connections to a mail server are kept, made anew where they died, and never left half-way."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.clients.mail import Mailer, Patience
from bot.errors import OutsideError
from tests.bot.clients.letters import a_mail, begin, mailing, waited_for
from tests.fakes.mail import FakeMail, cut, refused


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.fixture
async def mailer(mail: FakeMail) -> AsyncIterator[Mailer]:
    async with mailing(mail) as mailer:
        yield mailer


def subjects(mail: FakeMail) -> list[str]:
    return [letter.message["Subject"].rpartition("] ")[2] for letter in mail.received]


async def test_no_connection_is_made_before_the_first_letter(mail: FakeMail) -> None:
    async with mailing(mail):
        await asyncio.sleep(0.05)
    assert mail.connections == 0


@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
async def test_it_logs_in_over_every_kind_of_connection(tls: Any) -> None:  # noqa: ANN401 -- one of three words
    async with FakeMail.running(tls=tls, wants_login=True) as mail:
        async with mailing(mail) as mailer:
            await mailer.send(a_mail(), begin)
            await mailer.send(a_mail(), begin)
        assert (len(mail.received), mail.connections) == (2, 1)
        assert mail.said.count("AUTH") == 1
        assert mail.said.count("STARTTLS") == (tls == "starttls")


@pytest.mark.parametrize("connections", [1, 5])
async def test_connections_are_kept_and_no_more_are_made_than_are_wanted(
    mail: FakeMail, connections: int
) -> None:
    async with mailing(mail, connections=connections) as mailer:
        assert mailer.connections == connections
        await asyncio.gather(*(mailer.send(a_mail(number), begin) for number in range(20)))
        await asyncio.gather(*(mailer.send(a_mail(number), begin) for number in range(20)))
    assert (mail.connections, mail.most_open) == (connections, connections)
    assert sorted(subjects(mail)) == sorted([f"Letter {number}" for number in range(20)] * 2)


async def test_one_letter_after_the_other_needs_one_connection(mail: FakeMail) -> None:
    async with mailing(mail, connections=5) as mailer:
        for number in range(20):
            await mailer.send(a_mail(number), begin)
    assert mail.connections == 1
    assert mail.said == ["EHLO", *["MAIL", "RCPT", "DATA"] * 20, "QUIT"]


async def test_a_connection_that_died_meanwhile_costs_nothing(
    mail: FakeMail, mailer: Mailer
) -> None:
    for number in range(3):
        await mailer.send(a_mail(number), begin)
        await mail.hang_up()
    assert (len(mail.received), mail.connections) == (3, 3)


@pytest.mark.parametrize("fault", [refused(421, "4.4.2 You waited too long"), cut()])
async def test_nor_does_one_that_dies_as_the_next_letter_comes(
    mail: FakeMail,
    mailer: Mailer,
    fault: Any,  # noqa: ANN401 -- a Fault
) -> None:
    begun = []

    async def note() -> None:
        begun.append(1)

    await mailer.send(a_mail(1), note)
    mail.disturb("MAIL", fault)
    await mailer.send(a_mail(2), note)
    assert subjects(mail) == ["Letter 1", "Letter 2"]
    assert (mail.connections, begun) == (2, [1, 1])


async def test_a_new_connection_that_dies_at_once_is_not_tried_for_ever(
    mail: FakeMail, mailer: Mailer
) -> None:
    mail.disturb("MAIL", refused(421), times=None)
    with pytest.raises(OutsideError):
        await mailer.send(a_mail(), begin)
    assert mail.connections == 1


async def test_a_reset_that_fails_makes_the_connection_anew(
    mail: FakeMail, mailer: Mailer
) -> None:
    for fault in (refused(502), refused(421), cut()):
        mail.disturb("RCPT", refused(451))
        mail.disturb("RSET", fault)
        with pytest.raises(OutsideError):
            await mailer.send(a_mail(), begin)
        await mailer.send(a_mail(), begin)
    assert (len(mail.received), mail.connections) == (3, 4)


async def test_a_connection_is_not_kept_for_long(mail: FakeMail) -> None:
    async with mailing(mail, patience=Patience(kept=0)) as mailer:
        await mailer.send(a_mail(), begin)
        await mailer.send(a_mail(), begin)
    assert mail.connections == 2
    assert mail.said.count("QUIT") == 2


@pytest.mark.parametrize("step", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "end"])
async def test_a_cancelled_letter_leaves_no_connection_in_mid_command(
    mail: FakeMail,
    mailer: Mailer,
    step: Any,  # noqa: ANN401 -- a Step
) -> None:
    mail.seconds = 0.2
    sending = asyncio.create_task(mailer.send(a_mail(1), begin))
    waits = {"connect": lambda: mail.connections, "end": lambda: mail.received}
    await waited_for(waits.get(step, lambda: step in mail.said))
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    mail.received.clear()
    mail.seconds = 0
    await mailer.send(a_mail(2), begin)
    assert subjects(mail) == ["Letter 2"]
    assert mail.connections == 2


async def test_cancelling_one_that_waits_for_its_turn_takes_nobody_elses(
    mail: FakeMail, mailer: Mailer
) -> None:
    mail.seconds = 0.1
    first, second, third = (
        asyncio.create_task(mailer.send(a_mail(number), begin)) for number in (1, 2, 3)
    )
    await waited_for(lambda: mail.said)
    second.cancel()
    await asyncio.wait([first, second, third])
    assert subjects(mail) == ["Letter 1", "Letter 3"]
