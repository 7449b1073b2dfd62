"""The journal: one row a change, written in the same transaction, only ever added to."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

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

    async def of(self, subject: str) -> list[str]:
        """Return what was done to a thing, oldest first, in words."""
        query = select(journal).where(journal.c.subject == subject).order_by(journal.c.id)
        rows = (await self._connection.execute(query)).mappings()
        return [f"{row['by']} {row['what']}" for row in rows]
