"""A database with rows in every table, each column with what is hard to carry."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    insert,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.application import State
from bot.domain.check import Environment
from bot.domain.criteria import Status
from bot.domain.delivery import Audience, Held
from bot.domain.hold import HoldKind
from bot.domain.nudges import Nudges
from bot.domain.provider import ChecklistLine, ProviderStatus
from bot.domain.work import WorkState
from bot.editions import editions
from storage import frozen
from storage.database import make_engine
from storage.tables import (
    UtcDateTime,
    applications,
    checks,
    contacts,
    deliveries,
    drafts,
    evidence,
    holds,
    knocks,
    marks,
    metadata,
    providers,
    readers,
    ticks,
    work,
)
from tests.bot.domain.cases import a_decision, filed
from tests.factories import MARCH_2

TEXTS = (
    "",
    "erased",
    "=1+1",
    "-@\t",
    'a "b", c;\r\nd\n',
    "naïve 日本 👩‍🚀 e\u0301",
    "\\u0041 \\n",
    "[",
    "]",
    "null",
    "\x85\u2028\x1f",
    " 2026-03-02T09:00:00Z ",
)
LARGEST = 2**31 - 1
# They go with the installation, and come out of no export.
MARKS = {"kind": "real", "live": "ULEAD", "slack:1f": "T", "worker_tick": "now"}
ONE_OF: dict[Column[Any], Iterable[str]] = {
    applications.c.edition: editions(),
    applications.c.state: State,
    checks.c.environment: Environment,
    evidence.c.status: Status,
    holds.c.kind: HoldKind,
    providers.c.status: ProviderStatus,
    ticks.c.line: ChecklistLine,
    work.c.state: WorkState,
    deliveries.c.audience: Audience,
    deliveries.c.held: Held,
    readers.c.nudges: Nudges,
}
FROZEN: dict[Column[Any], Callable[[str], object]] = {
    applications.c.filed: lambda text: filed(note=text, dois=(text, text)),
    applications.c.decision: lambda text: a_decision(words=text, ends_on=MARCH_2.date()),
    applications.c.past: lambda _: [*State],
    applications.c.changed: lambda text: [text],
    drafts.c.answers: lambda text: {text: text},
}


async def fill(
    url: str, seed: int, rows: int = 9, tables: Collection[Table] = metadata.sorted_tables
) -> None:
    """Fill every table, or some; the same seed makes the same rows."""
    random = Random(seed)  # noqa: S311 -- to be repeated, not to be secret
    engine = make_engine(url)
    async with engine.begin() as connection:
        for table in tables:
            lines = [_line(table, number, random) for number in range(1, rows + 1)]
            await connection.execute(insert(table), lines)
        await _add_what_is_not_for_all(connection, rows)
        # One leads to a row before it, and one to a row that comes later.
        for number, successor in ((2, 1), (3, rows)):
            chosen = update(contacts).where(contacts.c.number == number)
            await connection.execute(chosen.values(successor=successor))
    await engine.dispose()


async def _add_what_is_not_for_all(connection: AsyncConnection, rows: int) -> None:
    lines = [{"name": name, "value": value} for name, value in MARKS.items()]
    await connection.execute(insert(marks), lines)
    used = [{"key": f"link:{number}", "at": MARCH_2} for number in range(rows)]
    await connection.execute(insert(knocks), used)


def _line(table: Table, number: int, random: Random) -> dict[str, Any]:
    return {column.name: _value(column, number, random) for column in table.c}


def _value(column: Column[Any], number: int, random: Random) -> object:
    if column.foreign_keys:
        parent = next(iter(column.foreign_keys)).column
        return None if parent.table is column.table else _key(parent, number)
    if _is_unique(column):
        return _key(column, number)
    if column.nullable and random.random() < 0.3:
        return None
    return _any(column, random)


def _is_unique(column: Column[Any]) -> bool:
    """Say whether it can hold anything, and is that by which rows are told apart."""
    if column in ONE_OF or isinstance(column.type, Boolean):
        return False
    keys = (PrimaryKeyConstraint, UniqueConstraint)
    found = (one for one in column.table.constraints if isinstance(one, keys))
    return any(column.name in one.columns for one in found)


def _key(column: Column[Any], number: int) -> object:
    """Return keys that two databases might sort in two ways."""
    if isinstance(column.type, Integer):
        return number
    medium = "mail:" if column.table is work else ""
    return f"{medium}{'Zaäé_:-0B'[number % 9]}{number}"


def _any(column: Column[Any], random: Random) -> object:
    if column in ONE_OF:
        return str(random.choice([*ONE_OF[column]]))
    if column in FROZEN:
        return frozen.write(FROZEN[column](random.choice(TEXTS)))
    return ANY[type(column.type)](random)


ANY: dict[type, Callable[[Random], object]] = {
    Boolean: lambda random: random.random() < 0.5,
    Integer: lambda random: random.choice((0, 1, LARGEST)),
    UtcDateTime: lambda random: (
        MARCH_2 + timedelta(microseconds=random.choice((0, 1, 500_000, 10**15)))
    ),
    Date: lambda random: random.choice((date(2024, 2, 29), date.min, date.max)),
    LargeBinary: lambda random: random.randbytes(random.choice((0, 1, 100))),
    String: lambda random: random.choice(TEXTS),
}
