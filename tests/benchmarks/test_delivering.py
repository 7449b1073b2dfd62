"""What it costs to deliver: claims in batches, and letters from their rows to the mail server."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from bot.clients.mail import Mailer
from bot.domain.work import Work, WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from storage.database import Database, make_engine
from storage.tables import deliveries, work
from tests.benchmarks.figures import Show, ratio
from tests.benchmarks.test_mail import HTML, TEXT, Used, Watch, bare, letters
from tests.bot.clients.letters import SENDER
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.mail import Remote, started

pytestmark = pytest.mark.benchmark

MANY, CONNECTIONS, AN_ANSWER = 2_000, 5, 0.01
ENOUGH, FEW, ROUNDS = 1_000, 400, 3
CLAIMED, BATCH, ALREADY = 1_000, 100, (0, 100_000)
PAYLOAD = {"subject": "[Please confirm by 12 May] Your address", "text": TEXT, "html": HTML}


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started(seconds=AN_ANSWER) as remote:
        yield remote


@pytest.fixture(scope="module")
async def floor(remote: Remote) -> float:
    """Return the seconds a letter of a bare loop with the same library, connections and server."""
    return (await bare(remote, letters(ENOUGH), CONNECTIONS)).wall / ENOUGH


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


async def make_letters(
    url: str, database: Database, many: int, *, due_at: datetime = MARCH_2
) -> None:
    """Write one and copy it: to write each would take longer than to send it."""
    first = a_draft(key=f"mail:test:{uuid4().hex}", payload=PAYLOAD, due_at=due_at)
    await go_live(database)
    await write(database, first)
    engine = make_engine(url)
    async with engine.begin() as connection:
        for table in (work, deliveries):
            query = select(table).where(table.c.key == first.key)
            row = dict((await connection.execute(query)).mappings().one())
            row.pop("number", None)
            copies = [row | {"key": f"{first.key}:{n}"} for n in range(1, many)]
            await connection.execute(insert(table), copies)
    await engine.dispose()


async def deliver(database: Database, remote: Remote, connections: int) -> Used:
    """Measure all from the rows to the server's answers, until they are noted."""
    async with a_mailing(database, remote, connections) as mailing:
        watch = Watch()
        while await mailing.send_due():
            pass
        return watch.stop()


async def test_2_000_letters_from_row_to_answer(
    database_url: str, database: Database, remote: Remote, floor: float, show: Show
) -> None:
    await make_letters(database_url, database, MANY)

    used = await deliver(database, remote, CONNECTIONS)

    async with database.read() as store:
        assert await store.work.count(WorkState.SENT) == MANY
    show(
        f"{MANY} letters on {database_url.partition(':')[0]} over {CONNECTIONS}, "
        f"{AN_ANSWER * 1000:.0f} ms an answer: {used.wall / MANY / floor:.2f} x a bare loop "
        f"(bar 1.3); {used.wall:.1f} s"
    )


async def test_the_cpu_of_a_letter(
    database_url: str, database: Database, prompt: Remote, show: Show
) -> None:
    said = []
    for connections in (1, CONNECTIONS):
        await make_letters(database_url, database, FEW)
        used = await deliver(database, prompt, connections)
        least = await bare(prompt, letters(FEW), connections)
        cost, floor = (way.cpu / FEW * 1000 for way in (used, least))
        said.append(f"over {connections} {cost:.1f} ms, bare {floor:.1f}")
    show(f"CPU of a letter on {database_url.partition(':')[0]}: {'; '.join(said)}")


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
