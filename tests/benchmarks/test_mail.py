"""What a letter costs, against the same library used bare over as many connections.

The server is a process of its own, and takes more CPU than either; ratios are what to rely on.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from aiosmtplib import SMTP

from bot.clients.mail import Mail, Mailer
from bot.clients.mail_text import read_sender, recipient, write
from bot.domain.mail import read_address
from tests.benchmarks.figures import Show, ratio, spread
from tests.bot.clients.letters import SENDER, a_mail, begin
from tests.fakes.mail import Remote, started

pytestmark = pytest.mark.benchmark

MANY, ROUNDS, BUILT = 2_000, 5, 5_000
# Together about 1.6 kB.
TEXT = "Please confirm by 12 May that this is still your address.\n" * 10
HTML = "<p>Please confirm by 12 May that this is still your address.</p>\n" * 12


FROM = read_sender(SENDER)


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started() as remote:
        yield remote


def letters(count: int) -> list[Mail]:
    return [a_mail(number, text=TEXT, html=HTML) for number in range(count)]


@dataclass(frozen=True, kw_only=True)
class Used:
    wall: float
    cpu: float
    """Seconds, of this process alone."""


class Watch:
    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def stop(self) -> Used:
        wall, cpu = time.perf_counter(), time.process_time()
        return Used(wall=wall - self._wall, cpu=cpu - self._cpu)


async def bare(remote: Remote, mails: list[Mail], connections: int) -> Used:
    """Send letters that are written already, one after the other over each connection."""
    server = read_address(remote.url)
    ready = [(mail.to, written(mail)) for mail in mails]
    lines = [
        SMTP(hostname=server.host, port=server.port, start_tls=False, local_hostname="example.org")
        for _ in range(connections)
    ]
    watch = Watch()
    for line in lines:
        await line.connect()
    await asyncio.gather(
        *(bare_line(line, ready[number::connections]) for number, line in enumerate(lines))
    )
    used = watch.stop()
    for line in lines:
        await line.quit()
    return used


async def bare_line(line: SMTP, ready: list[tuple[str, bytes]]) -> None:
    for to, message in ready:
        await line.mail(SENDER)
        await line.rcpt(to)
        await line.data(message)


async def ours(remote: Remote, mails: list[Mail], connections: int) -> Used:
    """Write and send letters, so many at once as there are connections."""
    async with Mailer.open(f"{remote.url}&connections={connections}", SENDER) as mailer:
        watch = Watch()
        await asyncio.gather(
            *(our_line(mailer, mails[number::connections]) for number in range(connections))
        )
        return watch.stop()


async def our_line(mailer: Mailer, mails: list[Mail]) -> None:
    for mail in mails:
        await mailer.send(mail, begin)


@pytest.mark.parametrize("connections", [1, 5])
def test_2_000_letters(remote: Remote, connections: int, show: Show) -> None:
    mails, rounds = letters(MANY), []
    for number in range(ROUNDS):
        ways = (bare, ours) if number % 2 else (ours, bare)
        pair = {way: asyncio.run(way(remote, mails, connections)) for way in ways}
        rounds.append((pair[ours], pair[bare]))
    sent, floors = zip(*rounds, strict=True)
    wall = ratio([used.wall for used in sent], [used.wall for used in floors])
    cpu = spread([used.cpu / MANY * 1e6 for used in sent], " us", digits=0)
    bare_cpu = spread([used.cpu / MANY * 1e6 for used in floors], " us", digits=0)
    show(
        f"{MANY} letters written and sent over {connections}: {wall} a bare loop "
        f"(bar for the whole delivery 1.3); "
        f"{spread([used.wall for used in sent], ' s')}; CPU a letter {cpu}, bare {bare_cpu}"
    )


def written(mail: Mail) -> bytes:
    return write(mail, FROM, recipient(mail))


def by_the_book(mail: Mail) -> bytes:
    message = EmailMessage()
    message["Date"] = format_datetime(mail.at)
    message["From"], message["To"] = SENDER, mail.to
    message["Subject"], message["Reply-To"] = mail.subject, mail.reply_to
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()


def test_writing(show: Show) -> None:
    mails = letters(BUILT)
    costs: list[float] = []
    floors: list[float] = []
    for _ in range(ROUNDS):
        for write_one, figures in ((written, costs), (by_the_book, floors)):
            watch = Watch()
            for mail in mails:
                write_one(mail)
            figures.append(watch.stop().cpu / BUILT * 1e6)
    show(
        f"Writing a letter: {spread(costs, ' us', digits=0)} of CPU (bar 300), "
        f"{ratio(costs, floors)} EmailMessage"
    )
