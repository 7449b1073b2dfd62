"""A database that is away for a while, and workers who have not the patience to wait for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from storage.database import Database
from tests.fakes.proxy import Proxy

PATIENCE = 0.05
"""In seconds; an outage is longer than that."""


@dataclass(frozen=True, kw_only=True)
class Outage:
    url: str
    """The address that leads to nothing meanwhile."""
    begin: Callable[[], Awaitable[None]]
    end: Callable[[], Awaitable[None]]


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[Outage]:
    """Make one in which somebody else keeps writing: so SQLite is away."""
    async with AsyncExitStack() as others:

        async def begin() -> None:
            other = await others.enter_async_context(Database.open(url))
            await others.enter_async_context(other.begin())

        yield Outage(url=url, begin=begin, end=others.aclose)


@asynccontextmanager
async def refused(url: str) -> AsyncIterator[Outage]:
    """Make one in which PostgreSQL ends every connection and takes no other."""
    async with Proxy.before(url) as (proxy, through):
        yield Outage(url=through, begin=proxy.refuse, end=proxy.answer)


@asynccontextmanager
async def hanging(url: str) -> AsyncIterator[Outage]:
    """Make one in which PostgreSQL takes what is said, and says nothing."""
    async with Proxy.before(url) as (proxy, through):

        async def begin() -> None:
            proxy.hang()

        yield Outage(url=through, begin=begin, end=proxy.answer)
        await proxy.answer()
