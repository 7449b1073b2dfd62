"""Answers remembered for a while, so that one question does for all who ask meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock

V = TypeVar("V")


class Remembered(Generic[V]):
    """Asks by a key (a user's id); a failure is not remembered."""

    def __init__(
        self, ask: Callable[[str], Awaitable[V]], *, lasting: timedelta, clock: Clock
    ) -> None:
        self._ask = ask
        self._lasting = lasting
        self._clock = clock
        self._answers: dict[str, tuple[datetime, asyncio.Future[V]]] = {}

    async def of(self, key: str) -> V:
        now = self._clock()
        self._forget(now)
        if key not in self._answers:
            self._answers[key] = now, asyncio.ensure_future(self._ask(key))
        _, answer = self._answers[key]
        # One who gives up waiting does not take the answer from the others.
        return await asyncio.shield(answer)

    def _forget(self, now: datetime) -> None:
        old = [key for key, one in self._answers.items() if self._is_over(*one, now)]
        for key in old:
            del self._answers[key]

    def _is_over(self, asked: datetime, answer: asyncio.Future[V], now: datetime) -> bool:
        is_fresh = timedelta() <= now - asked < self._lasting
        has_failed = answer.done() and (answer.cancelled() or answer.exception() is not None)
        return has_failed or not is_fresh
