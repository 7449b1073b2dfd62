"""Who knocks at the Slack door: straight at its ASGI app, or from a process of their own.

    python -m tests.benchmarks.knocking URL PAUSE < commands, one body a line

posts each so many seconds after the one before and writes, as JSON, how long its ack took.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message

from tests.fakes.slack_ways import FORM, PATH, Delivery, signed

_SERVER = ("127.0.0.1", 3000)


@dataclass
class Straight:
    """A way for `People` without a server in between."""

    app: ASGIApp
    cpu: list[float] = field(default_factory=list)
    """Seconds that each ack took; what the app begins to do after it is not in them."""

    async def send(self, delivery: Delivery, _retry: int) -> tuple[int, bytes]:
        said: list[Message] = []
        body = delivery.body

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        scope = _scope(_headers(body))
        # Nothing here waits, so no other task has its turn before the ack is whole.
        began = time.process_time()
        await self.app(scope, receive, send)
        self.cpu.append(time.process_time() - began)
        return said[0]["status"], said[1]["body"]


@dataclass
class Kept:
    """A way for `People` that keeps what would be sent."""

    bodies: list[bytes] = field(default_factory=list)

    async def send(self, delivery: Delivery, _retry: int) -> tuple[int, bytes]:
        self.bodies.append(delivery.body)
        return 200, b""


async def from_outside(url: str, bodies: list[bytes], pause: float) -> list[float]:
    """Return the seconds that each ack took, as a process sees it that does nothing else."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.knocking", url, str(pause)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate(b"\n".join(bodies))
    assert process.returncode == 0
    taken: list[float] = json.loads(said)
    return taken


def post(connection: HTTPConnection, body: bytes) -> int:
    """Post what Slack would, signed now."""
    connection.request("POST", PATH, body, _headers(body))
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _headers(body: bytes) -> dict[str, str]:
    return {
        "Host": "bot.example",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        "Accept-Encoding": "gzip,deflate",
        "Content-Type": FORM,
        "Content-Length": str(len(body)),
        **signed(body),
    }


def _scope(headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": _SERVER,
        "server": _SERVER,
    }


def main(url: str, pause: float) -> None:
    bodies, taken = sys.stdin.buffer.read().split(b"\n"), []
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    begins = time.monotonic()
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, begins + number * pause - time.monotonic()))
        began = time.monotonic()
        assert post(connection, body) == 200
        taken.append(time.monotonic() - began)
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
