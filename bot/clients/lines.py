"""How bytes get to a trusted neighbour: pools of connections, and nothing else."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from bot.clients.wire import Answer, unpacked

# httpx's pool costs the square of its connections.
_CONNECTIONS_A_POOL = 10


class Line:
    """One httpx client: follows no redirect, keeps no cookie, heeds nothing in the environment."""

    def __init__(self, base_url: str, agent: str) -> None:
        url = httpx.URL(base_url)
        self._url = url
        self._folder = url.raw_path.rstrip(b"/")
        self._http = httpx.AsyncClient(
            headers={"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            limits=httpx.Limits(max_connections=_CONNECTIONS_A_POOL, keepalive_expiry=20),
            timeout=None,  # noqa: S113 -- whoever asks has a limit for the whole answer
            trust_env=False,
            verify=_tls() if url.scheme == "https" else False,
        )

    async def get(self, target: str, most_bytes: int) -> Answer:
        # httpx would tidy up an address that was encoded with care; a target it sends as it is.
        exactly = {"target": self._folder + target.encode()}
        async with self._http.stream("GET", self._url, extensions=exactly) as response:
            coding = response.headers.get("content-encoding", "identity")
            body = await unpacked(response.aiter_raw(), coding, most_bytes)
            return Answer(response.status_code, response.headers, body)

    async def close(self) -> None:
        await self._http.aclose()


class Lines:
    """At most `concurrency` requests at once, on pools that are opened when first needed."""

    def __init__(self, base_url: str, agent: str, concurrency: int) -> None:
        self._base = base_url
        self._agent = agent
        self._gate = asyncio.Semaphore(concurrency)
        self._free = list(reversed(range(concurrency)))
        self._lines: dict[int, Line] = {}

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Line]:
        async with self._gate:
            number = self._free.pop()
            try:
                yield self._line(number // _CONNECTIONS_A_POOL)
            finally:
                self._free.append(number)

    def _line(self, number: int) -> Line:
        if number not in self._lines:
            self._lines[number] = Line(self._base, self._agent)
        return self._lines[number]

    async def close(self) -> None:
        for line in self._lines.values():
            await line.close()


@cache
def _tls() -> ssl.SSLContext:
    """Read the certificates once: that takes 25 ms."""
    return httpx.create_ssl_context(trust_env=False)
