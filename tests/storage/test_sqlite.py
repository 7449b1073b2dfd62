"""SQLite is asked once for each statement, and no transaction stays open behind that."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from sqlalchemy import insert, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database
from storage.sqlite import Connection
from storage.tables import marks

T = TypeVar("T")
A_MOMENT = 0.2


class Counted(Connection):
    turns = 0

    async def _ask(self, what: Callable[[], T]) -> T:
        self.turns += 1
        return await super()._ask(what)


async def test_each_statement_costs_one_turn_and_so_does_the_end(sqlite_url: str) -> None:
    address = make_url(sqlite_url).set(drivername="sqlite+aiosqlite")
    counted = Counted(partial(sqlite3.connect, str(address.database)), 64)

    async def opened() -> Counted:
        await counted
        return counted

    engine = create_async_engine(address, async_creator=opened)
    async with engine.connect() as connection:
        before = counted.turns
        two = [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
        await connection.execute(insert(marks), two)
        in_order = select(marks.c.value).order_by(marks.c.name)
        assert (await connection.execute(in_order)).scalars().all() == ["1", "2"]
        await connection.commit()
    await engine.dispose()

    assert counted.turns - before == 3


async def test_who_is_cut_off_at_a_lock_leaves_no_transaction_open(sqlite_url: str) -> None:
    async with Database.open(sqlite_url) as ours, Database.open(sqlite_url) as other:
        await set_mark(other, "first")
        async with ours.begin():
            waiting = asyncio.create_task(set_mark(other, "second"))
            await asyncio.sleep(A_MOMENT)
            waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting

        await asyncio.wait_for(set_mark(ours, "third"), timeout=5)
        await asyncio.wait_for(set_mark(other, "fourth"), timeout=5)
        async with ours.read() as store:
            kept = [await store.marks.get(name) for name in ("first", "second", "third", "fourth")]
        assert kept == ["x", None, "x", "x"]


async def set_mark(database: Database, name: str) -> None:
    async with database.begin() as store:
        await store.marks.set_first(name, "x")
