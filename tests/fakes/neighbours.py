"""The demo's neighbours in a test's hand: what they were asked, and faults in what they say.

In the test's own process `FakeNeighbours.running()`; beside it, for `rsp` as a process and for
benchmarks, `started()`, which is `python -m tests.fakes.neighbours` and a remote control.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.demo import names
from bot.demo.neighbours import (
    ON_THE_WEB,
    Neighbours,
    address_of,
    apps,
    at,
    listening,
    serving,
)
from bot.demo.records import xml_of
from bot.demo.table import ROWS, Repository, Row, Table
from tests.fakes.faults import KINDS, Asked, Fault, Wire

_ROOT = Path(__file__).parents[2]


class FakeNeighbours:
    urls: Neighbours
    control: str

    def __init__(self) -> None:
        self.table = Table(ROWS)
        self.asked: list[Asked] = []
        self._faults: list[tuple[Fault, Iterator[int] | None]] = []
        self._delays: dict[str, float] = {}

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[Self]:
        fake = cls()
        async with names.answering() as name_server:
            with listening(*ON_THE_WEB, "control") as sockets:
                fake.urls = at(sockets, name_server)
                fake.control = address_of(sockets["control"])
                async with fake._standing(sockets):
                    yield fake

    @asynccontextmanager
    async def _standing(self, sockets: Mapping[str, socket]) -> AsyncIterator[None]:
        """Answer on the web, each neighbour behind a stand where faults are put."""
        answering = apps(self.table, self.urls)
        stands = {role: _Stand(role, app, self) for role, app in answering.items()}
        async with serving({**stands, "control": _control_of(self)}, sockets) as servers:
            for role, stand in stands.items():
                stand.server = servers[role]
            yield

    def add(self, *rows: Row) -> None:
        self.table.add(*rows)

    def know(self, *repositories: Repository) -> None:
        self.table.repositories += repositories

    def fail(self, kind: str, **details: Any) -> None:  # noqa: ANN401 -- fields of Fault
        fault = Fault(kind=kind, **details)
        self._faults.append((fault, None if fault.times is None else iter(range(fault.times))))

    def delay(self, role: str, seconds: float) -> None:
        """Let every answer of that neighbour wait, the faulty ones too."""
        self._delays[role] = seconds

    def forget(self) -> None:
        """Drop faults, delays and what was asked; DOIs that were added stay."""
        self._faults.clear()
        self._delays.clear()
        self.asked.clear()

    async def is_asked(self) -> None:
        """Wait until somebody asked something."""
        while not self.asked:  # noqa: ASYNC110 -- the server appends, and nobody waits long
            await asyncio.sleep(0.01)

    def paths(self, role: str) -> list[str]:
        return [asked.path for asked in self.asked if asked.role == role]

    async def fault_for(self, asked: Asked) -> Fault | None:
        """Note what was asked, wait as told, and say what is to go wrong."""
        self.asked.append(asked)
        await asyncio.sleep(self._delays.get(asked.role, 0))
        for fault, times in self._faults:
            if fault.is_for(asked) and (times is None or next(times, None) is not None):
                return fault
        return None


def made_up(count: int, **details: Any) -> list[Row]:  # noqa: ANN401 -- fields of Row
    """Return so many alike, with records of the usual size (3 kB)."""
    return [_made_up(number, details) for number in range(1, count + 1)]


def _made_up(number: int, details: dict[str, Any]) -> Row:
    doi = f"10.5555/made-up-{number}"
    words = "This is an example of what somebody may write about a dataset. " * 40
    description = f'<description descriptionType="Abstract">{words}</description>'
    xml = xml_of(Row(doi=doi, shows="made up")) or ""
    whole = xml.replace("</resource>", f"<descriptions>{description}</descriptions></resource>")
    return Row(**{"doi": doi, "shows": "made up", "xml": whole} | details)


class _Stand:
    """One neighbour, and the fake in front of it."""

    server: uvicorn.Server

    def __init__(self, role: str, app: ASGIApp, fake: FakeNeighbours) -> None:
        self._role, self._app, self._fake = role, app, fake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = await self._fake.fault_for(Asked.of(self._role, scope))
        if fault is None:
            await self._app(scope, receive, send)
            return
        wire = Wire(receive=receive, send=send, abort=partial(self._abort, scope["client"]))
        await KINDS[fault.kind](fault, wire)

    def _abort(self, client: tuple[str, int]) -> None:
        for connection in self.server.server_state.connections:
            if isinstance(connection, H11Protocol) and connection.client == client:
                connection.transport.abort()


def _control_of(fake: FakeNeighbours) -> Starlette:
    async def log(_request: Request) -> Response:
        return JSONResponse([asdict(asked) for asked in fake.asked])

    async def change(request: Request) -> Response:
        _change(fake, **await request.json())
        return JSONResponse({})

    return Starlette(routes=[Route("/log", log), Route("/set", change, methods=["POST"])])


def _change(
    fake: FakeNeighbours,
    *,
    forget: bool = False,
    faults: Iterable[dict[str, Any]] = (),
    delays: dict[str, float] | None = None,
    rows: Iterable[dict[str, Any]] = (),
    made_up_rows: int = 0,
) -> None:
    if forget:
        fake.forget()
    for fault in faults:
        fake.fail(**fault)
    for role, seconds in (delays or {}).items():
        fake.delay(role, seconds)
    fake.add(*(Row(**row) for row in rows), *made_up(made_up_rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Neighbours in another process."""

    urls: Neighbours
    control: str

    def set(self, **changes: Any) -> None:  # noqa: ANN401 -- whatever JSON holds
        """Change what they do: `forget`, `faults`, `delays`, `rows`, `made_up_rows`."""
        self._ask("POST", "/set", json.dumps(changes))

    def asked(self) -> list[Asked]:
        return [Asked(**asked) for asked in self._ask("GET", "/log")]

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:  # noqa: ANN401 -- JSON
        connection = HTTPConnection(self.control.removeprefix("http://"), timeout=30)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            return json.load(answer)
        finally:
            connection.close()


@contextmanager
def started() -> Iterator[Remote]:
    """Start them as a process of their own, which ends with this one at the latest."""
    command = [sys.executable, "-m", "tests.fakes.neighbours"]
    with subprocess.Popen(  # noqa: S603 -- our own words
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = json.loads(process.stdout.readline())
            control = said.pop("control")
            yield Remote(urls=Neighbours(**said), control=control)
        finally:
            process.stdin.close()


async def _run() -> None:
    async with FakeNeighbours.running() as fake:
        sys.stdout.write(json.dumps(asdict(fake.urls) | {"control": fake.control}) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_run())
