"""Knocks at the Slack door that had their effect."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import knocks


class Knocks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, key: str, at: datetime) -> bool:
        """Say whether it is new; one that another transaction is claiming is waited for."""
        new = insert(knocks).values(key=key, at=at)
        once = new.on_conflict_do_nothing(index_elements=["key"]).returning(knocks.c.key)
        return (await self._connection.execute(once)).scalar_one_or_none() is not None

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(knocks).where(knocks.c.at < before))
