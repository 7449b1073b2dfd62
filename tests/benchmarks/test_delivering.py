"""What it costs to deliver: claims in batches, and letters from their rows to the mail server."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert

from bot.clients.mail import Mailer
from bot.domain.work import Work, WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from storage.database import Database, make_engine
from storage.tables import work
from tests.benchmarks.figures import Show, ratio, spread
from tests.benchmarks.test_mail import HTML, SENDER, TEXT, Used, Watch, bare, letters
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.mail import Remote, started

pytestmark = pytest.mark.benchmark

MANY, CONNECTIONS, AN_ANSWER = 2_000, 5, 0.01
FEW, ROUNDS = 400, 3
CLAIMED, BATCH, ALREADY = 1_000, 100, (0, 100_000)
PAYLOAD = {"subject": "[Please confirm by 12 May] Your address", "text": TEXT, "html": HTML}


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started(seconds=AN_ANSWER) as remote:
        yield remote


@pytest.fixture(scope="module")
async def floor(remote: Remote) -> Used:
    """What a bare loop uses with the same library, connections and server."""
    return await bare(remote, letters(MANY), CONNECTIONS)


@pytest.fixture(scope="module")
def prompt() -> Iterator[Remote]:
    """Make one that answers as soon as it can."""
    with started() as remote:
        yield remote


@asynccontextmanager
async def a_mailing(
    database: Database, remote: Remote, connections: int
) -> AsyncIterator[Mailing]:
    delivering = Delivering(clock=StoppedClock(), database=database, telling=a_telling())
    async with Mailer.open(f"{remote.url}&connections={connections}", SENDER) as mailer:
        yield Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")


async def deliver(database: Database, remote: Remote, connections: int, many: int) -> Used:
    """Say what it takes from the rows to the server's answers, all noted."""
    turn = uuid4().hex
    drafts = [a_draft(key=f"mail:test:{turn}:{n}", payload=PAYLOAD) for n in range(many)]
    await write(database, *drafts)
    async with a_mailing(database, remote, connections) as mailing:
        watch = Watch()
        while await mailing.send_due():
            pass
        return watch.stop()


async def test_2_000_letters_from_row_to_answer(
    database_url: str, database: Database, remote: Remote, floor: Used, show: Show
) -> None:
    await go_live(database)

    used = await deliver(database, remote, CONNECTIONS, MANY)

    show(
        f"{MANY} letters on {database_url.partition(':')[0]} over {CONNECTIONS}, "
        f"{AN_ANSWER * 1000:.0f} ms an answer: {used.wall / floor.wall:.2f} x a bare loop "
        f"(bar 1.3); {used.wall:.1f} s"
    )


@pytest.mark.parametrize("connections", [1, CONNECTIONS])
async def test_the_cpu_of_a_letter(
    database_url: str, database: Database, prompt: Remote, connections: int, show: Show
) -> None:
    await go_live(database)
    rounds = [
        (
            await deliver(database, prompt, connections, FEW),
            await bare(prompt, letters(FEW), connections),
        )
        for _ in range(ROUNDS)
    ]
    costs, floors = ([used.cpu / FEW * 1000 for used in way] for way in zip(*rounds, strict=True))
    show(
        f"CPU of a letter on {database_url.partition(':')[0]} over {connections}, from row to "
        f"answer: {spread(costs, ' ms')}; bare {spread(floors, ' ms')}"
    )


async def claim_all(database: Database, most: int) -> float:
    begun, claimed = time.perf_counter(), 0
    while claimed < CLAIMED:
        async with database.begin() as store:
            claimed += len(await store.work.claim(MARCH_2, kinds=["mail"], most=most))
    return (time.perf_counter() - begun) / CLAIMED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_claims_in_batches(database_url: str, database: Database, show: Show) -> None:
    flat = []
    for already in ALREADY:
        await fill(database_url, already)
        single: list[float] = []
        batched: list[float] = []
        for turn in range(ROUNDS):
            for most, costs in ((1, single), (BATCH, batched)):
                rows = [
                    Work(key=f"mail:{already}:{turn}:{most}:{n}", due_at=MARCH_2)
                    for n in range(CLAIMED)
                ]
                async with database.begin() as store:
                    await store.work.add(*rows)
                costs.append(await claim_all(database, most))
        flat.append(batched)
        show(
            f"Claiming {BATCH} at once with {already} sent before: one by one takes "
            f"{ratio(single, batched)} as long a row (bar 10)"
        )
    show(f"A claim with {ALREADY[1]} sent before: {ratio(flat[1], flat[0])} one with none")


async def fill(url: str, count: int) -> None:
    if not count:
        return
    engine = make_engine(url)
    row = {"kind": "mail", "lane": None, "state": WorkState.SENT, "attempts": 1, "failures": 0}
    rows = [
        row | {"key": f"mail:old:{n}", "due_at": MARCH_2 - timedelta(seconds=n)}
        for n in range(count)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(work), rows)
    await engine.dispose()
