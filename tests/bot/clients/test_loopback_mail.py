"""The loopback mail server is one to other libraries, too: it takes, refuses and breaks off."""

import asyncio
import smtplib
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.fakes.mail import FakeMail, Fault, cut, refused, slow, started
from tests.fakes.mail_records import Step

LETTER = b"From: rsp@example.org\r\nTo: ada@example.org\r\nSubject: Hello\r\n\r\n.\r\nHello\r\n"


def send(port: int, *to: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="example.org", timeout=5) as smtp:
        smtp.sendmail("rsp@example.org", to or ["ada@example.org"], LETTER)


async def elsewhere(do: Callable[..., None], *arguments: object) -> None:
    """Let a library that blocks talk to a server in this loop."""
    await asyncio.to_thread(do, *arguments)


async def test_what_was_taken_is_kept() -> None:
    async with FakeMail.running() as mail:
        await elsewhere(send, mail.port)
        await elsewhere(send, mail.port, "ada@example.org", "bob@example.org")
    assert [letter.to for letter in mail.received] == [
        "ada@example.org",
        "ada@example.org, bob@example.org",
    ]
    assert mail.received[0].raw == LETTER
    assert mail.received[0].message["Subject"] == "Hello"
    assert (mail.connections, mail.most_open) == (2, 1)
    assert mail.said[:5] == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


def code_of(error: BaseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, _)] = error.recipients.values()
        return code
    assert isinstance(error, smtplib.SMTPResponseException)
    return error.smtp_code


@pytest.mark.parametrize("code", [421, 451, 554])
@pytest.mark.parametrize("step", ["connect", "MAIL", "RCPT", "DATA", "end"])
async def test_a_step_is_refused_once(step: Step, code: int) -> None:
    async with FakeMail.running() as mail:
        mail.disturb(step, refused(code, "First line\nlast line"))
        with pytest.raises((smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)) as no:
            await elsewhere(send, mail.port)
        assert code_of(no.value) == code
        assert mail.received == []
        await elsewhere(send, mail.port)
        assert len(mail.received) == 1


@pytest.mark.parametrize("step", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "body", "end"])
async def test_a_step_is_cut(step: Step) -> None:
    async with FakeMail.running() as mail:
        mail.disturb(step, cut())
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            await elsewhere(send, mail.port)
        assert len(mail.received) == (step == "end")


async def test_a_fault_can_be_for_one_address_and_for_ever() -> None:
    async with FakeMail.running() as mail:
        mail.disturb("RCPT", refused(550), times=None, address="bob@example.org")
        await elsewhere(send, mail.port)
        for _ in range(3):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                await elsewhere(send, mail.port, "bob@example.org")
    assert [letter.to for letter in mail.received] == ["ada@example.org"]


async def test_a_server_that_hangs_up_ends_every_connection() -> None:
    async with FakeMail.running() as mail:
        reader, writer = await asyncio.open_connection("127.0.0.1", mail.port)
        assert (await reader.readline()).startswith(b"220 mail.example ")
        await mail.hang_up()
        assert await reader.read() == b""
        writer.close()
        assert mail.most_open == 1


@pytest.mark.parametrize("step", ["connect", "RCPT", "body", "end"])
async def test_a_step_is_slow(step: Step) -> None:
    async with FakeMail.running() as mail:
        mail.disturb(step, slow(0.2))
        began = time.monotonic()
        await elsewhere(send, mail.port)
        assert 0.2 <= time.monotonic() - began < 2


async def test_every_answer_is_slow() -> None:
    async with FakeMail.running() as mail:
        mail.seconds = 0.05
        began = time.monotonic()
        await elsewhere(send, mail.port)
        # The greeting, EHLO, MAIL, RCPT, twice for DATA, QUIT.
        assert time.monotonic() - began >= 7 * 0.05


def send_encrypted(mail: FakeMail, context: ssl.SSLContext, password: str) -> None:
    with smtplib.SMTP("127.0.0.1", mail.port, local_hostname="example.org", timeout=5) as smtp:
        smtp.starttls(context=context)
        smtp.login(mail.login.login.decode(), password)
        smtp.sendmail("rsp@example.org", ["ada@example.org"], LETTER)


async def test_a_login_over_starttls_is_judged() -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            await elsewhere(send_encrypted, mail, mail.tls_context, "wrong")
        with pytest.raises(ssl.SSLCertVerificationError):
            await elsewhere(send_encrypted, mail, ssl.create_default_context(), "")
        with pytest.raises(smtplib.SMTPSenderRefused) as no:
            await elsewhere(send, mail.port)
        assert no.value.smtp_code == 530
        await elsewhere(send_encrypted, mail, mail.tls_context, mail.login.password.decode())
        assert len(mail.received) == 1


def send_over_tls(mail: FakeMail) -> None:
    with smtplib.SMTP_SSL(
        "127.0.0.1", mail.port, local_hostname="example.org", context=mail.tls_context
    ) as smtp:
        smtp.login(mail.login.login.decode(), mail.login.password.decode())
        smtp.sendmail("rsp@example.org", ["ada@example.org"], LETTER)


async def test_tls_can_begin_with_the_first_byte() -> None:
    async with FakeMail.running(tls="tls", wants_login=True) as mail:
        await elsewhere(send_over_tls, mail)
        assert len(mail.received) == 1


@pytest.mark.parametrize("step", ["STARTTLS", "AUTH"])
@pytest.mark.parametrize("fault", [refused(454), cut()])
async def test_the_steps_to_a_login_fail_too(step: Step, fault: Fault) -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail:
        mail.disturb(step, fault, times=None)
        with pytest.raises((smtplib.SMTPException, OSError)):
            await elsewhere(send_encrypted, mail, mail.tls_context, mail.login.password.decode())
        assert mail.received == []


async def test_it_runs_as_a_process_of_its_own() -> None:
    with started() as remote:
        port = urlsplit(remote.url).port
        assert port
        assert remote.received() == []
        await elsewhere(send, port)
        [letter] = remote.received()
    assert (letter.sender, letter.to, letter.raw) == (
        "rsp@example.org",
        "ada@example.org",
        LETTER,
    )
