"""Landing pages: visits strangers politely, one request a host at a time, obeying robots.txt."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Self, TypeVar
from weakref import WeakValueDictionary

import httpx

from bot.clients.agent import user_agent
from bot.clients.robots import Robots, read_robots
from bot.clients.strangers import (
    Answer,
    HowMuch,
    SilenceError,
    StrangerError,
    Strangers,
    web_address,
)
from bot.domain.check import PageVerdict
from bot.domain.landing import HTML, MOST_BYTES, Visit, blocked

# httpcore's pool costs the square of its connections.
_MOST_CONNECTIONS = 10

_SECONDS = 15
_MOST_REDIRECTS = 10
_MOVED = frozenset({301, 302, 303, 307, 308})
# Of bot walls that say so themselves: Cloudflare's, Amazon's.
_CHALLENGES = ("cf-mitigated", "x-amzn-waf-action")

# RFC 9309 wants five redirects at least, and lets the file be kept for a day.
_ROBOTS_REDIRECTS = 5
_ROBOTS_SECONDS = 5
_ROBOTS_BYTES = 100_000
_ROBOTS_KEPT_SECONDS = 600
_SILENCES = 3
_LEFT_ALONE_SECONDS = 60
_MOST_KEPT = 500

_Kept = TypeVar("_Kept")
_Ask = Callable[[httpx.URL], Awaitable[Answer]]


class Pages:
    def __init__(
        self, strangers: Strangers, *, concurrency: int = 10, seconds: float = _SECONDS
    ) -> None:
        self._strangers = strangers
        self._places = asyncio.Semaphore(concurrency)
        self._seconds = seconds
        self._hosts, self._origins = _Turns(), _Turns()
        self._silences = _Silences()
        self._robots: dict[str, tuple[Robots, float]] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, contact: str, trusted: Iterable[str], concurrency: int
    ) -> AsyncIterator[Self]:
        """Connect nothing yet. `contact` is an address for mail, empty where there is none.

        `trusted` are names, addresses and networks that may be visited though they are private.
        """
        places = min(concurrency, _MOST_CONNECTIONS)
        agent = user_agent(contact)
        async with Strangers.open(agent=agent, trusted=trusted, connections=places) as strangers:
            yield cls(strangers, concurrency=places)

    async def visit(self, url: str) -> Visit:
        """Say what came of it, whatever the stranger's server does.

        It takes 20 s at most, not counting the waits for a host's turn and a free connection.
        """
        patience, way = _Patience(self._seconds), _Way()
        try:
            answer = await _follow(url, way, _MOST_REDIRECTS, lambda at: self._page(at, patience))
        except StrangerError as error:
            return Visit(hops=tuple(way.hops), final_url=way.at, stop=error.stop)
        return Visit(
            hops=tuple(way.hops),
            final_url=way.at,
            status=answer.status,
            content_type=answer.content_type,
            is_challenge=any(name in answer.headers for name in _CHALLENGES),
            html=answer.body if _wanted(answer.status, answer.content_type) else None,
        )

    async def _page(self, url: httpx.URL, patience: "_Patience") -> Answer:
        robots = await self._robots_of(url, patience)
        if not robots.allow(url.raw_path.decode()):
            raise StrangerError(
                PageVerdict.BLOCKED, blocked("its robots.txt does not allow automatic visits.")
            )
        return await self._get(url, _wanted, patience)

    async def _robots_of(self, url: httpx.URL, patience: "_Patience") -> Robots:
        origin = f"{url.scheme}://{url.netloc.decode()}"
        async with self._origins.turn(origin):
            robots, until = self._robots.get(origin, (Robots(), 0.0))
            if until < _now():
                robots = await self._ask_robots(url, patience)
                _keep(self._robots, origin, (robots, _now() + _ROBOTS_KEPT_SECONDS))
            return robots

    async def _ask_robots(self, url: httpx.URL, patience: "_Patience") -> Robots:
        """Ask with a patience of its own; the visit's is charged with what it took."""
        own, way = _Patience(min(_ROBOTS_SECONDS, self._seconds)), _Way()
        try:
            answer = await _follow(
                str(url.join("/robots.txt")),
                way,
                _ROBOTS_REDIRECTS,
                lambda at: self._get(at, _all_rules, own),
            )
        except StrangerError as error:
            # Where the file is said to be elsewhere and is not, there is none.
            if way.hops and error.stop.verdict is not PageVerdict.UNKNOWN:
                return Robots()
            raise
        finally:
            patience.left -= own.spent
        return _robots_in(answer, url.raw_host.decode())

    async def _get(self, url: httpx.URL, how_much: HowMuch, patience: "_Patience") -> Answer:
        host = url.raw_host.decode()
        async with self._hosts.turn(host), self._places:
            with self._silences.watched(host):
                async with patience.running(host):
                    return await self._strangers.get(url, how_much)


