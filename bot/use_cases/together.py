"""Writing together what comes at about the same time: a transaction costs more than a row."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    """What is added while something is being written is written next, all at once."""

    def __init__(self, write: Callable[[list[T]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[T] = []
        self._writing = asyncio.Lock()

    async def add(self, *items: T) -> None:
        """Return when these are written."""
        self._waiting += items
        async with self._writing:
            # Whoever wrote meanwhile wrote these too.
            waiting, self._waiting = self._waiting, []
            if waiting:
                await self._write(waiting)
