"""What it costs to deliver: claims in batches, and letters from their rows to the mail server."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.clients.mail import Mailer
from bot.domain.work import Work, WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from storage.database import Database, make_engine
from storage.tables import work
from tests.benchmarks.figures import Show, ratio, spread
from tests.benchmarks.test_mail import HTML, TEXT, bare, letters
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.mail import Remote, started

pytestmark = pytest.mark.benchmark

MANY, ROUNDS = 2_000, 3
CLAIMED, BATCH, ALREADY = 1_000, 100, (0, 100_000)
PAYLOAD = {"subject": "[Please confirm by 12 May] Your address", "text": TEXT, "html": HTML}


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started() as remote:
        yield remote


async def deliver(database: Database, remote: Remote, connections: int, turn: int) -> float:
    """Return the seconds that it takes from the rows to the server's answers, all noted."""
    clock = StoppedClock()
    drafts = [a_draft(key=f"mail:test:{turn}:{n}", payload=PAYLOAD) for n in range(MANY)]
    await write(database, *drafts)
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Mailer.open(f"{remote.url}&connections={connections}", "rsp@example.org") as mailer:
        mailing = Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")
        begun = time.perf_counter()
        while await mailing.send_due():
            pass
        return time.perf_counter() - begun


@pytest.mark.parametrize("connections", [1, 5])
async def test_2_000_letters_from_row_to_answer(
    database_url: str, database: Database, remote: Remote, connections: int, show: Show
) -> None:
    await go_live(database)
    costs, floors = [], []
    for turn in range(ROUNDS):
        floors.append((await bare(remote, letters(MANY), connections)).wall)
        costs.append(await deliver(database, remote, connections, turn))
    show(
        f"{MANY} letters on {database_url.partition(':')[0]} over {connections}: "
        f"{ratio(costs, floors)} a bare loop (bar 1.3); {spread(costs, ' s')}"
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
