"""How people in Slack want to be called when they must act."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calling import Calls
from storage.tables import readers


class Readers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def calls(self, user: str) -> Calls:
        """Return how a user wants to be called: in the thread, unless another way was chosen."""
        query = select(readers.c.calls).where(readers.c.user == user)
        chosen = (await self._connection.execute(query)).scalar_one_or_none()
        return Calls(chosen) if chosen else Calls.IN_THREAD

    async def choose(self, user: str, calls: Calls) -> None:
        new = insert(readers).values(user=user, calls=calls)
        chosen = new.on_conflict_do_update(index_elements=["user"], set_={"calls": calls})
        await self._connection.execute(chosen)
