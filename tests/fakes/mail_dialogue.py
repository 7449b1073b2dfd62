"""One connection to the loopback mail server: aiosmtpd's, but for what is to fail in it."""

import asyncio
from typing import TYPE_CHECKING, AnyStr

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.fakes.mail_records import Fault, Step

if TYPE_CHECKING:
    # It opens these.
    from tests.fakes.mail import FakeMail

_CLOSING = 421


class Dialogue(SMTP):
    def __init__(self, fake: "FakeMail", loop: asyncio.AbstractEventLoop) -> None:
        self._fake = fake
        super().__init__(
            _Letters(fake),
            # Else it asks for the machine's name, which can take seconds.
            hostname="mail.example",
            enable_SMTPUTF8=fake.has_utf8,
            tls_context=fake.starttls_context,
            require_starttls=fake.tls == "starttls",
            # Of TLS it knows only what it began itself.
            auth_require_tls=fake.tls == "starttls" or not fake.wants_login,
            authenticator=self._judge,
            loop=loop,
        )

    def break_off(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def over(self) -> None:
        if self._handler_coroutine:
            await asyncio.wait({self._handler_coroutine})

    async def endure(self, fault: Fault) -> None:
        """Be slow, or end the connection; any other answer is left to whoever asks."""
        await asyncio.sleep(fault.seconds)
        if fault.code == _CLOSING:
            await self.push(answer(fault))
            self._writer.close()
        if fault.is_cut:
            self.break_off()
        if fault.is_cut or fault.code == _CLOSING:
            # Until the loop tells that the connection is lost, which ends this.
            await asyncio.Event().wait()

    async def push(self, status: AnyStr) -> None:
        # Another line of the same answer follows that one.
        if not str(status).startswith("250-"):
            await asyncio.sleep(self._fake.seconds)
        await super().push(status)
        if str(status).startswith("354"):
            await self._fail_in_the_body()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # STARTTLS makes it a second time.
        if self._original_transport is None:
            self._fake.begins(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._fake.ends(self)

    async def _handle_client(self) -> None:
        if await self._is_disturbed("connect"):
            self._writer.close()
        else:
            await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("EHLO")
        if not await self._is_disturbed("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("STARTTLS")
        if not await self._is_disturbed("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("AUTH")
        if not await self._is_disturbed("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("MAIL")
        assert self.session
        if self._fake.wants_login and not self.session.authenticated:
            await self.push("530 5.7.0 Authentication required")
        elif not await self._is_disturbed("MAIL", arg or ""):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("RCPT")
        if not await self._is_disturbed("RCPT", arg or ""):
            await super().smtp_RCPT(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("RSET")
        if not await self._is_disturbed("RSET"):
            await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("DATA")
        if not await self._is_disturbed("DATA", self._addresses()):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd's
        self._fake.said.append("QUIT")
        await super().smtp_QUIT(arg)

    async def _is_disturbed(self, step: Step, addresses: str = "") -> bool:
        """Say whether something else than the usual was answered."""
        fault = self._fake.fault_at(step, addresses)
        await self.endure(fault)
        if fault.code:
            await self.push(answer(fault))
        return bool(fault.code)

    async def _fail_in_the_body(self) -> None:
        fault = self._fake.fault_at("body", self._addresses())
        if fault.is_cut:
            await self._reader.readuntil(b"\r\n")
        await self.endure(fault)

    def _addresses(self) -> str:
        return ", ".join(self.envelope.rcpt_tos) if self.envelope else ""

    def _judge(
        self,
        _server: SMTP,
        _session: Session,
        _envelope: Envelope,
        _way: str,
        login: LoginPassword,
    ) -> AuthResult:
        # What aiosmtpd calls handled would be answered by nobody.
        return AuthResult(success=login == self._fake.login, handled=False)


class _Letters:
    def __init__(self, fake: "FakeMail") -> None:
        self._fake = fake

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's
        self, server: Dialogue, _session: Session, envelope: Envelope
    ) -> str:
        fault = self._fake.fault_at("end", ", ".join(envelope.rcpt_tos))
        if not fault.code:
            self._fake.keep(envelope)
        await server.endure(fault)
        return answer(fault) if fault.code else f"250 2.0.0 Kept as {len(self._fake.received)}"


def answer(fault: Fault) -> str:
    """Write an answer, of one line or more."""
    *lines, last = fault.words.split("\n")
    return "\r\n".join([*(f"{fault.code}-{line}" for line in lines), f"{fault.code} {last}"])
