"""A database that is silent for a while: one transaction is not answered, and undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.people import Act
from bot.errors import OutsideError
from storage.database import Database, Store


class SilentDatabase(Database):
    silent_at = 2
    """Which of its writes is not answered; the first is 1."""
    _writes = 0

    @asynccontextmanager
    async def begin(self, act: Act | None = None) -> AsyncIterator[Store]:
        self._writes += 1
        async with super().begin(act) as store:
            if self._writes == self.silent_at:
                raise OutsideError("The database does not answer.")
            yield store
