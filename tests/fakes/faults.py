"""What can go wrong on the wire: answers out of order, late, cut short or without end."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in."""

    role: str
    """Which neighbour: `api`, `test`, `doi`, `pages` or `re3data`."""
    method: str
    path: str
    """With its query, as it was sent."""
    headers: dict[str, str]
    """By lower-case name."""
    at: float
    """In seconds of the system's monotonic clock."""

    @classmethod
    def of(cls, role: str, scope: Scope) -> Self:
        query = scope["query_string"].decode("latin-1")
        return cls(
            role=role,
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1") + (f"?{query}" if query else ""),
            headers={name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
            at=asyncio.get_running_loop().time(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An answer out of order: `answer` as told here, or one of the kinds below."""

    kind: str
    role: str = ""
    """Empty: every neighbour's."""
    path: str = ""
    """A regular expression to be found in path and query, percent-encoding undone."""
    times: int | None = None
    """None: until `forget`."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str | bytes = b""
    seconds: float = 0.05
    """Between two bytes of a drip."""

    def is_for(self, asked: Asked) -> bool:
        return self.role in ("", asked.role) and bool(re.search(self.path, unquote(asked.path)))


@dataclass(kw_only=True)
class Wire:
    """One request's connection."""

    receive: Receive
    send: Send
    abort: Callable[[], None]

    async def start(self, status: int, headers: dict[str, str]) -> None:
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": pairs})

    async def write(self, body: bytes, *, is_last: bool = False) -> None:
        await self.send({"type": "http.response.body", "body": body, "more_body": not is_last})

    async def gone(self) -> None:
        """Wait until the one who asked has left."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


async def _answer(fault: Fault, wire: Wire) -> None:
    body = fault.body.encode() if isinstance(fault.body, str) else fault.body
    await wire.start(fault.status, {"content-length": str(len(body))} | fault.headers)
    await wire.write(body, is_last=True)


async def _cut(_fault: Fault, wire: Wire) -> None:
    wire.abort()
    await wire.gone()


async def _cut_short(fault: Fault, wire: Wire) -> None:
    await wire.start(200, {**_JSON, "content-length": "1000"})
    await wire.write(b'{"data":')
    # What is in the body already is to arrive.
    await asyncio.sleep(fault.seconds)
    await _cut(fault, wire)


async def _hang(_fault: Fault, wire: Wire) -> None:
    await wire.gone()


async def _huge(_fault: Fault, wire: Wire) -> None:
    await wire.start(200, _JSON)
    await _write_on(wire, b" " * 65536, 0)


async def _drip(fault: Fault, wire: Wire) -> None:
    await wire.start(200, _JSON)
    await _write_on(wire, b" ", fault.seconds)


async def _write_on(wire: Wire, piece: bytes, seconds: float) -> None:
    gone = asyncio.create_task(wire.gone())
    while not gone.done():
        await wire.write(piece)
        await asyncio.wait({gone}, timeout=seconds)


def _usual(
    status: int, headers: dict[str, str], body: str
) -> Callable[[Fault, Wire], Awaitable[None]]:
    """Make a kind that always says the same, but for headers that the test adds."""

    async def answer(fault: Fault, wire: Wire) -> None:
        whole = headers | fault.headers
        await _answer(Fault(kind="answer", status=status, headers=whole, body=body), wire)

    return answer


_JSON = {"content-type": "application/json; charset=utf-8"}
_HTML = {"content-type": "text/html; charset=utf-8"}
_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_LIMITED = '{"errors":[{"status":"429","title":"Too many requests from here."}]}'
KINDS = {
    "answer": _answer,
    "429": _usual(429, _JSON, _LIMITED),
    "403": _usual(403, _HTML | {"server": "awselb/2.0"}, _PAGE.format("403 Forbidden")),
    "404": _usual(404, _HTML, _PAGE.format("404 Not Found")),
    "500": _usual(500, _JSON, '{"status":500,"error":"Internal Server Error"}'),
    "502": _usual(502, _HTML, _PAGE.format("502 Bad Gateway")),
    "html": _usual(200, _HTML, _PAGE.format("We will be back soon")),
    "bad-json": _usual(200, _JSON, '{"data":[{"id":'),
    "cut": _cut,
    "cut-short": _cut_short,
    "hang": _hang,
    "huge": _huge,
    "drip": _drip,
}
