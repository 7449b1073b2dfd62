"""What a mail server may do instead of taking a letter, and what is said of it."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.clients.mail import Mailer, Patience, ServerError
from bot.errors import BotError, OutsideError, RefusedError, UnsureError
from tests.bot.clients.letters import a_mail, begin, error_of, failed, mailing
from tests.fakes.mail import FakeMail, Fault, cut, refused, slow
from tests.fakes.mail_records import Step

HURRY = Patience(connect=0.2, reply=0.2)
SERVER = "The mail server 127.0.0.1"
NOT_NOW = "The mail server does not take the letter to ada@example.org at the moment"
FOR_GOOD = "The mail server refused the letter to ada@example.org for good"
LOOK = "an admin must look into it."
MAYBE = (
    "The mail server broke off while it was given the letter to ada@example.org, so it may or "
    "may not have been sent; ask whether it arrived."
)
LATE, CUT = f"{SERVER} did not answer in time.", f"{SERVER} could not be reached."
NOT_FROM = (
    "The mail server takes no letter from rsp@example.org (550 5.7.60 Not your address), so none "
    "went to ada@example.org; an admin must set another RSP_MAIL_FROM."
)
REFUSED = "The mail server refused ada@example.org for good (550 5.1.1 Gone); change the address."
SET_UP = "an admin must put right user, password and tls in SMTP_URL."


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.mark.parametrize(
    ("step", "fault", "kind", "sentence"),
    [
        (
            "connect",
            refused(421, "4.3.2 Too busy"),
            ServerError,
            f"{SERVER} takes no letters at the moment (421 4.3.2 Too busy).",
        ),
        (
            "connect",
            refused(554, "5.3.2 No service here"),
            ServerError,
            f"{SERVER} takes no letters at the moment (554 5.3.2 No service here).",
        ),
        ("connect", cut(), ServerError, CUT),
        (
            "EHLO",
            refused(550, "Go away"),
            ServerError,
            f"{SERVER} takes no letters at the moment (550 Go away).",
        ),
        ("EHLO", cut(), ServerError, f"{SERVER} broke off before it took any letter."),
        (
            "MAIL",
            refused(451, "4.3.0 Later"),
            OutsideError,
            f"{NOT_NOW} (451 4.3.0 Later).",
        ),
        (
            "MAIL",
            refused(550, "5.7.60 Not your address"),
            RefusedError,
            NOT_FROM,
        ),
        (
            "MAIL",
            refused(530, "5.7.0 Authentication required"),
            ServerError,
            f"{SERVER} wants another login (530 5.7.0 Authentication required); {SET_UP}",
        ),
        ("MAIL", refused(421, "4.3.2 Bye"), ServerError, f"{NOT_NOW} (421 4.3.2 Bye)."),
        (
            "MAIL",
            refused(354, "What?"),
            OutsideError,
            f"{SERVER} gave an answer that was not understood.",
        ),
        ("MAIL", cut(), OutsideError, f"{SERVER} broke off before it was given the letter."),
        (
            "RCPT",
            refused(450, "4.2.0 Greylisted,\nplease wait"),
            OutsideError,
            f"{NOT_NOW} (450 4.2.0 Greylisted, please wait).",
        ),
        (
            "RCPT",
            refused(550, "5.1.1 Gone"),
            RefusedError,
            REFUSED,
        ),
        (
            "RCPT",
            refused(550, "5.2.2 Mailbox full"),
            RefusedError,
            f"{FOR_GOOD} (550 5.2.2 Mailbox full); send it again in some days.",
        ),
        ("RCPT", refused(421, "4.3.2 Bye"), ServerError, f"{NOT_NOW} (421 4.3.2 Bye)."),
        ("RCPT", cut(), OutsideError, f"{SERVER} broke off before it was given the letter."),
        ("DATA", refused(452, "Full"), OutsideError, f"{NOT_NOW} (452 Full)."),
        ("DATA", refused(554, "No"), RefusedError, f"{FOR_GOOD} (554 No); {LOOK}"),
        ("DATA", refused(421, "Bye"), ServerError, f"{NOT_NOW} (421 Bye)."),
        ("DATA", cut(), UnsureError, MAYBE),
        ("body", cut(), UnsureError, MAYBE),
        ("end", cut(), UnsureError, MAYBE),
        ("end", refused(451, "4.7.1 Later"), OutsideError, f"{NOT_NOW} (451 4.7.1 Later)."),
        (
            "end",
            refused(554, "5.6.0 Spam"),
            RefusedError,
            f"{FOR_GOOD} (554 5.6.0 Spam); {LOOK}",
        ),
        ("end", refused(421, "4.3.2 Bye"), ServerError, f"{NOT_NOW} (421 4.3.2 Bye)."),
        ("end", refused(200, "Fine"), UnsureError, MAYBE),
    ],
)
async def test_each_failure_is_a_sentence(
    mail: FakeMail, step: Step, fault: Fault, kind: type[BotError], sentence: str
) -> None:
    mail.disturb(step, fault)
    async with mailing(mail) as mailer:
        error = await failed(mailer)
        assert (type(error), str(error)) == (kind, sentence)
        # It is gone as it came.
        await mailer.send(a_mail(), begin)


@pytest.mark.parametrize("step", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "body", "end"])
async def test_a_server_that_is_too_slow_is_given_up(mail: FakeMail, step: Step) -> None:
    mail.disturb(step, slow(30))
    error = await error_of(mail, patience=HURRY)
    if step in ("DATA", "body", "end"):
        assert (type(error), str(error)) == (UnsureError, MAYBE)
    else:
        assert isinstance(error, OutsideError)
        assert str(error) == LATE


async def test_a_slow_server_is_waited_for(mail: FakeMail) -> None:
    mail.seconds = 0.1
    async with mailing(mail, patience=HURRY) as mailer:
        await mailer.send(a_mail(), begin)


@pytest.mark.parametrize(
    ("step", "code", "words", "is_address"),
    [
        ("RCPT", 550, "5.1.1 No such user", True),
        ("RCPT", 550, "No such user here", True),
        ("RCPT", 550, "5.1.1 First line\n5.1.1 last line", True),
        ("RCPT", 501, "5.1.3 Bad address", True),
        ("RCPT", 550, "5.2.0 Mailbox trouble", True),
        ("RCPT", 550, "5.2.1 Mailbox disabled", True),
        ("RCPT", 550, "5.2.2 Mailbox full", False),
        ("RCPT", 552, "5.2.2 Mailbox full", False),
        ("RCPT", 552, "Mailbox full", False),
        ("RCPT", 550, "5.2.3 Too long for this mailbox", False),
        ("RCPT", 550, "5.2.4 The list cannot be expanded", False),
        ("RCPT", 553, "5.1.10 No mail for this domain", True),
        ("RCPT", 556, "5.1.10 No mail for this domain", True),
        ("RCPT", 550, "5.4.4 Unable to route", True),
        ("RCPT", 550, "5.7.26 Fails DMARC", False),
        ("RCPT", 554, "5.7.1 Relay access denied", False),
        ("RCPT", 550, "5.7.1 Blocked\n5.7.1 by policy", False),
        ("RCPT", 550, "5.3.4 Too large", False),
        ("RCPT", 503, "5.5.1 Bad sequence", False),
        ("RCPT", 500, "What?", False),
        ("DATA", 550, "5.1.1 No such user", False),
        ("end", 550, "5.1.1 No such user", False),
        ("end", 550, "5.7.26 Fails DMARC", False),
        ("MAIL", 550, "5.1.8 Bad sender", False),
    ],
)
async def test_only_the_address_itself_can_bounce(
    mail: FakeMail, step: Step, code: int, words: str, *, is_address: bool
) -> None:
    mail.disturb(step, refused(code, words))
    error = await error_of(mail)
    assert isinstance(error, RefusedError)
    assert (error.code, error.is_address) == (code, is_address)


async def test_nobody_listens() -> None:
    async with Mailer.open("smtp://127.0.0.1:1", "rsp@example.org") as mailer:
        error = await failed(mailer)
    assert (type(error), str(error)) == (ServerError, CUT)


async def test_a_name_that_leads_nowhere() -> None:
    async with Mailer.open("smtp://mail.invalid", "rsp@example.org", patience=HURRY) as mailer:
        error = await failed(mailer)
    assert type(error) is ServerError


async def test_a_server_that_takes_no_connection() -> None:
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())
        url = f"smtp://127.0.0.1:{full.getsockname()[1]}"
        async with Mailer.open(url, "rsp@example.org", patience=HURRY) as mailer:
            error = await failed(mailer)
    assert (type(error), str(error)) == (ServerError, LATE)


async def test_no_letter_is_shown_in_an_error(mail: FakeMail) -> None:
    for step in ("MAIL", "RCPT", "DATA", "end"):
        for fault in (refused(550), refused(450), cut()):
            mail.disturb(step, fault)
            error = await error_of(mail)
            assert "confirm your address" not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a" * 5000, f"550 {'a' * 195}…"),
        ("a\tb \x07c", "550 a b \ufffdc"),
        ("", "550"),
    ],
)
async def test_what_a_server_says_is_short_and_on_one_line(
    mail: FakeMail, words: str, shown: str
) -> None:
    mail.disturb("end", refused(550, words))
    assert f"({shown})" in str(await error_of(mail))


@asynccontextmanager
async def saying(*answers: bytes) -> AsyncIterator[str]:
    """Listen, and give these answers to whatever is said, the first of them before that."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            writer.write(answer)
            if not await reader.readline():
                break
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


