"""Letters, handed to a mail server over connections that are kept."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeVar

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPSenderRefused
from aiosmtplib.typing import SMTPStatus

from bot.clients.mail_errors import (
    ServerError,
    broken_off,
    is_hanging_up,
    is_refusal,
    no_starttls,
    no_utf8,
    not_addressed,
    not_connected,
    not_logged_in,
    not_taken,
    words,
)
from bot.clients.mail_text import Address, Mail, read_sender, recipient, write
from bot.domain.mail import MailServer, Tls, read_address

__all__ = ["Begin", "Mail", "Mailer", "Patience", "ServerError"]

Begin = Callable[[], Awaitable[None]]
"""Writes down that from here on nothing can be taken back."""

_T = TypeVar("_T")
_Refused = type[SMTPSenderRefused] | type[SMTPRecipientRefused]
_TAKEN = {SMTPStatus.completed, SMTPStatus.will_forward}
_SECONDS_TO_LEAVE = 2


@dataclass(frozen=True, kw_only=True)
class Patience:
    """In seconds."""

    connect: float = 10
    reply: float = 60
    kept: float = 20
    """Unused for longer, a connection may be dead without anybody being told."""


class _Letter(NamedTuple):
    to: Address
    message: bytes


class Mailer:
    """OutsideError: nothing was done. RefusedError: nor will it be. UnsureError: who knows."""

    def __init__(self, connections: list["_Connection"], sender: Address) -> None:
        self.connections = len(connections)
        """How many letters can be under way at once."""
        self._sender = sender
        self._free = connections
        self._gate = asyncio.Semaphore(len(connections))

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        smtp_url: str,
        sender: str,
        *,
        tls_context: ssl.SSLContext | None = None,
        patience: Patience = Patience(),
    ) -> AsyncIterator[Self]:
        """Connect nothing yet. `tls_context`: whom to trust, where not as the system does."""
        server, address = read_address(smtp_url), read_sender(sender)
        connections = [
            _Connection(server, address, tls_context, patience) for _ in range(server.connections)
        ]
        try:
            yield cls([*connections], address)
        finally:
            await asyncio.gather(*(connection.leave() for connection in connections))

    async def send(self, mail: Mail, begin: Begin) -> str:
        """Return the server's last words, once it has answered for the letter.

        `begin` runs beside what comes before the letter itself; nothing of that is sent unless
        `begin` returns, and its errors leave as they are.
        """
        to = recipient(mail)
        letter = _Letter(to, write(mail, self._sender, to))
        return await self._over_one(lambda connection: connection.send(letter, begin))

    async def greet(self) -> None:
        """Connect and log in, unless that was done a moment ago; send nothing."""
        await self._over_one(lambda connection: connection.greet())

    async def _over_one(self, talk: Callable[["_Connection"], Awaitable[_T]]) -> _T:
        await self._gate.acquire()
        connection = self._free.pop()
        try:
            return await talk(connection)
        finally:
            # Without an await, so that this letter's end is known before the next one begins.
            self._free.append(connection)
            self._gate.release()


class _Connection:
    """Made when it is needed, and made anew when it is over."""

    def __init__(
        self,
        server: MailServer,
        sender: Address,
        tls_context: ssl.SSLContext | None,
        patience: Patience,
    ) -> None:
        self._server, self._sender, self._patience = server, sender, patience
        self._smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls is Tls.TLS,
            start_tls=False,
            tls_context=tls_context,
            # Else the library asks for the machine's name, which can take seconds.
            local_hostname=sender.domain,
            timeout=patience.reply,
        )
        self._transport: asyncio.BaseTransport | None = None
        self._used_at = 0.0
        # Whether the server waits for the rest of a letter that will not come.
        self._is_begun = False

    async def send(self, letter: _Letter, begin: Begin) -> str:
        try:
            return await self._send(letter, begin)
        finally:
            self._used_at = self._now()

    async def greet(self) -> None:
        try:
            await self._be_ready()
        finally:
            self._used_at = self._now()

    async def leave(self) -> None:
        try:
            if self._smtp.is_connected:
                with suppress(SMTPException, OSError):
                    await self._smtp.quit(timeout=_SECONDS_TO_LEAVE)
        finally:
            self._drop()

    async def _send(self, letter: _Letter, begin: Begin) -> str:
        is_kept = await self._be_ready()
        if letter.to.needs_utf8 and not self._smtp.supports_extension("smtputf8"):
            raise no_utf8(letter.to.address)
        begun = asyncio.ensure_future(begin())
        try:
            await self._address(letter.to, is_kept=is_kept)
        except asyncio.CancelledError:
            begun.cancel()
            raise
        finally:
            # It is not left running when the other fails; where both fail, its error counts.
            await begun
        if not self._smtp.is_connected:
            raise broken_off(self._server.host)
        return await self._hand_over(letter)

    async def _be_ready(self) -> bool:
        """Return whether the connection was there already."""
        if self._now() - self._used_at > self._patience.kept:
            await self.leave()
        if self._is_begun and self._smtp.is_connected:
            await self._begin_anew()
        is_kept = self._smtp.is_connected
        if not is_kept:
            await self._connect()
        return is_kept

    async def _begin_anew(self) -> None:
        is_done = False
        try:
            with suppress(SMTPException, OSError):
                await self._smtp.rset()
                is_done = True
        finally:
            if not is_done:
                self._drop()

    async def _connect(self) -> None:
        self._is_begun = False
        host = self._server.host
        with self._whole():
            try:
                await self._smtp.connect(timeout=self._patience.connect)
                self._transport = self._smtp.transport
                await self._smtp.ehlo()
                await self._encrypt()
            except (SMTPException, OSError) as error:
                raise not_connected(error, host) from error
            await self._log_in()

    async def _encrypt(self) -> None:
        if self._server.tls is not Tls.STARTTLS:
            return
        if not self._smtp.supports_extension("starttls"):
            raise no_starttls(self._server.host)
        await self._smtp.starttls()
        self._transport = self._smtp.transport
        # What was said before is not to be relied on.
        await self._smtp.ehlo()

    async def _log_in(self) -> None:
        if not self._server.user:
            return
        try:
            await self._way_in()(self._server.user, self._server.password)
        except (SMTPException, OSError) as error:
            # The cause is left out: nobody knows what the server repeats.
            raise not_logged_in(error, self._server.host) from None

    def _way_in(self) -> Callable[[str, str], Awaitable[object]]:
        """Return one way: the library tries all, and the server counts each wrong password."""
        ways: dict[str, Callable[[str, str], Awaitable[object]]] = {
            "plain": self._smtp.auth_plain,
            "login": self._smtp.auth_login,
            "cram-md5": self._smtp.auth_crammd5,
        }
        for name, way in ways.items():
            if name in self._smtp.server_auth_methods:
                return way
        raise SMTPException("It offers no way in.")

    async def _address(self, to: Address, *, is_kept: bool) -> None:
        try:
            with self._whole():
                await self._say_from_whom(to, is_kept=is_kept)
                await self._say(b"RCPT TO:", to, SMTPRecipientRefused)
        except (SMTPException, OSError) as error:
            raise not_addressed(error, to.address, self._server.host) from error

    async def _say_from_whom(self, to: Address, *, is_kept: bool) -> None:
        options = (b"SMTPUTF8", b"BODY=8BITMIME") if to.needs_utf8 else ()
        self._is_begun = True
        try:
            await self._say(b"MAIL FROM:", self._sender, SMTPSenderRefused, *options)
        except (SMTPException, OSError) as error:
            # It ended since the last letter, and no news of that had come yet.
            if not is_kept or not is_hanging_up(error):
                raise
            await self._connect()
            await self._say_from_whom(to, is_kept=False)

    async def _say(self, verb: bytes, whom: Address, no: _Refused, *options: bytes) -> None:
        # The library's `mail` and `rcpt` read each address anew, as long as a letter is written.
        command = b"%s<%s>" % (verb, whom.address.encode())
        answer = await self._smtp.execute_command(command, *options)
        if answer.code not in _TAKEN:
            raise no(answer.code, answer.message, whom.address)

    async def _hand_over(self, letter: _Letter) -> str:
        try:
            with self._whole():
                answer = await self._smtp.data(letter.message)
        except (SMTPException, OSError) as error:
            raise not_taken(error, letter.to.address, self._server.host) from error
        self._is_begun = False
        return words(answer.code, answer.message)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Drop the connection where the talk breaks off without a plain yes or no.

        The answer to what was asked last would be taken for that to what is asked next.
        """
        try:
            yield
        except BaseException as error:
            if not (isinstance(error, Exception) and is_refusal(error)):
                self._drop()
            raise

    def _drop(self) -> None:
        # To close alone would wait until the server took what is left, and agreed to end TLS.
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
        self._transport = None
        self._smtp.close()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
