"""How often a neighbour may be asked: so many starts in any stretch of so many seconds."""

import asyncio
import math
from collections import deque
from time import monotonic

# "429 or the load balancer's 403 halves the rate for 5 minutes."
_HALVED_FOR = 300.0


class Window:
    """The starts within the last `seconds`: decides when one more may follow, and never waits."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._starts: deque[float] = deque()
        self._halved_until = -math.inf

    def wait(self, now: float) -> float:
        """Return the seconds after which to ask again; 0 where one more may start now."""
        while self._starts and self._starts[0] + self._seconds <= now:
            self._starts.popleft()
        is_halved = now < self._halved_until
        allowed = max(1, self._count // 2) if is_halved else self._count
        if len(self._starts) < allowed:
            return 0.0
        free = self._starts[-allowed] + self._seconds
        return (min(free, self._halved_until) if is_halved else free) - now

    def start(self, now: float) -> None:
        self._starts.append(now)

    def halve(self, now: float) -> None:
        self._halved_until = now + _HALVED_FOR


class Rate:
    """Hands out turns in the order in which they are asked for, at most `count` in `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._window = Window(count, seconds)
        self._line = asyncio.Lock()

    async def turn(self) -> None:
        async with self._line:
            while wait := self._window.wait(monotonic()):  # noqa: ASYNC110 -- only time moves it
                await asyncio.sleep(wait)
            self._window.start(monotonic())

    def halve(self) -> None:
        self._window.halve(monotonic())
