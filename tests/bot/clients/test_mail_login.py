"""Nobody is told a password who should not be, and no letter fails for want of one."""

import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clients.mail import Mailer, ServerError
from tests.bot.clients.letters import a_mail, begin, error_of, failed, mailing
from tests.fakes.mail import FakeMail, Fault, cut, refused
from tests.fakes.mail_records import Step

SERVER = "The mail server 127.0.0.1"
SET_UP = "an admin must put right user, password and tls in SMTP_URL."
NO_STARTTLS = (
    f"{SERVER} offers no STARTTLS; an admin must set tls in SMTP_URL to what it offers "
    f"(tls or none)."
)


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.mark.parametrize("code", [530, 534, 535, 538])
@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
async def test_a_letter_waits_where_only_the_login_is_missing(
    mail: FakeMail, step: Step, code: int
) -> None:
    mail.disturb(step, refused(code))
    with capture_logs() as lines:
        error = await error_of(mail)
    assert type(error) is ServerError
    assert "SMTP_URL" in str(error)
    assert [(line["event"], line["code"]) for line in lines] == [("mail_refused_login", code)]


async def test_who_greets_is_let_in_and_sends_nothing() -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail, mailing(mail) as mailer:
        await mailer.greet()
        await mailer.greet()
        assert (mail.said[-1], mail.connections) == ("AUTH", 1)
        await mailer.send(a_mail(), begin)
        assert mail.connections == 1


async def test_who_greets_and_is_refused_is_told_as_who_sends() -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail, mailing(mail) as mailer:
        mail.disturb("AUTH", refused(535, "No"))
        with pytest.raises(ServerError, match="does not let me log in"):
            await mailer.greet()
        await mailer.send(a_mail(), begin)


async def test_starttls_is_not_done_without() -> None:
    async with FakeMail.running() as mail:
        url = mail.url_with(tls="starttls")
        async with Mailer.open(url, "rsp@example.org") as mailer:
            error = await failed(mailer)
    assert (type(error), str(error)) == (ServerError, NO_STARTTLS)
    assert "MAIL" not in mail.said


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_named(tls: Any) -> None:  # noqa: ANN401 -- one of two words
    async with FakeMail.running(tls=tls, wants_login=True) as mail:
        async with Mailer.open(mail.url, "rsp@example.org") as mailer:
            error = await failed(mailer)
        assert "AUTH" not in mail.said
    assert type(error) is ServerError
    assert str(error).startswith("The certificate of the mail server 127.0.0.1 is not trusted (")
    assert "SMTP_URL" in str(error)


async def test_a_certificate_for_another_name_is_not_trusted() -> None:
    async with FakeMail.running(tls="starttls") as mail:
        url = mail.url.replace("127.0.0.1", "localhost")
        async with Mailer.open(url, "rsp@example.org", tls_context=mail.tls_context) as mailer:
            error = await failed(mailer)
    assert "is not trusted" in str(error)
    assert "localhost" in str(error)


async def test_tls_is_asked_of_a_server_that_speaks_none() -> None:
    async with (
        FakeMail.running() as mail,
        Mailer.open(mail.url_with(tls="tls"), "rsp@example.org") as mailer,
    ):
        error = await failed(mailer)
    assert (type(error), str(error)) == (
        ServerError,
        f"{SERVER} speaks no TLS as SMTP_URL asks for it.",
    )


@pytest.mark.parametrize(
    ("step", "fault", "sentence"),
    [
        (
            "STARTTLS",
            refused(454, "Not now"),
            f"{SERVER} takes no letters at the moment (454 Not now).",
        ),
        ("STARTTLS", cut(), f"{SERVER} broke off before it took any letter."),
        ("AUTH", refused(454, "Not now"), f"{SERVER} lets nobody log in now (454)."),
        ("AUTH", refused(421, "Not now"), f"{SERVER} lets nobody log in now (421)."),
        ("AUTH", cut(), f"{SERVER} broke off before it took any letter."),
        ("AUTH", refused(535, "No"), f"{SERVER} does not let me log in; {SET_UP}"),
    ],
)
async def test_no_letter_is_lost_on_the_way_to_a_login(
    step: Step, fault: Fault, sentence: str
) -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail, mailing(mail) as mailer:
        mail.disturb(step, fault)
        error = await failed(mailer)
        assert (type(error), str(error)) == (ServerError, sentence)
        await mailer.send(a_mail(), begin)


async def test_a_wrong_password_is_told_once_and_never_shown() -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail:
        url = mail.url.replace("secret", "hush-hush")
        with capture_logs() as lines:
            async with Mailer.open(url, "rsp@example.org", tls_context=mail.tls_context) as mailer:
                error = await failed(mailer)
    assert (type(error), str(error)) == (
        ServerError,
        f"{SERVER} does not let me log in; {SET_UP}",
    )
    assert lines == [
        {
            "event": "mail_refused_login",
            "host": "127.0.0.1",
            "code": 535,
            "log_level": "error",
        }
    ]
    assert mail.said.count("AUTH") == 1
    assert "hush" not in "".join(traceback.format_exception(error))


async def test_a_server_that_repeats_a_password_is_not_repeated() -> None:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail:
        mail.disturb("AUTH", refused(535, f"{mail.login.password.decode()} is wrong"))
        with capture_logs() as lines:
            error = await error_of(mail)
    assert "secret" not in "".join(traceback.format_exception(error))
    assert "secret" not in str(lines)


async def test_a_server_that_offers_no_login_is_named(mail: FakeMail) -> None:
    url = mail.url.replace("smtp://", "smtp://rsp:secret@")
    with capture_logs() as lines:
        async with Mailer.open(url, "rsp@example.org") as mailer:
            error = await failed(mailer)
    assert (type(error), str(error)) == (
        ServerError,
        f"{SERVER} does not let me log in; {SET_UP}",
    )
    assert [line["event"] for line in lines] == ["mail_refused_login"]
    assert "MAIL" not in mail.said
