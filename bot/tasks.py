"""Tasks that the process holds on to until they are done: the loop alone would let them go."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from bot.errors import BotError
from bot.log import events

T = TypeVar("T")

# Platforms kill half a minute after they asked to stop, and doors take some of it to close.
PATIENCE_SECONDS = 15


class Tasks:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, doing: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._let_go)
        return task

    async def finish(self, patience: float) -> None:
        """Wait for all, and for what they start; after `patience` seconds end what is left."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._tasks:
                    await asyncio.wait({*self._tasks})
        for task in (left := {*self._tasks}):
            # It gives back what it holds.
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _let_go(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            if isinstance(error, BotError):
                events.warning("task_gave_up", why=str(error))
            else:
                events.error("task_failed", exc_info=error)
