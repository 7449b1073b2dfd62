"""Providers, and the lines of their checklists that are done."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.application import application_id
from bot.domain.provider import ChecklistLine, Provider, ProviderStatus, Ticked
from bot.errors import ConflictError
from storage.tables import providers, ticks


class Providers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: Provider) -> Provider:
        """Keep a new one, whose number is given here, and return it.

        Raises ConflictError where somebody else registered that application.
        """
        added = insert(providers).values(_row(new))
        added = added.on_conflict_do_nothing(index_elements=["application"])
        found = await self._one(added.returning(*providers.c))
        if found is None:
            raise ConflictError(
                f"Somebody else just registered {application_id(new.application)}."
            )
        return found

    async def save(self, provider: Provider) -> None:
        chosen = update(providers).where(providers.c.number == provider.number)
        await self._connection.execute(chosen.values(_row(provider)))

    async def get(self, number: int) -> Provider | None:
        return await self._one(_SELECT.where(providers.c.number == number))

    async def of_application(self, application: int) -> Provider | None:
        return await self._one(_SELECT.where(providers.c.application == application))

    async def tick(self, number: int, ticked: Ticked) -> bool:
        """Note that a line is done; say whether nobody did so before."""
        new = insert(ticks).values(asdict(ticked) | {"provider": number})
        once = new.on_conflict_do_nothing(index_elements=["provider", "line"])
        done = await self._connection.execute(once.returning(ticks.c.line))
        return done.scalar_one_or_none() is not None

    async def untick(self, number: int, line: ChecklistLine) -> bool:
        chosen = delete(ticks).where(ticks.c.provider == number, ticks.c.line == line)
        return bool((await self._connection.execute(chosen)).rowcount)

    async def ticked(self, number: int) -> list[Ticked]:
        """Return the lines that are done, in the order of that."""
        query = select(*(column for column in ticks.c if column is not ticks.c.provider))
        query = query.where(ticks.c.provider == number).order_by(ticks.c.at, ticks.c.line)
        rows = (await self._connection.execute(query)).mappings()
        return [Ticked(**{**row, "line": ChecklistLine(row["line"])}) for row in rows]

    async def _one(self, query: Any) -> Provider | None:  # noqa: ANN401 -- any that returns rows
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _provider(row) if row else None


_SELECT = select(providers)


def _row(provider: Provider) -> dict[str, object]:
    return {name: value for name, value in asdict(provider).items() if name != "number"}


def _provider(row: RowMapping) -> Provider:
    values: dict[str, Any] = dict(row)
    return Provider(**values | {"status": ProviderStatus(row["status"])})
