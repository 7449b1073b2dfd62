"""Applications in a database, to start a test from; and two who come at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.application import Application
from bot.domain.check import How
from bot.domain.doi import read_entries
from storage.database import Database, Store
from tests.bot.domain.cases import an_application
from tests.factories import AN_ACT, MARCH_2

Doing = Callable[[Store], Awaitable[Any]]


async def a_contact(store: Store, address: str = "ada@example.org", name: str = "Ada") -> int:
    return (await store.contacts.add(name, address, AN_ACT)).number


async def a_check(store: Store) -> int:
    entries = read_entries(["10.5555/a"])
    return (await store.checks.add(entries, How(), by="ada", at=MARCH_2, again=None)).number


async def logged(store: Store, **details: Any) -> Application:  # noqa: ANN401 -- as in Application
    """Log an application of Ada's; its number is the next one."""
    contact = details.pop("contact", None) or await a_contact(store)
    return await store.applications.add(an_application(contact=contact, **details), AN_ACT)


async def both(database: Database, first: Doing, second: Doing) -> tuple[Any, Any]:
    """Let the second begin while the first has not ended; return what came of them."""
    is_done = asyncio.Event()

    async def one() -> object:
        async with database.begin() as store:
            came = await first(store)
            is_done.set()
            # So long the other waits for us.
            await asyncio.sleep(0.05)
        return came

    async def other() -> object:
        await is_done.wait()
        async with database.begin() as store:
            return await second(store)

    came = await asyncio.gather(one(), other(), return_exceptions=True)
    return came[0], came[1]
