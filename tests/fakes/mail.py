"""A mail server that listens on loopback: keeps what it takes, fails as the test says.

    async with FakeMail.running() as mail:
        mail.disturb("RCPT", refused(550, "5.1.1 No such user"), address="ada@example.org")
        ...
        await mail.arrived(1)

The bot needs `mail.url`, and trusts `mail.tls_context`. For what runs beside the test's own
process there is `started()`, which is `python -m tests.fakes.mail [--seconds 0.01]`: it writes its
URL, and then a line of JSON for each letter; each of its answers takes so long.
"""

import asyncio
import json
import ssl
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote, urlencode

import trustme
from aiosmtpd.smtp import Envelope, LoginPassword

from tests.fakes.mail_dialogue import Dialogue
from tests.fakes.mail_records import Disturbance, Fault, Received, Step, cut, refused, slow

__all__ = ["FakeMail", "Fault", "Received", "Remote", "cut", "refused", "slow", "started"]

Tls = Literal["none", "starttls", "tls"]

_LOGIN = LoginPassword(b"rsp@example.org", b"example: 100% /secret")
_ROOT = Path(__file__).parents[2]


@dataclass
class FakeMail:
    tls: Tls = "none"
    wants_login: bool = False
    has_utf8: bool = True
    login: LoginPassword = _LOGIN
    port: int = 0
    received: list[Received] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """The word of each command that came in, over all connections."""
    connections: int = 0
    """How many were ever made."""
    most_open: int = 0
    seconds: float = 0
    """How long each answer takes."""
    on_letter: Callable[[Received], None] = lambda _: None
    _disturbances: list[Disturbance] = field(default_factory=list)
    _open: set[Dialogue] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def running(
        cls, *, tls: Tls = "none", wants_login: bool = False, has_utf8: bool = True
    ) -> AsyncIterator[Self]:
        fake = cls(tls=tls, wants_login=wants_login, has_utf8=has_utf8)
        loop = asyncio.get_running_loop()
        context = fake.server_context if tls == "tls" else None
        server = await loop.create_server(
            lambda: Dialogue(fake, loop), "127.0.0.1", 0, ssl=context
        )
        fake.port = server.sockets[0].getsockname()[1]
        try:
            yield fake
        finally:
            server.close()
            await fake.hang_up()
            await server.wait_closed()

    @property
    def url(self) -> str:
        """What SMTP_URL is to be."""
        return self.url_with()

    def url_with(self, **options: object) -> str:
        """Return the same with more options (`connections=5`), or with others."""
        user, password = (quote(text, safe="") for text in self.login)
        login = f"{user}:{password}@" if self.wants_login else ""
        return f"smtp://{login}127.0.0.1:{self.port}?{urlencode({'tls': self.tls, **options})}"

    @cached_property
    def tls_context(self) -> ssl.SSLContext:
        """Trust this server, and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return context

    def disturb(
        self, step: Step, fault: Fault, *, times: int | None = 1, address: str = ""
    ) -> None:
        """Let a step fail so many times (None: always), for everybody or for one address."""
        self._disturbances.append(Disturbance(step=step, fault=fault, left=times, address=address))

    async def hang_up(self) -> None:
        """End every connection, as a server may that has waited for long."""
        dialogues = {*self._open}
        for dialogue in dialogues:
            dialogue.break_off()
        for dialogue in dialogues:
            await dialogue.over()

    async def arrived(self, count: int, seconds: float = 10) -> list[Received]:
        """Wait until so many letters are there."""
        async with asyncio.timeout(seconds):
            while len(self.received) < count:  # noqa: ASYNC110 -- nobody waits long
                await asyncio.sleep(0.01)
        return self.received

    def fault_at(self, step: Step, addresses: str) -> Fault:
        for disturbance in self._disturbances:
            if disturbance.is_for(step, addresses):
                if disturbance.left is not None:
                    disturbance.left -= 1
                return disturbance.fault
        return Fault()

    def keep(self, envelope: Envelope) -> None:
        assert envelope.original_content is not None
        letter = Received(
            sender=envelope.mail_from or "",
            to=", ".join(envelope.rcpt_tos),
            raw=envelope.original_content,
        )
        self.received.append(letter)
        self.on_letter(letter)

    def begins(self, dialogue: Dialogue) -> None:
        self.connections += 1
        self._open.add(dialogue)
        self.most_open = max(self.most_open, len(self._open))

    def ends(self, dialogue: Dialogue) -> None:
        self._open.discard(dialogue)

    @property
    def starttls_context(self) -> ssl.SSLContext | None:
        return self.server_context if self.tls == "starttls" else None

    @cached_property
    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("127.0.0.1").configure_cert(context)
        return context

    @cached_property
    def _authority(self) -> trustme.CA:
        return trustme.CA()


@dataclass(frozen=True, kw_only=True)
class Remote:
    """A mail server in another process."""

    url: str
    said: Path

    def received(self) -> list[Received]:
        # A line may just be on its way.
        whole = self.said.read_text().rpartition("\n")[0].split("\n")[1:]
        return [_read(line) for line in whole]


@contextmanager
def started(*, seconds: float = 0) -> Iterator[Remote]:
    """Start one as a process of its own, which ends with this one at the latest.

    Each of its answers takes so many seconds.
    """
    command = [sys.executable, "-m", "tests.fakes.mail", "--seconds", str(seconds)]
    with (
        # Not a pipe: nobody need read it before it is full.
        tempfile.NamedTemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 -- our own words
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=said
        ) as process,
    ):
        assert process.stdin
        file = Path(said.name)
        try:
            while not file.read_text().endswith("\n"):
                assert process.poll() is None, "It did not begin to listen."
                time.sleep(0.01)
            yield Remote(url=file.read_text().strip(), said=file)
        finally:
            process.stdin.close()


def _write(letter: Received) -> str:
    return json.dumps({**asdict(letter), "raw": letter.raw.decode("latin-1")})


def _read(line: str) -> Received:
    kept = json.loads(line)
    return Received(**{**kept, "raw": kept["raw"].encode("latin-1")})


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _run(seconds: float) -> None:
    async with FakeMail.running() as mail:
        mail.seconds = seconds
        mail.on_letter = lambda letter: _say(_write(letter))
        _say(mail.url)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    options = ArgumentParser()
    options.add_argument("--seconds", type=float, default=0)
    asyncio.run(_run(options.parse_args().seconds))
