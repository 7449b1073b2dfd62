"""An example letter, and the client that sends it to the loopback mail server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clients.mail import Mail, Mailer
from bot.errors import BotError
from tests.fakes.mail import FakeMail

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENDER = "rsp@example.org"


def a_mail(number: int = 1, **other: Any) -> Mail:  # noqa: ANN401 -- fields of Mail
    usual: dict[str, Any] = {
        "key": f"mail:confirm:{number}",
        "at": NOW,
        "to": "ada@example.org",
        "subject": f"[Please confirm by 12 May] Letter {number}",
        "text": "Dear Ada,\n\nplease confirm your address.\n",
        "html": "<p>Dear Ada,</p>\n<p>please confirm your address.</p>\n",
        "reply_to": "support@example.org",
    }
    return Mail(**usual | other)


async def begin() -> None:
    """Have nothing to write down."""


@asynccontextmanager
async def mailing(mail: FakeMail, *, connections: int = 1, **how: Any) -> AsyncIterator[Mailer]:  # noqa: ANN401 -- as `open` takes it
    url = mail.url_with(connections=connections)
    context = mail.tls_context if mail.tls != "none" else None
    async with Mailer.open(url, SENDER, tls_context=context, **how) as mailer:
        yield mailer


async def waited_for(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 -- nobody waits long
            await asyncio.sleep(0.005)


async def error_of(mail: FakeMail, **how: Any) -> BotError:  # noqa: ANN401 -- as `open` takes it
    async with mailing(mail, **how) as mailer:
        return await failed(mailer)


async def failed(mailer: Mailer) -> BotError:
    with pytest.raises(BotError) as failed:
        await mailer.send(a_mail(), begin)
    return failed.value
