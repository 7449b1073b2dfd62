"""The journal: one row a change, written in the same transaction.

Rows are only ever added to; but who is erased is erased in it too (`storage/privacy.py`).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.journal import Noted
from bot.domain.people import Act
from storage.tables import journal


class Journal:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, act: Act, subject: str, what: str, *, before: str = "", after: str = ""
    ) -> None:
        """Note what was done to `subject` (`CHK-12`)."""
        line = {"subject": subject, "what": what, "before": before, "after": after}
        who = {"at": act.at, "by": act.by.signature, "door": act.door}
        await self._connection.execute(insert(journal).values(who | line))

    async def of(self, subject: str) -> list[Noted]:
        """Return what was done to a thing, oldest first."""
        return await self._all(_SELECT.where(journal.c.subject == subject))

    async def rows(self, ids: Collection[int]) -> list[Noted]:
        """Return rows by their ids, oldest first."""
        return await self._all(_SELECT.where(journal.c.id.in_(ids)))

    async def _all(self, query: Select[Any]) -> list[Noted]:
        rows = await self._connection.execute(query.order_by(journal.c.id))
        return [Noted(**row) for row in rows.mappings()]


_SELECT = select(*(column for column in journal.c if column is not journal.c.id))
