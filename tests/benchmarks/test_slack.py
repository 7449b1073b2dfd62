"""What an answer to Slack costs and how soon it comes, against the same done bare.

Figures of CPU are of this process, or of the one that was started; ratios are what to rely on.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import cast

import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from sqlalchemy import update
from starlette.types import ASGIApp

from bot.clock import utc_now
from bot.log import set_up
from bot.web.app import make_app
from bot.world import World
from commands.slack.door import Door
from commands.table import WORDS
from storage.database import Database, make_engine
from storage.tables import work
from tests.acceptance.bot import Bot, started
from tests.benchmarks.figures import Show, ratio, spread
from tests.benchmarks.knocking import Kept, Straight, from_outside, post
from tests.benchmarks.test_delivering import make_letters
from tests.benchmarks.words import so_many_words
from tests.conftest import environment_of
from tests.fakes import mail as mail_servers
from tests.fakes import neighbours
from tests.fakes.neighbours import Remote
from tests.fakes.slack import SECRET, FakeSlack
from tests.fakes.slack_people import People
from tests.fakes.slack_ways import PATH

pytestmark = pytest.mark.benchmark

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROUNDS, ACKS = 15, 40
MANY_WORDS = 200
MANY, A_SECOND, SECONDS = 500, 20, 20
# They are all on one host, so they are visited one after the other.
LATENCY, A_PAGE = 0.05, 0.01
STARTS = 9
LETTERS = 2_000
STAFF = {"RSP_STAFF_USERS": "USTAFF"}


@pytest.fixture(autouse=True)
def _quiet() -> None:
    set_up()


def bare() -> ASGIApp:
    """Make a Bolt app that does nothing but acknowledge, behind Bolt's own adapter."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    app.command("/rsp")(acknowledge)
    return cast("ASGIApp", AsyncSlackRequestHandler(app, path=PATH))


@asynccontextmanager
async def ours(world: World) -> AsyncIterator[ASGIApp]:
    async with Door.open(world) as door:
        yield make_app(world, door.endpoint)


async def acks(slack: FakeSlack, *apps: ASGIApp) -> list[list[float]]:
    """Return the CPU seconds of each app's acks; each has its turn to be the first.

    `help` only reads, so it is acknowledged before it is begun, and costs nothing but its ack.
    """
    ways = [Straight(app) for app in apps]
    for number in range(ACKS):
        turn = number % len(ways)
        for way in ways[turn:] + ways[:turn]:
            await People(slack, way).command("help")
            # What it begins then must not get into the next one's figure.
            await asyncio.sleep(0.01)
    return [way.cpu for way in ways]


@ON_SQLITE
async def test_an_ack_costs_little_more_than_a_bare_one(
    slack_world: World, slack: FakeSlack, show: Show
) -> None:
    async with ours(slack_world) as app:
        rounds = [await acks(slack, app, bare()) for _ in range(ROUNDS)]
    costs, floors = zip(*([median(cpu) for cpu in both] for both in rounds), strict=True)
    show(f"An ack: {ratio(costs, floors)} the CPU of a bare Bolt app's (bar 2)")


@ON_SQLITE
async def test_an_ack_costs_the_same_however_many_words_there_are(
    slack_world: World, slack: FakeSlack, show: Show
) -> None:
    few, many = [], []
    async with ours(slack_world) as app:
        for _ in range(ROUNDS):
            few.append(median(*await acks(slack, app)))
            with so_many_words(MANY_WORDS):
                many.append(median(*await acks(slack, app)))
    show(
        f"An ack with {MANY_WORDS} words: {ratio(many, few)} its CPU with {len(WORDS)} "
        f"(bar 1, within noise)"
    )


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with neighbours.started() as remote:
        delays = dict.fromkeys(("api", "doi", "test"), LATENCY) | {"pages": A_PAGE}
        remote.set(made_up_rows=MANY, delays=delays)
        yield remote


@asynccontextmanager
async def the_bot(
    slack: FakeSlack, remote: Remote, database_url: str, **more: str
) -> AsyncIterator[Bot]:
    environ = environment_of(remote.urls) | slack.environ | STAFF | more
    async with started("run", {**environ, "DATABASE_URL": database_url}) as bot:
        yield bot


async def check_again_and_again(slack: FakeSlack, people: People, *words: str) -> None:
    many = " ".join(f"10.5555/made-up-{number}" for number in range(1, MANY + 1))
    while True:
        before = checked(slack)
        await people.command(" ".join(("check", *words, many)))
        await slack.wait_for(lambda: checked(slack) > before, 120)  # noqa: B023 -- waited for here


def checked(slack: FakeSlack) -> int:
    """Return how many long checks are done: each ends in a file."""
    return len(slack.asked("files.completeUploadExternal"))