HELLO, OK = b"220 mail.example\r\n", b"250 OK\r\n"
ODD = [
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"\xff\xfe\x00\r\n",
    b"\r\n",
    b"999 What\r\n",
    b"250-a\r\n" * 10_000,
    b"a" * 100_000,
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_answer_that_is_none_is_an_outage_before_the_letter(odd: bytes) -> None:
    for before in ([], [HELLO], [HELLO, OK], [HELLO, OK, OK]):
        async with (
            saying(*before, odd) as url,
            Mailer.open(url, "rsp@example.org", patience=HURRY) as mailer,
        ):
            assert isinstance(await failed(mailer), OutsideError)


@pytest.mark.parametrize("odd", ODD)
async def test_an_answer_that_is_none_leaves_a_letter_unsure(odd: bytes) -> None:
    async with (
        saying(HELLO, OK, OK, OK, odd) as url,
        Mailer.open(url, "rsp@example.org", patience=HURRY) as mailer,
    ):
        assert isinstance(await failed(mailer), UnsureError)


async def test_a_connection_that_ends_while_the_beginning_is_written_down_was_given_nothing(
    mail: FakeMail,
) -> None:
    async def slow_begin() -> None:
        await asyncio.sleep(0.05)
        await mail.hang_up()
        await asyncio.sleep(0.05)

    async with mailing(mail) as mailer:
        with pytest.raises(OutsideError, match="broke off before it was given the letter"):
            await mailer.send(a_mail(), slow_begin)
