import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from bot.clients.mail import Mailer
from bot.errors import ConflictError, OutsideError, RefusedError
from tests.bot.clients.letters import a_mail, begin, mailing, waited_for
from tests.fakes.mail import FakeMail, refused


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


async def test_a_letter_arrives_as_it_was_written(mail: FakeMail, mailer: Mailer) -> None:
    assert await mailer.send(a_mail(), begin) == "250 2.0.0 Kept as 1"
    [letter] = mail.received
    assert (letter.sender, letter.to) == ("rsp@example.org", "ada@example.org")
    assert letter.text() == a_mail().text
    assert letter.text("html") == a_mail().html


async def test_the_end_of_a_letter_is_known_before_the_next_begins(
    mail: FakeMail, mailer: Mailer
) -> None:
    steps: list[str] = []

    async def send(number: int) -> None:
        async def begin() -> None:
            steps.append(f"{number} begins")

        await mailer.send(a_mail(number), begin)
        steps.append(f"{number} ended")

    await asyncio.gather(*(send(number) for number in range(3)))
    assert steps == [f"{number} {what}" for number in range(3) for what in ("begins", "ended")]


async def test_others_have_their_turn_between_letters(mail: FakeMail, mailer: Mailer) -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(take_turns())
    seen = []
    for number in range(10):
        await mailer.send(a_mail(number), begin)
        seen.append(turns)
    other.cancel()
    assert all(late > early for early, late in zip([0, *seen], seen, strict=False))


async def test_what_begins_is_written_down_before_the_letter_itself(
    mail: FakeMail, mailer: Mailer
) -> None:
    async def slow_begin() -> None:
        # Beside it the letter's addresses are told.
        await waited_for(lambda: mail.said[-2:] == ["MAIL", "RCPT"])
        await asyncio.sleep(0.05)
        assert "DATA" not in mail.said

    await mailer.send(a_mail(), slow_begin)
    assert mail.said[-3:] == ["MAIL", "RCPT", "DATA"]


async def test_a_letter_that_may_not_begin_is_not_sent(mail: FakeMail, mailer: Mailer) -> None:
    async def no() -> None:
        raise ConflictError("Somebody else just sent it.")

    with pytest.raises(ConflictError, match="just sent it"):
        await mailer.send(a_mail(1), no)
    await mailer.send(a_mail(2), begin)
    assert subjects(mail) == ["Letter 2"]
    assert mail.said == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA"]


async def test_what_began_comes_to_its_end_when_the_address_is_refused(
    mail: FakeMail, mailer: Mailer
) -> None:
    steps = []

    async def slow_begin() -> None:
        steps.append("begins")
        await asyncio.sleep(0.05)
        steps.append("begun")

    mail.disturb("RCPT", refused(550, "5.1.1 No such user"))
    with pytest.raises(RefusedError):
        await mailer.send(a_mail(), slow_begin)
    assert steps == ["begins", "begun"]


async def test_what_began_is_ended_with_a_letter_that_is_cancelled(
    mail: FakeMail, mailer: Mailer
) -> None:
    steps = []

    async def endless_begin() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("ended")

    sending = asyncio.create_task(mailer.send(a_mail(1), endless_begin))
    await waited_for(lambda: "RCPT" in mail.said)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert steps == ["ended"]
    await mailer.send(a_mail(2), begin)
    assert subjects(mail) == ["Letter 2"]


async def test_where_both_fail_it_is_told_that_the_letter_may_not_begin(
    mail: FakeMail, mailer: Mailer
) -> None:
    async def no() -> None:
        raise ConflictError("Somebody else just sent it.")

    mail.disturb("RCPT", refused(550, "5.1.1 No such user"))
    with pytest.raises(ConflictError):
        await mailer.send(a_mail(), no)


async def test_nothing_begins_where_there_is_no_connection(mail: FakeMail, mailer: Mailer) -> None:
    async def never() -> None:
        raise AssertionError("It began.")

    mail.disturb("connect", refused(421))
    with pytest.raises(OutsideError):
        await mailer.send(a_mail(), never)


async def test_a_refused_letter_does_not_stand_in_the_way_of_the_next(
    mail: FakeMail, mailer: Mailer
) -> None:
    for step in ("MAIL", "RCPT", "DATA", "end"):
        mail.disturb(step, refused(451))
        with pytest.raises(OutsideError):
            await mailer.send(a_mail(1), begin)
        await mailer.send(a_mail(2), begin)
    assert subjects(mail) == ["Letter 2"] * 4
    assert mail.connections == 1


async def test_the_others_are_sent_where_one_of_many_is_refused(mail: FakeMail) -> None:
    mail.disturb("RCPT", refused(550, "5.1.1 No such user"), times=None, address="bob@")
    people = ["ada@example.org", "bob@example.org", "cleo@example.org"] * 5
    async with mailing(mail, connections=2) as mailer:
        ends = await asyncio.gather(
            *(mailer.send(a_mail(to=to), begin) for to in people), return_exceptions=True
        )
    assert [type(end) for end in ends] == [str, RefusedError, str] * 5
    assert len(mail.received) == 10
    assert mail.connections == 2


async def test_a_line_break_reaches_nobody(mail: FakeMail, mailer: Mailer) -> None:
    for field in ("to", "subject", "reply_to"):
        evil: dict[str, Any] = {field: "eve@example.org\r\nBcc: bob@example.org"}
        with pytest.raises(ConflictError, match="line break"):
            await mailer.send(a_mail(**evil), begin)
    assert mail.connections == 0


@pytest.mark.parametrize(
    ("to", "arrives_at"),
    [
        ("åda@example.org", "åda@example.org"),
        ("åda@bücher.example", "åda@xn--bcher-kva.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
async def test_an_address_beyond_ascii_is_written_to(
    mail: FakeMail, mailer: Mailer, to: str, arrives_at: str
) -> None:
    await mailer.send(a_mail(to=to), begin)
    [letter] = mail.received
    assert letter.to == arrives_at
    assert letter.message["To"] == arrives_at


async def test_an_address_that_the_server_cannot_write_is_refused_for_good() -> None:
    async with FakeMail.running(has_utf8=False) as mail, mailing(mail) as mailer:
        with pytest.raises(RefusedError) as no:
            await mailer.send(a_mail(to="åda@example.org"), begin)
        await mailer.send(a_mail(to="ada@bücher.example"), begin)
        assert [letter.to for letter in mail.received] == ["ada@xn--bcher-kva.example"]
    assert no.value.is_address
    assert str(no.value) == (
        "The mail server takes only addresses of plain letters before the @, which "
        "åda@example.org is not; ask for another address."
    )


async def test_whatever_the_text_it_is_not_broken_on_the_way(
    mail: FakeMail, mailer: Mailer
) -> None:
    texts: Sequence[str] = [".\n", "..\n.\n", "a\n.\nb", "long" * 5000, "Ω\n" * 3, "", "a"]
    for text in texts:
        await mailer.send(a_mail(text=text), begin)
    assert [letter.text() for letter in mail.received] == texts
