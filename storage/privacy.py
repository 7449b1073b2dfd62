"""What is written of people, found and rewritten wherever it stands; texts that are too old."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    RowMapping,
    Table,
    false,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.application import Filed, application_id
from bot.domain.check import check_id
from bot.domain.contact import ERASED, Contact
from bot.domain.delivery import Medium, delivery_id
from bot.domain.provider import provider_id
from bot.domain.work import WorkState
from bot.errors import ConflictError
from storage import frozen
from storage.applications import searched
from storage.tables import (
    applications,
    contacts,
    deliveries,
    journal,
    metadata,
    providers,
    results,
    work,
)
from storage.whole import in_pieces

EMPTIED = "{}"
# In milliseconds.
_MOST_PATIENCE = 500

# Where people may be named. Keys, ids and signatures name nobody.
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "deliveries": ("to", "payload", "why"),
    "journal": ("subject", "what", "before", "after"),
    "letter_versions": ("subject", "text", "html", "note"),
    "results": ("input", "typed"),
    "applications": ("filed", "decision", "told"),
    "evidence": ("note", "link", "dismissed"),
    "holds": ("question", "answer"),
    "case_notes": ("text",),
    "drafts": ("answers",),
    "providers": ("name",),
    "ticks": ("link", "note"),
}
# What a delivery is and how far it is, which no erasure changes; and who else changes what.
_FACTS: Mapping[Table, tuple[Column[Any], ...]] = {
    deliveries: (deliveries.c.key, deliveries.c.kind, deliveries.c.about, work.c.state),
    applications: (applications.c.version,),
}
# By what it is known which thing a row is about, where its key does not say so.
_BELONGS: Mapping[str, tuple[str, ...]] = {
    "holds": ("application",),
    "case_notes": ("application",),
}
_ABOUT: Mapping[Table, Column[Any]] = {deliveries: deliveries.c.about, journal: journal.c.subject}
_STOPPED = (WorkState.DUE, WorkState.HELD, WorkState.CLAIMED)
_ENDED = (WorkState.SENT, WorkState.VOID)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A row in which somebody may be named: its texts, and by what it is found again."""

    table: str
    key: tuple[Any, ...]
    id: str
    """What people call it; of the journal, what the row is about."""
    thing: str
    """What it is about (`APP-12`); empty where that is nothing."""
    texts: Mapping[str, str]
    """JSON, too; empty where there is nothing."""
    facts: Mapping[str, Any]
    """Of a delivery: its `key`, `kind`, `about` and `state`. Of an application: its `version`."""

    @property
    def has_ended(self) -> bool:
        """Whether a delivery was said, or never will be."""
        return self.facts["state"] in _ENDED


