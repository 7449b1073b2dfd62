"""What a tick with nothing due reads: a handful of pages, however much was sent before."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import IN_SLACK, Held, Medium
from bot.domain.policy import Hours
from bot.domain.work import WorkState
from bot.use_cases import digest, live
from storage.database import Database, Store, make_engine
from storage.tables import deliveries, work
from tests.bot.use_cases.telling import BERLIN, a_telling
from tests.factories import MARCH_2

SENT = 20_000
DIGEST = "post:digest:2026-W10"
# Of PostgreSQL's pages, 8 kB each: the ways down some small trees.
MOST_PAGES = 12
Statement = tuple[str, Any]


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[AsyncConnection]:
    """Open a database in which much was sent, and nothing is due."""
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(insert(work), [_row(n) for n in range(SENT)])
        await connection.execute(insert(deliveries), [_delivery(n) for n in range(SENT)])
        await _add_digest(connection)
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()
        yield connection
        await connection.rollback()
    await engine.dispose()


def _row(number: int) -> dict[str, object]:
    medium, lane = (Medium.POST, f"C{number % 50}") if number % 2 else (Medium.MAIL, None)
    # Some wait for another day, as reminders do; some until the bot is live.
    waits = WorkState.DUE if number % 20 else WorkState.HELD
    state = WorkState.SENT if number % 10 else waits
    due_at = MARCH_2 + timedelta(days=-1 if state is WorkState.SENT else 1, seconds=number)
    key = f"{medium}:test:{number}"
    row = {"key": key, "kind": medium, "lane": lane, "state": state, "due_at": due_at}
    return row | {"attempts": 1, "failures": 0}


def _delivery(number: int) -> dict[str, object]:
    empty = ("template", "owner", "thread", "why", "nonce", "channel", "ts")
    row = dict.fromkeys(empty, "") | {"key": _row(number)["key"], "to": "ada@example.org"}
    about = {"about": f"CON-{number}", "kind": "test", "audience": "external", "payload": "{}"}
    written = {"written_at": MARCH_2, "written_by": "ada", "is_unattended": False}
    held = None if number % 20 else Held.NOT_LIVE
    return row | about | written | {"touches": 0, "looked_up": False, "held": held}


async def _add_digest(connection: AsyncConnection) -> None:
    """Add that of this week, which was posted."""
    digest = {"key": DIGEST, "kind": "digest"}
    await connection.execute(insert(work), [_row(1) | {"key": DIGEST}])
    await connection.execute(insert(deliveries), [_delivery(1) | digest])


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """Keep all statements that leave for a database meanwhile."""
    said: list[Statement] = []

    def keep(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        # How a transaction begins has no plan.
        if not statement.startswith("BEGIN"):
            said.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


async def a_tick(database_url: str) -> list[Statement]:
    """Do as each ring does for each kind of work, and return what that asked."""
    async with Database.open(database_url) as database:
        with captured() as said:
            async with database.begin() as store:
                await _claim(store)
            await _plan(database)
    return said


async def _claim(store: Store) -> None:
    for kinds in ((Medium.MAIL,), IN_SLACK, ("check", "again"), ("report", "csv")):
        await store.work.recover(MARCH_2, kinds=kinds)
        assert await store.work.claim(MARCH_2, kinds=kinds, most=100) == []
    assert await store.deliveries.unsure_not_looked_up(IN_SLACK, 10) == []


async def _plan(database: Database) -> None:
    """Do as each ring does that looks for what falls due by the day or the week."""
    hours = Hours(weekdays=(1, 2, 3, 4, 5), country="", region="")
    telling = a_telling()
    await live.sweep(MARCH_2, telling=telling, database=database)
    await digest.plan(MARCH_2, telling=telling, zone=BERLIN, hours=hours, database=database)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_tick_with_nothing_due_reads_few_pages_on_postgresql(
    database_url: str, connection: AsyncConnection
) -> None:
    for statement, parameters in await a_tick(database_url):
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        found = await connection.exec_driver_sql(explained, parameters)
        (plan,) = found.scalar_one()
        pages = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
        shown = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        assert pages <= MOST_PAGES, "\n".join(row[0] for row in shown)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_tick_with_nothing_due_scans_no_table_on_sqlite(
    database_url: str, connection: AsyncConnection
) -> None:
    for statement, parameters in await a_tick(database_url):
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row.detail for row in found]
        assert steps
        scanned = [step for step in steps if step.startswith(("SCAN work", "SCAN deliveries"))]
        assert not scanned, statement
