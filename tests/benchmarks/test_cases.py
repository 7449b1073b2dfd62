"""What it costs to look at the cases: the same however much was done, and however many ended."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.domain.application import State
from bot.domain.case import Wanted
from bot.use_cases.cases import Cases
from storage.database import make_engine
from storage.tables import applications, evidence, journal
from tests.benchmarks.figures import Show, ratio
from tests.bot.use_cases.filings import act, logged
from tests.factories import MARCH_2

pytestmark = pytest.mark.benchmark

OPEN, CLOSED, NOTED, ROUNDS = 20, 5_000, 100_000, 9
_BATCH = 5_000


async def test_the_queue_and_a_search_cost_the_same_later(
    database_url: str, cases: Cases, show: Show
) -> None:
    for _ in range(OPEN):
        await logged(cases, act())
    looks: dict[str, Callable[[], Awaitable[object]]] = {
        "queue": lambda: cases.queue(MARCH_2),
        "find country:DE api:rest": lambda: cases.search(
            Wanted(country="DE", api="REST"), "", MARCH_2
        ),
        "find example": lambda: cases.search(Wanted(text=("example",)), "", MARCH_2),
    }
    floors = {name: await measured(look) for name, look in looks.items()}
    await fill(database_url)
    for name, look in looks.items():
        costs = await measured(look)
        show(
            f"{name} on {database_url.partition(':')[0]}, {OPEN} open cases: with {CLOSED} closed "
            f"ones and {NOTED} rows of journal {ratio(costs, floors[name])} as much as without"
        )


async def measured(look: Callable[[], Awaitable[object]]) -> list[float]:
    """Return the seconds of each round, after one that warms up."""
    await look()
    costs = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await look()
        costs.append(time.perf_counter() - began)
    return costs


async def fill(url: str) -> None:
    """Copy the first case as closed ones, with what is known about it, and its journal."""
    engine = make_engine(url)
    async with engine.begin() as connection:
        first = dict((await connection.execute(select(applications).limit(1))).mappings().one())
        first |= {"state": State.DECLINED, "outside_id": None, "told_at": MARCH_2}
        numbers = range(1_000, 1_000 + CLOSED)
        await connection.execute(
            insert(applications), [first | {"number": number} for number in numbers]
        )
        known = {
            "is_person": False,
            "status": "met",
            "note": "3 of 3 examples are findable.",
            "link": "",
            "due_on": None,
            "by": "CHK-1",
            "at": MARCH_2,
            "dismissed": "",
        }
        rows = [
            known | {"application": number, "key": f"R{criterion}"}
            for number in numbers
            for criterion in range(1, 10)
        ]
        for start in range(0, len(rows), _BATCH):
            await connection.execute(insert(evidence), rows[start : start + _BATCH])
        noted = {"by": "USTAFF", "door": "slack", "what": "moved", "before": "", "after": ""}
        lines = [
            noted | {"subject": f"APP-{1_000 + n % CLOSED}", "at": MARCH_2 + timedelta(seconds=n)}
            for n in range(NOTED)
        ]
        for start in range(0, len(lines), _BATCH):
            await connection.execute(insert(journal), lines[start : start + _BATCH])
    await engine.dispose()
