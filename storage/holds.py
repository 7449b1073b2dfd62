"""Why cases wait: questions to the board and to applicants, and what came of them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.hold import Hold, HoldKind
from bot.domain.people import Act
from storage.tables import holds


class Holds:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, application: int, kind: HoldKind, question: str, due_on: date, act: Act
    ) -> Hold:
        new = insert(holds).values(
            application=application,
            kind=kind,
            question=question,
            due_on=due_on,
            asked_at=act.at,
            asked_by=act.by.signature,
            answer="",
            answered_by="",
        )
        row = (await self._connection.execute(new.returning(*holds.c))).mappings().one()
        return _hold(row)

    async def of(self, application: int) -> list[Hold]:
        """Return all of an application, oldest first."""
        return await self._all(select(holds).where(holds.c.application == application))

    async def open_of(self, applications: Collection[int]) -> list[Hold]:
        """Return those of several that wait, oldest first."""
        query = select(holds).where(holds.c.application.in_(applications))
        return await self._all(query.where(holds.c.answered_at.is_(None)))

    async def close(self, number: int, answer: str, act: Act) -> bool:
        """Note an answer; say whether nobody did so before."""
        closed = update(holds).where(holds.c.number == number, holds.c.answered_at.is_(None))
        values = {"answer": answer, "answered_at": act.at, "answered_by": act.by.signature}
        return bool((await self._connection.execute(closed.values(values))).rowcount)

    async def reopen(self, application: int, answer: str, at: datetime) -> None:
        """Let those wait again that were closed together, with one answer to all."""
        closed = (holds.c.answered_at == at, holds.c.answer == answer)
        waits = update(holds).where(holds.c.application == application, *closed)
        values = {"answer": "", "answered_at": None, "answered_by": ""}
        await self._connection.execute(waits.values(values))

    async def _all(self, query: Select[Any]) -> list[Hold]:
        rows = await self._connection.execute(query.order_by(holds.c.number))
        return [_hold(row) for row in rows.mappings()]


def _hold(row: RowMapping) -> Hold:
    values: dict[str, Any] = dict(row)
    return Hold(**values | {"kind": HoldKind(row["kind"])})
