"""SQLite in a thread of its own, asked once for each statement: a turn there costs more than most.

aiosqlite by itself goes there for a cursor, its statement, its rows and its end, one by one.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

import aiosqlite
from sqlalchemy import URL

T = TypeVar("T")
_Rows = list[tuple[Any, ...]]
_ROWS_AT_A_TURN = 64


def connecting(address: URL) -> Callable[[], Awaitable["Connection"]]:
    """Return what opens each connection of SQLAlchemy's pool."""
    arguments, options = address.get_dialect()().create_connect_args(address)
    connect = partial(sqlite3.connect, *arguments, **options)

    async def open_one() -> Connection:
        connection = Connection(connect, _ROWS_AT_A_TURN)
        await connection
        return connection

    return open_one


class Connection(aiosqlite.Connection):
    def __init__(self, connect: Callable[[], sqlite3.Connection], rows_at_a_turn: int) -> None:
        super().__init__(connect, rows_at_a_turn)
        # The process may end while a statement still waits for a lock.
        self._thread.daemon = True
        self._is_answered = True

    def cursor(self) -> "Cursor":  # type: ignore[override] # only SQLAlchemy asks for it
        return Cursor(self)

    async def commit(self) -> None:
        await self._ask(self._conn.commit)

    async def rollback(self) -> None:
        """Roll back if there is anything to: SQLAlchemy asks for it after each commit too."""
        if self.in_transaction or not self._is_answered:
            await self._ask(self._conn.rollback)

    async def run(
        self, statement: str, parameters: Sequence[Any], *, is_many: bool
    ) -> tuple[sqlite3.Cursor, _Rows]:
        return await self._ask(partial(self._run, statement, parameters, is_many=is_many))

    def _run(
        self, statement: str, parameters: Sequence[Any], *, is_many: bool
    ) -> tuple[sqlite3.Cursor, _Rows]:
        cursor = self._conn.cursor()
        (cursor.executemany if is_many else cursor.execute)(statement, parameters)
        return cursor, cursor.fetchall() if cursor.description else []

    async def _ask(self, what: Callable[[], T]) -> T:
        # Whoever is cut off does not know whether the thread has begun a transaction meanwhile.
        self._is_answered = False
        answer: T = await self._execute(what)  # type: ignore[no-untyped-call] # aiosqlite's
        self._is_answered = True
        return answer


class Cursor:
    """As much of a cursor as SQLAlchemy uses."""

    arraysize = 1
    rowcount = -1
    lastrowid: int | None = None
    description: Any = None

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: _Rows = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self._run(statement, parameters, is_many=False)

    async def executemany(self, statement: str, parameters: Sequence[Any]) -> None:
        await self._run(statement, parameters, is_many=True)

    async def fetchall(self) -> _Rows:
        return self._rows

    async def close(self) -> None:
        """Do nothing: its rows are here, which has ended its statement."""

    async def _run(self, statement: str, parameters: Sequence[Any], *, is_many: bool) -> None:
        done, self._rows = await self._connection.run(statement, parameters, is_many=is_many)
        self.rowcount, self.lastrowid = done.rowcount, done.lastrowid
        self.description = done.description
