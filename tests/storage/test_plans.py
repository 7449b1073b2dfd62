"""What a tick with nothing due reads: a handful of pages, however much was sent before."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.application import State
from bot.domain.case import Wanted
from bot.domain.delivery import IN_SLACK, Held, Medium
from bot.domain.policy import Hours
from bot.domain.work import WorkState
from bot.use_cases import digest, live
from storage import frozen
from storage.database import Database, Store, make_engine
from storage.tables import (
    applications,
    contacts,
    deliveries,
    evidence,
    holds,
    journal,
    metadata,
    work,
)
from tests.bot.domain.cases import a_decision, filed
from tests.bot.use_cases.telling import BERLIN, a_telling
from tests.factories import MARCH_2

SENT = 20_000
DIGEST = "post:digest:2026-W10"
# Of PostgreSQL's pages, 8 kB each: the ways down some small trees.
MOST_PAGES = 12
Statement = tuple[str, Any]
CLOSED, NOTED = 10_000, 20_000
OPEN_NUMBERS = (17, 4_000, 9_999)
MOST_PAGES_OF_A_QUEUE = 60
# It has no row of what is closed.
OF_WHAT_IS_OPEN = "ix_applications_received_on_number"


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
        pages = await _pages((statement, parameters), connection)
        shown = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        assert pages <= MOST_PAGES, "\n".join(row[0] for row in shown)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_tick_with_nothing_due_scans_no_table_on_sqlite(
    database_url: str, connection: AsyncConnection
) -> None:
    for asked in await a_tick(database_url):
        assert not {"work", "deliveries"} & await _scanned(asked, connection), asked


async def _pages(said: Statement, connection: AsyncConnection) -> int:
    """Return how many pages PostgreSQL looks at for it."""
    statement, parameters = said
    explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    found = await connection.exec_driver_sql(explained, parameters)
    (plan,) = found.scalar_one()
    pages: int = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return pages


async def _scanned(said: Statement, connection: AsyncConnection) -> set[str]:
    """Return the tables that SQLite reads from end to end for it."""
    statement, parameters = said
    found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    steps = [row.detail.split() for row in found]
    assert steps
    scanned = {step[1] for step in steps if step[0] == "SCAN" and step[-1] != OF_WHAT_IS_OPEN}
    return scanned & {*metadata.tables}


@pytest.fixture
async def with_cases(database_url: str) -> AsyncIterator[AsyncConnection]:
    """Open a database in which many cases are closed, and few are open."""
    engine = make_engine(database_url)
    numbers = range(1, CLOSED + 1)
    rows = {
        contacts: [_contact(number) for number in range(1, 101)],
        applications: [_case(number) for number in numbers],
        evidence: [_evidence(number, key) for number in numbers for key in ("R1", "R2")],
        holds: [_hold(number) for number in numbers],
        journal: [_noted(number) for number in range(NOTED)],
    }
    async with engine.begin() as connection:
        for table, lines in rows.items():
            await connection.execute(insert(table), lines)
    async with engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()
        yield connection
        await connection.rollback()
    await engine.dispose()


def _contact(number: int) -> dict[str, object]:
    address = f"ada{number}@example.org"
    name = {"name": "Ada", "address": address, "known_as": address}
    return name | {"number": number, "added_at": MARCH_2, "added_by": "ada"}


def _case(number: int) -> dict[str, object]:
    is_open = number in OPEN_NUMBERS
    columns = {
        "organisation": f"Example {number}",
        "known_as": f"example {number}",
        "domain": f"{number}.example",
        "repository": f"example.r{number}",
        "country": "DE",
        "api": "REST API",
        "filed": frozen.write(filed(organisation=f"Example {number}")),
    }
    stands = {
        "state": State.RECEIVED if is_open else (State.APPROVED, State.DECLINED)[number % 2],
        "decision": None if is_open else frozen.write(a_decision()),
        "told_at": None if is_open else MARCH_2,
        "received_on": date(2026, 1, 1) + timedelta(days=number % 50),
    }
    plain = {"edition": "2023", "owner": "", "past": "[]", "changed": "[]", "version": 1}
    logged = {"logged_at": MARCH_2, "logged_by": "ada", "is_stale": False}
    second = None if number % 10 else number // 10 % 100 + 1
    who = {"contact": number % 100 + 1, "second_contact": second}
    by = {"number": number, "outside_id": f"F-{number}"}
    return {**columns, **stands, **plain, **logged, **who, **by}


def _evidence(number: int, key: str) -> dict[str, object]:
    said = {"status": "met", "note": "", "link": "", "by": "CHK-1", "at": MARCH_2}
    return said | {"application": number, "key": key, "is_person": False, "dismissed": ""}


def _hold(number: int) -> dict[str, object]:
    asked = {"question": "?", "due_on": MARCH_2.date(), "asked_at": MARCH_2, "asked_by": "ada"}
    answered = {"answer": "", "answered_by": "", "answered_at": MARCH_2}
    return asked | answered | {"application": number, "kind": "with the board"}


def _noted(number: int) -> dict[str, object]:
    row = dict.fromkeys(("by", "door", "what", "before", "after"), "")
    return row | {"at": MARCH_2, "subject": f"APP-{number % CLOSED}"}


async def a_look_at_cases(database_url: str) -> list[Statement]:
    """List what is open, look one case up in each way, and return what that asked."""
    async with Database.open(database_url) as database:
        with captured() as said:
            async with database.read() as store:
                await _list(store)
                await _look_up(store)
    return said


async def _list(store: Store) -> None:
    for listed in (
        await store.applications.undecided_or_untold(),
        await store.applications.open(),
        await store.applications.find(Wanted(text=("example",)), 50),
    ):
        numbers = [one.number for one in listed]
        assert sorted(numbers) == [*OPEN_NUMBERS]
        assert await store.holds.open_of(numbers) == []
        assert len(await store.evidence.of_all(numbers)) == len(numbers)
    assert await store.applications.count(Wanted()) == len(OPEN_NUMBERS)
    declined = await store.applications.find(Wanted(states=(State.DECLINED,)), 9)
    assert len(declined) == 9


async def _look_up(store: Store) -> None:
    one = await store.applications.by_outside_id("F-17")
    assert one
    assert one.number == 17
    assert [found.number for found in await store.applications.named("Example 17")] == [17]
    assert len(await store.journal.of("APP-17")) == NOTED // CLOSED
    assert len(await store.holds.of(17)) == 1
    assert await store.case_notes.of(17) == []
    assert await store.providers.of_application(17) is None
    assert await store.deliveries.about("APP-17") == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_closed_costs_a_queue_nothing_on_postgresql(
    database_url: str, with_cases: AsyncConnection
) -> None:
    for asked in await a_look_at_cases(database_url):
        assert await _pages(asked, with_cases) <= MOST_PAGES_OF_A_QUEUE, asked


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_closed_costs_a_queue_nothing_on_sqlite(
    database_url: str, with_cases: AsyncConnection
) -> None:
    for asked in await a_look_at_cases(database_url):
        assert not await _scanned(asked, with_cases), asked


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_repeats_are_found_by_what_they_share_on_sqlite(
    database_url: str, with_cases: AsyncConnection
) -> None:
    shared = filed(organisation="Example 17", website="https://18.example", repository="x.y")
    async with Database.open(database_url) as database:
        with captured() as said:
            async with database.read() as store:
                found = await store.applications.alike(shared, contact=20)
                of_contact = await store.applications.of_contact(20)
    assert {17, 18} < {one.number for one in found}
    assert len(of_contact) == CLOSED // 100 + CLOSED // 1_000
    for asked in said:
        assert not await _scanned(asked, with_cases), asked
