"""Rows out of a database: all of them, in one order, and of one moment."""

import pytest

from bot.domain.work import Work
from bot.errors import OutsideError
from storage.database import Database
from storage.whole import PIECE, TABLES
from tests.factories import MARCH_2
from tests.storage.filled import fill
from tests.storage.test_database import set_kind


@pytest.mark.parametrize("rows", [PIECE - 1, PIECE, 2 * PIECE + 1])
async def test_a_table_goes_in_pieces_and_none_of_it_is_lost(
    database: Database, rows: int
) -> None:
    async with database.begin() as store:
        await store.work.add(
            *(Work(key=f"check:{number}", due_at=MARCH_2) for number in range(rows))
        )

    async with database.read() as store:
        pieces = [piece async for piece in store.whole.pieces("work")]

    keys = [row["key"] for piece in pieces for row in piece]
    assert keys == sorted(f"check:{number}" for number in range(rows))
    assert max(map(len, pieces)) <= PIECE


async def test_all_is_of_one_moment(database_url: str) -> None:
    """What others write meanwhile is in none of it, though they come between two tables."""
    async with Database.open(database_url) as database, database.read() as store:
        await store.whole.stand_still()
        assert [row async for row in store.whole.pieces("marks")] == []
        async with database.begin() as other:
            await other.work.add(Work(key="check:1:0", due_at=MARCH_2))

        assert [row async for row in store.whole.pieces("work")] == []


async def test_what_is_there_is_counted_without_what_every_start_makes(database_url: str) -> None:
    async with Database.open(database_url) as database:
        async with database.read() as store:
            assert await store.whole.contents() == {}
        await fill(database_url, seed=1, rows=9)
        async with database.read() as store:
            counted = await store.whole.contents()

    assert counted == dict.fromkeys(TABLES, 9) | {"marks": 10}


async def test_nobody_writes_between_the_look_and_the_import(postgresql_url: str) -> None:
    async with (
        Database.open(postgresql_url) as database,
        Database.open(postgresql_url, patience=0.1) as other,
        database.begin() as store,
    ):
        await store.whole.keep_others_out()
        async with other.read() as reading:
            assert await reading.marks.get("kind") is None
        with pytest.raises(OutsideError):
            await set_kind(other)
