"""How people in Slack want to be called when they must act."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.nudges import Nudges
from storage.tables import readers


class Readers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def nudges(self, user: str) -> Nudges:
        """Return how a user wants to be called: in the thread, unless another way was chosen."""
        query = select(readers.c.nudges).where(readers.c.user == user)
        chosen = (await self._connection.execute(query)).scalar_one_or_none()
        return Nudges(chosen) if chosen else Nudges.IN_THREAD

    async def choose(self, user: str, nudges: Nudges) -> None:
        new = insert(readers).values(user=user, nudges=nudges)
        chosen = new.on_conflict_do_update(index_elements=["user"], set_={"nudges": nudges})
        await self._connection.execute(chosen)
