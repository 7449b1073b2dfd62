"""Checks, kept: what was asked, what came of each entry, what the neighbours said."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.check import Answered, Asked, Environment, How, Level, Result, SoFar
from bot.domain.doi import Entry, read_entry
from storage import results as codec
from storage.tables import checks, results

Place = tuple[int, Entry]


class Checks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, entries: Sequence[Entry], how: How, *, by: str, at: datetime, again: int | None
    ) -> Asked:
        """Keep a check and its entries."""
        head = {"asked_by": by, "started": at, "count": len(entries), "again": again}
        new = insert(checks).values(head | asdict(how)).returning(*checks.c)
        asked = _asked((await self._connection.execute(new)).mappings().one())
        lines = [_entry_row(asked.number, *place) for place in enumerate(entries)]
        if lines:
            await self._connection.execute(insert(results), lines)
        return asked

    async def get(self, number: int) -> Asked | None:
        query = select(checks).where(checks.c.number == number)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _asked(row) if row else None

    async def recent(self, most: int) -> list[Asked]:
        """Return the newest checks first."""
        query = select(checks).order_by(checks.c.number.desc()).limit(most)
        return [_asked(row) for row in (await self._connection.execute(query)).mappings()]

    async def entries(self, number: int) -> list[Entry]:
        """Return all entries in the order typed."""
        query = _entries(number).order_by(results.c.position)
        return [_place(row)[1] for row in await self._connection.execute(query)]

    async def unanswered(self, number: int, first: int, last: int) -> list[Place]:
        """Return the entries between two positions, both counted, that have no result yet."""
        between = results.c.position.between(first, last) & results.c.result.is_(None)
        query = _entries(number).where(between).order_by(results.c.position)
        return [_place(row) for row in await self._connection.execute(query)]

    async def place(self, number: int, position: int) -> Place | None:
        query = _entries(number).where(results.c.position == position)
        row = (await self._connection.execute(query)).one_or_none()
        return _place(row) if row else None

    async def result(self, number: int, position: int) -> Result | None:
        """Return one entry's result; None where there is none yet."""
        columns = (results.c.input, results.c.doi, results.c.result)
        here = (results.c.check == number) & (results.c.position == position)
        row = (await self._connection.execute(select(*columns).where(here))).one_or_none()
        return codec.read(row.result, typed=row.input, doi=row.doi) if row and row.result else None

    async def results(self, number: int) -> list[tuple[Entry, Result | None]]:
        """Return every entry in the order typed with its result, None where there is none yet."""
        columns = (results.c.input, results.c.typed, results.c.doi, results.c.result)
        query = select(*columns).where(results.c.check == number).order_by(results.c.position)
        return [
            (
                _entry(typed, shown, doi),
                codec.read(text, typed=typed, doi=doi) if text else None,
            )
            for typed, shown, doi, text in await self._connection.execute(query)
        ]

    async def said(self, number: int, doi: str) -> dict[str, str]:
        """Return what each neighbour said about a DOI; empty once that is too old."""
        query = select(results.c.said).where(results.c.check == number, results.c.doi == doi)
        return codec.unpack((await self._connection.execute(query)).scalars().first())

    async def so_far(self, number: int) -> SoFar:
        """Count, without reading any result."""
        failed = func.count().filter(results.c.has_failure)
        counts = select(func.count(results.c.has_failure), func.count(), failed)
        row = await self._connection.execute(counts.where(results.c.check == number))
        done, total, problems = row.one()
        return SoFar(done=done, total=total, problems=problems)

    async def answer(self, number: int, answers: Iterable[Answered], at: datetime) -> None:
        """Keep results; what was answered before is replaced."""
        lines = [_answer_row(number, answer, at) for answer in answers]
        if lines:
            await self._connection.execute(_KEEP_ANSWER, lines)

    async def finish(self, number: int, at: datetime) -> None:
        """Note the end of a check, unless something of it is still unanswered."""
        is_left = exists().where(results.c.check == number, results.c.result.is_(None))
        over = update(checks).where(checks.c.number == number, checks.c.finished.is_(None))
        await self._connection.execute(over.where(~is_left).values(finished=at))


_KEEP_ANSWER = (
    update(results)
    .where(results.c.check == bindparam("at_check"))
    .where(results.c.position == bindparam("at_position"))
    .values({name: bindparam(name) for name in ("result", "has_failure", "said", "answered_at")})
)


def _answer_row(number: int, answer: Answered, at: datetime) -> dict[str, object]:
    return {
        "at_check": number,
        "at_position": answer.position,
        "result": codec.write(answer.result),
        "has_failure": bool(answer.result.at(Level.FAILURE)),
        "said": codec.pack(answer.said) if answer.said else None,
        "answered_at": at,
    }


def _entries(number: int) -> Any:  # noqa: ANN401 -- a select of these four columns
    columns = (results.c.position, results.c.input, results.c.typed, results.c.doi)
    return select(*columns).where(results.c.check == number)


def _place(row: Any) -> Place:  # noqa: ANN401 -- a row of the select above
    position, *entry = row
    return position, _entry(*entry)


def _entry(typed: str, shown: str, doi: str | None) -> Entry:
    if doi is None:
        # Why it is none is found out again rather than kept.
        return read_entry(typed)[0]
    return Entry(input=typed, typed=shown, doi=doi, fault="")


def _entry_row(number: int, position: int, entry: Entry) -> dict[str, object]:
    kept = as_kept(entry)
    return {
        "check": number,
        "position": position,
        "input": kept.input,
        "typed": kept.typed,
        "doi": kept.doi,
    }


def as_kept(entry: Entry) -> Entry:
    """Return an entry as it will be read again."""
    if f"{entry.input}{entry.typed}".isprintable():
        return entry
    return replace(
        entry,
        input=_writable(entry.input),
        typed=_writable(entry.typed),
        doi=entry.doi and _writable(entry.doi),
    )


def _writable(text: str) -> str:
    """Replace what no database takes: NULs, and the half signs of a shell's odd bytes."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _asked(row: RowMapping) -> Asked:
    how = How(
        environment=Environment(row["environment"]),
        is_thorough=row["is_thorough"],
        has_pages=row["has_pages"],
    )
    plain = ("number", "asked_by", "started", "finished", "count", "again")
    return Asked(how=how, **{name: row[name] for name in plain})
