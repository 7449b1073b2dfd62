"""Applications behind a web door: logged in a world that can make links."""

from dataclasses import replace
from typing import Any

from bot.domain.application import Application
from bot.use_cases.cases import Cases
from bot.world import World
from tests.bot.address_book import URL, with_links
from tests.bot.use_cases.filings import act, logged
from tests.factories import MARCH_2


def with_cases(world: World, url: str = URL) -> World:
    """Return a world that can make links, also in the letters of its cases."""
    world = with_links(world, url)
    return replace(world, cases=replace(world.cases, letters=world.letters))


async def an_application(world: World, **details: Any) -> Application:  # noqa: ANN401 -- as in Filing or Filed
    return await logged(world.cases, act(), **{"received_on": MARCH_2.date()} | details)


async def all_applications(cases: Cases) -> list[Application]:
    async with cases.database.read() as store:
        return await store.applications.open()
