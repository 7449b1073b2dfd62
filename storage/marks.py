"""What is true of the database itself."""

from sqlalchemy import Integer, String, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import marks


class Marks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> str | None:
        query = select(marks.c.value).where(marks.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def set_first(self, name: str, value: str) -> None:
        """Set a mark that is set once and for all; a later value changes nothing."""
        new = insert(marks).values(name=name, value=value)
        await self._connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))

    async def count(self, name: str) -> int:
        """Count one more, and return how many that makes; others who count wait until we end."""
        new = insert(marks).values(name=name, value="1")
        more = cast(cast(marks.c.value, Integer) + 1, String)
        counted = new.on_conflict_do_update(index_elements=["name"], set_={"value": more})
        return int((await self._connection.execute(counted.returning(marks.c.value))).scalar_one())

    async def forget(self, beginning: str, before: str) -> None:
        """Drop those that begin so and whose names sort before another."""
        old = marks.c.name.startswith(beginning, autoescape=True) & (marks.c.name < before)
        await self._connection.execute(delete(marks).where(old))

    async def beginning(self, beginning: str) -> int:
        """Count those that begin so."""
        begins = marks.c.name.startswith(beginning, autoescape=True)
        counted = select(func.count()).select_from(marks).where(begins)
        return (await self._connection.execute(counted)).scalar_one()

    async def forget_all(self, beginning: str) -> int:
        """Drop all that begin so; return how many they were."""
        old = delete(marks).where(marks.c.name.startswith(beginning, autoescape=True))
        return int((await self._connection.execute(old)).rowcount)

    async def set(self, name: str, value: str) -> None:
        new = insert(marks).values(name=name, value=value)
        new = new.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        await self._connection.execute(new)
