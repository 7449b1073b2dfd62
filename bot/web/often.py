"""How often something was done lately, in this process; old and surplus things are forgotten."""

from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta

_WITHIN = timedelta(hours=1)


class Often:
    def __init__(self, *, most: int = 30, things: int = 10_000) -> None:
        """Let each thing be done so often in an hour, and remember so many things."""
        self._most = most
        self._things = things
        # Whatever was done last stands last.
        self._done: dict[Hashable, deque[datetime]] = {}

    def is_too_often(self, thing: Hashable, now: datetime) -> bool:
        """Count that a thing is to be done once more; say whether it must not be."""
        done = self._done.pop(thing, deque(maxlen=self._most))
        # A clock that was set back leaves times that are yet to come.
        lately = [at for at in done if now - _WITHIN < at <= now]
        is_over = len(lately) >= self._most
        self._done[thing] = deque(lately if is_over else [*lately, now], maxlen=self._most)
        if len(self._done) > self._things:
            del self._done[next(iter(self._done))]
        return is_over
