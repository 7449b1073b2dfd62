"""Processes that die by kill -9 at a step of their life."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.people import Act
from storage.database import Database, Store


class Mortal:
    def __init__(self, last: int) -> None:
        self._left = last

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Dies before a transaction, or before its commit."""

    mortal: Mortal

    @asynccontextmanager
    async def begin(self, act: Act | None = None) -> AsyncIterator[Store]:
        self.mortal.step()
        async with super().begin(act) as store:
            yield store
            self.mortal.step()
