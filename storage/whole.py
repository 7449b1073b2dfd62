"""The whole database as plain rows: out of one in pieces, and into an empty one."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    RowMapping,
    Select,
    String,
    Table,
    func,
    insert,
    literal,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConflictError
from storage import plain
from storage.plain import PlainRow
from storage.tables import knocks, marks, metadata

PIECE = 500
"""Rows at a time: what neighbours said is up to 64 kB a row."""

# They belong to the installation: whether it rehearses, whether a worker lives, whom Slack knows.
_AT_EACH_START = ("kind", "worker_tick")
_OF_SLACK = marks.c.name.startswith("slack:", autoescape=True)
_IS_LIVE = marks.c.name == "live"
"""Without it a copy is quiet until an approver lets it speak."""
_OURS: Mapping[Table, ColumnElement[bool]] = {
    marks: marks.c.name.not_in(_AT_EACH_START) & ~_OF_SLACK & ~_IS_LIVE,
    # What Slack repeats ends with the installation; a link that was used stays used.
    knocks: knocks.c.key.startswith("link:", autoescape=True),
}
# When a channel is free again is nobody's to know elsewhere.
_LEFT_OUT = ("lanes",)

# Parents come before their children.
_TABLES = {table.name: table for table in metadata.sorted_tables if table.name not in _LEFT_OUT}
TABLES = tuple(_TABLES)


class Whole:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._open: list[tuple[Table, dict[str, Any]]] = []
        """Rows that lead to rows which may come later."""

    async def stand_still(self) -> None:
        """Let all that this transaction reads be of one moment; nothing may be read before."""
        # SQLite does so anyway.
        if self._is_postgresql:
            still = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
            await self._connection.execute(text(still))

    def columns(self, table: str) -> tuple[str, ...]:
        return tuple(_TABLES[table].c.keys())

    async def pieces(self, table: str) -> AsyncIterator[list[PlainRow]]:
        """Yield the rows of a table in the order of its key, some at a time."""
        whole = _TABLES[table]
        query = select(whole).where(_OURS.get(whole, true()))
        async for rows in in_pieces(self._connection, whole, query):
            yield [plain.written(row) for row in rows]

    async def contents(self) -> dict[str, int]:
        """Return how many rows there are in which table, without what no export has.

        That a database speaks to outsiders counts, though.
        """
        counted = {}
        for name, table in _TABLES.items():
            is_there = _OURS.get(table, true())
            is_there = is_there | _IS_LIVE if table is marks else is_there
            query = select(func.count()).select_from(table).where(is_there)
            if count := (await self._connection.execute(query)).scalar_one():
                counted[name] = count
        return counted

    async def keep_others_out(self) -> None:
        """Let nobody else write until the end of this transaction."""
        # SQLite has one writer anyway.
        if self._is_postgresql:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            await self._connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))

    async def put(self, table: str, rows: Sequence[PlainRow]) -> None:
        """Write rows as `pieces` yields them; raises ConflictError for one that does not fit."""
        into = _TABLES[table]
        read = [plain.read(into, row) for row in rows]
        alone = dict.fromkeys(_loops(into))
        if read:
            with _fitting(table):
                await self._connection.execute(insert(into), [row | alone for row in read])
        self._open += [(into, row) for row in read if any(row[name] for name in alone)]

    async def finish(self) -> None:
        """Join what leads to other rows of its own table; count on from the highest numbers."""
        for table, row in self._open:
            here = (column == row[column.name] for column in table.primary_key)
            there = {name: row[name] for name in _loops(table)}
            with _fitting(table.name):
                await self._connection.execute(update(table).where(*here).values(there))
        if self._is_postgresql:
            for table in _TABLES.values():
                await self._count_on(table)

    async def _count_on(self, table: Table) -> None:
        if (number := table.autoincrement_column) is None:
            return
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        highest = func.max(number)
        counted = func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))
        await self._connection.execute(select(counted).select_from(table))

    @property
    def _is_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"


async def in_pieces(
    connection: AsyncConnection, table: Table, query: Select[Any]
) -> AsyncIterator[Sequence[RowMapping]]:
    """Yield a table's rows some at a time; `query` has its key among its columns."""
    keys = [_in_order(column, connection) for column in table.primary_key]
    query = query.order_by(*keys).limit(PIECE)
    after: ColumnElement[bool] = true()
    while rows := (await connection.execute(query.where(after))).mappings().all():
        yield rows
        last = (literal(rows[-1][column], column.type) for column in table.primary_key)
        after = tuple_(*keys) > tuple_(*last)


def _in_order(column: Column[Any], connection: AsyncConnection) -> ColumnElement[Any]:
    """Return a column that sorts alike on both databases, whatever language PostgreSQL has."""
    is_text = isinstance(column.type, String) and connection.dialect.name == "postgresql"
    return column.collate("C") if is_text else column


def _loops(table: Table) -> list[str]:
    """Return the columns that lead to another row of the same table, which may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


@contextmanager
def _fitting(table: str) -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise ConflictError(
            f"A row of {table} does not fit with the others; nothing was imported."
        ) from error
