import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.domain.check import How
from bot.domain.doi import read_entries
from bot.errors import OutsideError
from storage.database import Database, make_engine
from tests.factories import AN_ACT, MARCH_2


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 10_000)]
)
async def test_sqlite_is_tamed(sqlite_url: str, pragma: str, value: object) -> None:
    engine = make_engine(sqlite_url)
    async with engine.connect() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value
    await engine.dispose()


async def test_a_row_without_its_parent_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.begin() as store:
            await store.checks.add((), How(), by="ada", at=MARCH_2, again=99)


async def test_the_journal_is_written_in_the_transaction_of_the_change(database: Database) -> None:
    async def fail_at_the_end() -> None:
        async with database.begin() as store:
            entries = read_entries(["10.5555/x"])
            await store.checks.add(entries, How(), by="ada", at=MARCH_2, again=None)
            await store.journal.add(AN_ACT, "CHK-1", "checked")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_at_the_end()

    async with database.read() as store:
        assert await store.journal.of("CHK-1") == []
        assert await store.checks.get(1) is None


async def test_a_lock_that_is_held_is_an_outage(database_url: str) -> None:
    async with (
        Database.open(database_url, patience=0.1) as database,
        Database.open(database_url) as other,
        other.begin() as store,
    ):
        await store.marks.set_first("kind", "real")
        with pytest.raises(OutsideError, match="nothing was done: try again"):
            await set_kind(database)


async def set_kind(database: Database) -> None:
    async with database.begin() as store:
        await store.marks.set_first("kind", "real")


@contextmanager
def full_disk() -> Iterator[None]:
    """Let nobody write to a file: SQLite writes at the commit, as long as there is little."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_commit_that_fails_on_sqlite_may_be_done(sqlite_url: str) -> None:
    async def write(database: Database) -> None:
        with full_disk():
            await set_kind(database)

    async with Database.open(sqlite_url) as database:
        # Its files beside the file are made by the first who comes.
        await read_kind(database)
        with pytest.raises(OutsideError, match="look before you repeat it"):
            await write(database)
        await set_kind(database)


def cut_all(url: str) -> None:
    """Cut the server's connections to this database, as its restart would."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.mark.parametrize(
    ("is_last", "sentence"),
    [(True, "look before you repeat it"), (False, "nothing was done: try again")],
)
async def test_a_cut_at_the_commit_is_told_from_one_before_it(
    postgresql_url: str, sentence: str, *, is_last: bool
) -> None:
    async def write(database: Database) -> None:
        async with database.begin() as store:
            await store.marks.set_first("kind", "real")
            cut_all(postgresql_url)
            if not is_last:
                await store.marks.set_first("other", "mark")

    async with Database.open(postgresql_url) as database:
        with pytest.raises(OutsideError, match=sentence):
            await write(database)
        await set_kind(database)


async def test_a_server_that_is_not_there_did_nothing(tmp_path: Path) -> None:
    async with Database.open(f"postgresql://rsp@/db?host={tmp_path}") as database:
        for way in (set_kind, read_kind):
            with pytest.raises(OutsideError, match="nothing was done: try again"):
                await way(database)


async def read_kind(database: Database) -> None:
    async with database.read() as store:
        await store.marks.get("kind")


async def test_a_mark_can_be_set_anew(database: Database) -> None:
    async with database.begin() as store:
        for value in ("one", "another"):
            await store.marks.set("worker_tick", value)

        assert await store.marks.get("worker_tick") == "another"


async def test_what_people_wrote_is_not_in_an_error(database: Database) -> None:
    with pytest.raises(IntegrityError) as raised:
        await add_with_a_parent_that_is_not_there(database)

    assert "somebody" not in str(raised.value)


async def add_with_a_parent_that_is_not_there(database: Database) -> None:
    async with database.begin() as store:
        await store.checks.add((), How(), by="somebody", at=MARCH_2, again=99)