@pytest.mark.parametrize("words", [("--no-pages",), ()])
async def test_acks_are_in_time_beside_a_long_check(
    sqlite_url: str, slack: FakeSlack, remote: Remote, show: Show, words: tuple[str, ...]
) -> None:
    kept = Kept()
    for _ in range(A_SECOND * SECONDS):
        await People(slack, kept).command("help")
    async with the_bot(slack, remote, sqlite_url) as bot:
        few = kept.bodies[: A_SECOND * 5]
        alone = await from_outside(bot.url, few, 1 / A_SECOND)
        people = slack.people(bot.url)
        checking = asyncio.create_task(check_again_and_again(slack, people, *words))
        taken = await from_outside(bot.url, kept.bodies, 1 / A_SECOND)
        done = checked(slack)
        checking.cancel()
    show(
        f"Acks beside checks of {MANY} DOIs ({' '.join(words) or 'with pages'}, {done} done): "
        f"{in_words(taken)}; with nothing beside them {in_words(alone)} (bar for p99 100 ms)"
    )


async def make_due(url: str) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.execute(update(work).values(due_at=utc_now()))
    await engine.dispose()


@pytest.mark.parametrize(
    ("database_url", "an_answer"),
    [("sqlite", 0), ("postgresql", 0), ("sqlite", 0.01)],
    indirect=["database_url"],
)
async def test_acks_are_in_time_while_letters_leave(
    database_url: str,
    database: Database,
    slack: FakeSlack,
    remote: Remote,
    show: Show,
    an_answer: float,
) -> None:
    """Let 2 000 letters leave as fast as they can, and over a server that is as slow as others."""
    seconds = 15 if an_answer else 5
    await make_letters(database_url, database, LETTERS, due_at=utc_now() + timedelta(days=1))
    kept = Kept()
    for _ in range(A_SECOND * seconds):
        await People(slack, kept).command("help")
    with mail_servers.started(seconds=an_answer) as mail:
        letters = {"SMTP_URL": f"{mail.url}&connections=5", "RSP_MAIL_FROM": "rsp@example.org"}
        async with the_bot(slack, remote, database_url, **letters) as bot:
            knocking = asyncio.create_task(from_outside(bot.url, kept.bodies, 1 / A_SECOND))
            await slack.wait_for(lambda: slack.asked("response_url"))
            await make_due(database_url)
            taken = await knocking
            left = len(mail.received())
    show(
        f"Acks while {left} of {LETTERS} letters left ({database_url.partition(':')[0]}, "
        f"{an_answer * 1000:.0f} ms an answer): {in_words(taken)} (bar for p99 100 ms)"
    )


def in_words(seconds: Sequence[float]) -> str:
    percents = quantiles(seconds, n=100)
    half, most = percents[49] * 1000, percents[98] * 1000
    return f"p50 {half:.1f}, p99 {most:.1f}, longest {max(seconds) * 1000:.1f} ms"


@dataclass(frozen=True, kw_only=True)
class Used:
    wall: float
    cpu: float


def to_the_first_ack(module: str, environ: Mapping[str, str], body: bytes) -> Used:
    """Start a process that serves, and end it as soon as it has acknowledged a command."""
    port = a_free_port()
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-m", module, "serve"],
        env={**environ, "PORT": str(port), "RSP_HOST": "127.0.0.1"},
        stderr=subprocess.DEVNULL,
    ) as process:
        acknowledged(port, body)
        wall = time.perf_counter() - began
        process.kill()
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = -signal.SIGKILL
    return Used(wall=wall, cpu=used.ru_utime + used.ru_stime)


def acknowledged(port: int, body: bytes) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(ConnectionRefusedError), closing(HTTPConnection("127.0.0.1", port)) as bot:
            # Once it listens it lets one wait until it can answer.
            assert post(bot, body) == 200
            return
        time.sleep(0.002)
    raise AssertionError("It did not begin to listen.")


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def test_the_first_ack_comes_soon_after_the_start(
    sqlite_url: str, slack: FakeSlack, show: Show
) -> None:
    environ = {**slack.environ, **STAFF, "DATABASE_URL": sqlite_url}
    kept = Kept()
    await People(slack, kept).command("help")
    rounds = []
    for number in range(STARTS + 1):
        pair = [
            await asyncio.to_thread(to_the_first_ack, module, environ, kept.bodies[0])
            for module in ("bot", "tests.benchmarks.eager")
        ]
        # The first ones read from the disk what all later ones find in memory.
        rounds += [pair] if number else []
    late, eager = zip(*rounds, strict=True)
    wall = ratio([used.wall for used in late], [used.wall for used in eager])
    cpu = ratio([used.cpu for used in late], [used.cpu for used in eager])
    show(
        f"From the start to the first ack: {wall} a process that imports everything first "
        f"(bar 0.6), CPU {cpu}; {spread([used.wall for used in late], ' s')}"
    )
