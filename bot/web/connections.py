"""Who may be connected, how long, and with how much: else a stranger could keep Slack out."""

import asyncio
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

# asyncio reads 256 kB at once, and nobody else is heard until they are parsed: 0.2 s, if it likes.
_READ_BYTES = 16_384


@dataclass(frozen=True, kw_only=True)
class Limits:
    connections: int = 500
    """Many systems give a process 1,024 files."""
    held: int = 32_000_000
    """Bytes of all requests that came, whole or not, and are not answered yet."""
    seconds: float = 10
    """From the connection, or the answer before, to the answer; Slack takes three at most."""
    answering: float = 30
    """So many more where the answer is ours to begin: a check of DOIs takes its time."""


class Crowd:
    """All who are connected. Where there is no room for one more, the slowest goes.

    Not the newest: then few who come again and again would keep everybody else out.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        # How much each has sent; whoever is at it longest stands first.
        self._sent: dict[Connection, int] = {}

    def welcome(self, one: "Connection") -> None:
        """Let one begin: with its first request, or the next one."""
        self._sent.pop(one, None)
        self._sent[one] = 0
        self._make_room(one)

    def hear(self, one: "Connection", count: int) -> None:
        self._sent[one] = self._sent.get(one, 0) + count
        self._make_room(one)

    def part_with(self, one: "Connection") -> None:
        self._sent.pop(one, None)

    def _make_room(self, last: "Connection") -> None:
        while len(self._sent) > self.limits.connections or self._held > self.limits.held:
            slowest = next((one for one in self._sent if one.is_waited_for), last)
            self.part_with(slowest)
            slowest.hang_up()

    @property
    def _held(self) -> int:
        return sum(self._sent.values())


class Connection(H11Protocol):
    """uvicorn's own, with an end to its patience."""

    def __init__(self, crowd: Crowd, **given: Any) -> None:  # noqa: ANN401 -- as uvicorn gives it
        super().__init__(**given)
        self._crowd = crowd
        self._late: asyncio.TimerHandle | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether there is nothing to answer: no request, or not the whole of it."""
        if self.cycle is None:
            return True
        return self.cycle.response_complete or self.cycle.more_body

    def hang_up(self) -> None:
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        transport.max_size = _READ_BYTES  # type: ignore[attr-defined] # only asyncio's own have it
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        self._crowd.hear(self, len(data))
        if not self.transport.is_closing():
            super().data_received(data)

    def on_response_complete(self) -> None:
        self._begin()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        self._crowd.part_with(self)
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._end()
        self._late = self.loop.call_later(self._crowd.limits.seconds, self._lose_patience)
        self._crowd.welcome(self)

    def _lose_patience(self) -> None:
        """Hang up on whoever is slow to ask or to read; on us a while later."""
        if self.is_waited_for or self.cycle.response_started or self.flow.write_paused:
            self.hang_up()
        else:
            self._late = self.loop.call_later(self._crowd.limits.answering, self.hang_up)

    def _end(self) -> None:
        if self._late:
            self._late.cancel()
