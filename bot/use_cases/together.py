"""Writing together what comes at about the same time: a transaction costs more than a row."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Asked(Generic[T]):
    items: Sequence[T]
    is_written: bool = False


class Together(Generic[T]):
    """What is added while something is being written is written next, all at once."""

    def __init__(self, write: Callable[[list[T]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[_Asked[T]] = []
        self._writing = asyncio.Lock()

    async def add(self, *items: T, wait: float = 0) -> None:
        """Return when these are written; what kept them from it is raised here.

        They may be written with what is added within `wait` seconds.
        """
        ours = _Asked(items)
        self._waiting.append(ours)
        if wait:
            await asyncio.sleep(wait)
        async with self._writing:
            # Whoever wrote meanwhile wrote these too.
            if not ours.is_written:
                await self._write_all(ours)

    async def _write_all(self, ours: _Asked[T]) -> None:
        together, self._waiting = self._waiting, []
        try:
            await self._write([item for asked in together for item in asked.items])
        except BaseException:
            # The others try for themselves: our failure need not be theirs.
            self._waiting = [asked for asked in together if asked is not ours] + self._waiting
            raise
        for asked in together:
            asked.is_written = True
