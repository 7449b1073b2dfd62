"""Forms of several steps that somebody has begun and not sent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import frozen
from storage.tables import drafts


class Drafts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, by: str, word: str) -> dict[str, str]:
        """Return what somebody has answered so far; empty where that is nothing."""
        query = select(drafts.c.answers).where(drafts.c.by == by, drafts.c.word == word)
        kept = (await self._connection.execute(query)).scalar_one_or_none()
        return frozen.read(dict[str, str], kept) if kept else {}

    async def keep(self, by: str, word: str, answers: Mapping[str, str], at: datetime) -> None:
        values = {"answers": frozen.write(dict(answers)), "at": at}
        new = insert(drafts).values(by=by, word=word, **values)
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["by", "word"], set_=values)
        )

    async def forget(self, by: str, word: str) -> None:
        chosen = delete(drafts).where(drafts.c.by == by, drafts.c.word == word)
        await self._connection.execute(chosen)

    async def forget_older(self, than: datetime) -> int:
        """Forget those that nobody went on with; return how many they were."""
        done = await self._connection.execute(delete(drafts).where(drafts.c.at < than))
        return int(done.rowcount)
