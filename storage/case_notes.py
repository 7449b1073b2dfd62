"""What was said in Slack and put on a case."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_note import CaseNote
from storage.tables import case_notes


class CaseNotes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, note: CaseNote) -> bool:
        """Put a message on a case; say whether it was on none yet. Its number is given here."""
        values = {name: getattr(note, name) for name in _GIVEN}
        new = insert(case_notes).values(values)
        once = new.on_conflict_do_nothing(index_elements=["channel", "ts"])
        put = await self._connection.execute(once.returning(case_notes.c.number))
        return put.scalar_one_or_none() is not None

    async def at(self, channel: str, ts: str) -> CaseNote | None:
        """Return what was put on a case of one message."""
        query = select(case_notes).where(case_notes.c.channel == channel, case_notes.c.ts == ts)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return CaseNote(**row) if row else None

    async def take_off(self, channel: str, ts: str) -> None:
        chosen = delete(case_notes).where(case_notes.c.channel == channel, case_notes.c.ts == ts)
        await self._connection.execute(chosen)

    async def of(self, application: int) -> list[CaseNote]:
        """Return those of a case, in the order in which they were said."""
        query = select(case_notes).where(case_notes.c.application == application)
        rows = await self._connection.execute(query.order_by(case_notes.c.ts))
        return [CaseNote(**row) for row in rows.mappings()]


_GIVEN = tuple(column.name for column in case_notes.c if column.name != "number")
