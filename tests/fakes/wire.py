"""A loopback server that answers as told, well or badly, and keeps what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["", "cut", "hang", "drip", "endless"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    body: bytes = b"{}"
    status: int = 200
    headers: tuple[str, ...] = ("Content-Type: application/json",)
    fault: Fault = ""

    def head(self) -> bytes:
        length = len(self.body) + (10**9 if self.fault else 0)
        lines = [f"HTTP/1.1 {self.status} Said", f"Content-Length: {length}", *self.headers]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass
class Wire:
    """`answers` maps what was asked (path and query as sent) to an answer."""

    answers: Callable[[str], Answer]
    url: str = ""
    heads: list[str] = field(default_factory=list)
    busy: int = 0
    most_busy: int = 0
    seconds: float = 0
    """How long each answer takes."""

    @property
    def asked(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.heads.append(head)
                if not await self._answer(self.answers(head.split(" ")[1]), reader, writer):
                    break
        writer.close()

    async def _answer(
        self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Say whether the connection can go on."""
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        await asyncio.sleep(self.seconds)
        if answer.fault == "hang":
            await reader.read()
        writer.write(answer.head() + answer.body)
        await writer.drain()
        while answer.fault in ("drip", "endless") and not reader.at_eof():
            writer.write(b" " if answer.fault == "drip" else b" " * 100_000)
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(), 0.01)
        self.busy -= 1
        return not answer.fault


def in_turn(*answers: Answer) -> Callable[[str], Answer]:
    """Give the answers in this order; the last one from then on."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@asynccontextmanager
async def answering(answers: Callable[[str], Answer] | Answer) -> AsyncIterator[Wire]:
    wire = Wire(in_turn(answers) if isinstance(answers, Answer) else answers)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.url = "http://{}:{}".format(*server.sockets[0].getsockname())
    async with server:
        yield wire