class Privacy:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def leave_nothing_behind(self) -> None:
        """Let SQLite overwrite what this transaction replaces, not only forget where it was."""
        if self._connection.dialect.name == "sqlite":
            await self._connection.execute(text("PRAGMA secure_delete = ON"))

    async def empty_log(self) -> None:
        """Let SQLite's log hold no more what was replaced, unless others are reading it.

        Nothing else may be read before, or be written, in the same transaction.
        """
        if self._connection.dialect.name != "sqlite":
            return
        ask = self._connection.exec_driver_sql
        patience = (await ask("PRAGMA busy_timeout")).scalar_one()
        # Until the last reader has ended, nobody can write.
        await ask(f"PRAGMA busy_timeout = {min(patience, _MOST_PATIENCE)}")
        try:
            await ask("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await ask(f"PRAGMA busy_timeout = {patience}")

    async def written(
        self, table: str, patterns: Collection[str], *, about: Collection[str] = ()
    ) -> AsyncIterator[Written]:
        """Yield rows that may name somebody, and those that are about some things.

        Patterns are those of LIKE, in small letters.
        """
        where = metadata.tables[table]
        names = [func.lower(where.c[name]).like(p) for name in _TEXTS[table] for p in patterns]
        is_about = _ABOUT[where].in_(about) if where in _ABOUT else false()
        columns = [where.c[name] for name in (*_TEXTS[table], *_BELONGS.get(table, ()))]
        query = select(*where.primary_key, *columns, *_FACTS.get(where, ()))
        query = query.select_from(_with_state(where)).where(or_(is_about, *names))
        async for rows in in_pieces(self._connection, where, query):
            for row in rows:
                yield _written(where, row)

    async def rewrite(self, row: Written) -> None:
        """Write those texts in place of what was there.

        Raises ConflictError for an application that somebody else changed since it was read.
        """
        table = metadata.tables[row.table]
        here = [column == value for column, value in zip(table.primary_key, row.key, strict=True)]
        values: dict[str, Any] = dict(row.texts)
        if table is applications:
            here.append(applications.c.version == row.facts["version"])
            values |= _refiled(row)
        written = update(table).where(*here).values(values)
        if not (await self._connection.execute(written)).rowcount:
            raise ConflictError(f"Somebody else just changed {row.id}; try again.")

    async def took_over_from(self, number: int) -> list[int]:
        """Return a contact, and those whose successor it is, directly or by others."""
        chain = select(contacts.c.number).where(contacts.c.number == number).cte(recursive=True)
        before = (contacts.c.successor == chain.c.number) & contacts.c.left_at.is_not(None)
        # Without doubles, it ends also where two succeed one another.
        whole = chain.union(select(contacts.c.number).where(before))
        return list((await self._connection.execute(select(whole.c.number))).scalars())

    async def providers_of(self, contacts_: Collection[int]) -> list[int]:
        """Return the numbers of the providers of which somebody of these is the contact."""
        query = select(providers.c.number).where(providers.c.contact.in_(contacts_))
        return list((await self._connection.execute(query.order_by(providers.c.number))).scalars())

    async def erase_contact(self, number: int) -> None:
        nobody = {"name": ERASED, "address": ERASED, "known_as": None}
        chosen = update(contacts).where(contacts.c.number == number)
        await self._connection.execute(chosen.values(nobody))

    async def stop(self, numbers: Collection[int]) -> bool:
        """Withdraw deliveries that have not begun; False where one is leaving just now."""
        keys = select(deliveries.c.key).where(deliveries.c.number.in_(numbers))
        are_theirs = work.c.key.in_(keys)
        # Whoever has one in hand loses it.
        void = {"state": WorkState.VOID, "lease_until": None, "attempts": work.c.attempts + 1}
        stopped = update(work).where(are_theirs, work.c.state.in_(_STOPPED)).values(void)
        await self._connection.execute(stopped)
        leaving = select(work.c.key).where(are_theirs, work.c.state == WorkState.SENDING)
        return (await self._connection.execute(leaving.limit(1))).first() is None

    async def former_contacts(self, before: datetime) -> list[Contact]:
        """Return who left before then and is not erased yet."""
        columns = [column for column in contacts.c if column is not contacts.c.known_as]
        left = (contacts.c.left_at < before) & contacts.c.known_as.is_not(None)
        query = select(*columns).where(left).order_by(contacts.c.number)
        return [Contact(**row) for row in (await self._connection.execute(query)).mappings()]

    async def forget_answers(self, before: datetime, most: int) -> int:
        """Drop what neighbours said before an instant, of so many results; return how many."""
        key = tuple_(*results.primary_key)
        is_old = (results.c.answered_at < before) & results.c.said.is_not(None)
        old = select(*results.primary_key).where(is_old).limit(most)
        forgotten = update(results).where(key.in_(old)).values(said=None)
        return (await self._connection.execute(forgotten)).rowcount

    async def forget_texts(self, before: datetime, most: int) -> int:
        """Empty so many texts of what ended before an instant; return how many.

        What a person may send again keeps its text, and a card draws its own.
        """
        old = select(deliveries.c.number).join(work, work.c.key == deliveries.c.key)
        old = old.where(_has_ended(before), deliveries.c.payload != EMPTIED).limit(most)
        emptied = update(deliveries).where(deliveries.c.number.in_(old)).values(payload=EMPTIED)
        return (await self._connection.execute(emptied)).rowcount


def _written(table: Table, row: RowMapping) -> Written:
    return Written(
        table=table.name,
        key=tuple(row[column] for column in table.primary_key),
        id=_IDS[table.name](row),
        thing=_THINGS[table.name](row) if table.name in _THINGS else "",
        texts={name: row[table.c[name]] or "" for name in _TEXTS[table.name]},
        facts={column.name: row[column] for column in _FACTS.get(table, ())},
    )


def _refiled(row: Written) -> dict[str, Any]:
    """Return what changes with the texts of an application: whoever saw it must look again."""
    filed = row.texts.get("filed")
    columns = searched(frozen.read(Filed, filed)) if filed else {}
    return columns | {"version": applications.c.version + 1}


_Say = Callable[[RowMapping], str]
_THINGS: Mapping[str, _Say] = {
    "deliveries": lambda row: row[deliveries.c.about],
    "journal": lambda row: row[journal.c.subject],
    "applications": lambda row: application_id(row["number"]),
    **dict.fromkeys(
        ("evidence", "holds", "case_notes"), lambda row: application_id(row["application"])
    ),
    "providers": lambda row: provider_id(row["number"]),
    "ticks": lambda row: provider_id(row["provider"]),
}
_IDS: Mapping[str, _Say] = {
    **_THINGS,
    "deliveries": lambda row: delivery_id(row[deliveries.c.number]),
    "letter_versions": lambda row: f"{row['kind']} {row['number']}",
    "results": lambda row: check_id(row["check"]),
    "evidence": lambda row: f"{application_id(row['application'])} {row['key']}",
    "drafts": lambda row: f"{row['word']} of {row['by']}",
    "ticks": lambda row: f"{provider_id(row['provider'])} {row['line']}",
}


def _with_state(table: Table) -> FromClause:
    if table is not deliveries:
        return table
    return deliveries.join(work, work.c.key == deliveries.c.key)


def _has_ended(before: datetime) -> ColumnElement[bool]:
    # Nothing ends before it is written, and that has an index.
    is_old = (deliveries.c.written_at < before) & (
        func.coalesce(deliveries.c.accepted_at, work.c.due_at) < before
    )
    return is_old & work.c.state.in_(_ENDED) & (work.c.kind != Medium.CARD)