@dataclass
class _Way:
    hops: list[str] = field(default_factory=list)
    """The addresses that redirected."""
    at: str | None = None
    """The last address asked."""


async def _follow(url: str, way: _Way, redirects: int, ask: _Ask) -> Answer:
    """Return the first answer that is no redirect, and note the way there."""
    at = web_address(url)
    for _ in range(redirects + 1):
        way.at = str(at)
        answer = await ask(at)
        location = answer.headers.get("location")
        if answer.status not in _MOVED or location is None:
            return answer
        way.hops.append(way.at)
        at = web_address(location, base=at)
    reason = f"The address redirects more than {redirects} times."
    raise StrangerError(PageVerdict.PROBLEMS, reason)


def _wanted(status: int, content_type: str) -> int:
    """Read pages, and what may be a bot wall in place of one."""
    is_page = httpx.codes.is_success(status) or status == httpx.codes.SERVICE_UNAVAILABLE
    return MOST_BYTES if is_page and content_type in HTML else 0


def _all_rules(status: int, content_type: str) -> int:  # noqa: ARG001 -- of whatever type
    return _ROBOTS_BYTES if httpx.codes.is_success(status) else 0


class _Patience:
    """The seconds left for a visit; waiting for a turn costs none."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.left = seconds

    @property
    def spent(self) -> float:
        return self._seconds - self.left

    @asynccontextmanager
    async def running(self, host: str) -> AsyncIterator[None]:
        began = _now()
        try:
            async with asyncio.timeout(max(self.left, 0)):
                yield
        except TimeoutError as error:
            raise SilenceError(host, self._seconds) from error
        finally:
            self.left -= _now() - began


class _Turns:
    """A lock for each name, which is forgotten when nobody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            yield


class _Silences:
    """Hosts that keep us waiting: thousands of their pages would wait for days, one by one."""

    def __init__(self) -> None:
        self._in_a_row: dict[str, tuple[int, float]] = {}

    @contextmanager
    def watched(self, host: str) -> Iterator[None]:
        count, until = self._in_a_row.get(host, (0, 0.0))
        if count >= _SILENCES and _now() < until:
            reason = f"{host} did not answer {count} times in a row: try again in a minute."
            raise StrangerError(PageVerdict.UNKNOWN, reason)
        try:
            yield
        except SilenceError:
            _keep(self._in_a_row, host, (count + 1, _now() + _LEFT_ALONE_SECONDS))
            raise
        self._in_a_row.pop(host, None)


def _robots_in(answer: Answer, host: str) -> Robots:
    """Where there is none, all is allowed; where the server has a fault, nobody can know."""
    if httpx.codes.is_server_error(answer.status):
        reason = f"{host} gives an error (status {answer.status}) instead of its robots.txt."
        raise StrangerError(PageVerdict.UNKNOWN, reason)
    body = answer.body
    if len(body) >= _ROBOTS_BYTES:
        # Half a line could keep us from more than it should.
        body, _, _ = body.rpartition(b"\n")
    return read_robots(body.decode(errors="replace"))


def _keep(kept: dict[str, _Kept], name: str, value: _Kept) -> None:
    kept.pop(name, None)
    kept[name] = value
    if len(kept) > _MOST_KEPT:
        del kept[next(iter(kept))]


def _now() -> float:
    return asyncio.get_running_loop().time()
