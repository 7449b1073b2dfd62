"""A web door in whose address book there is somebody."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest

from bot.domain.work import WorkState
from bot.web.app import make_app
from bot.world import World
from tests.bot.address_book import BEA, URL, ask, deliveries, put, tokens, with_links
from tests.conftest import StoppedClock

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SUCCESSOR = {"name": BEA.name, "address": BEA.address, "words": "She knows\r\nit all."}


@dataclass
class Web:
    world: World
    clock: StoppedClock
    client: httpx.AsyncClient

    async def path(self, key: str = "mail:confirm:1:1", which: int = 0) -> str:
        """Return where a letter's link leads: 0 is what it is about, -1 is *I left*."""
        return f"/link/{tokens((await deliveries(self.world))[key])[which]}"

    async def post(self, path: str, **answers: str) -> httpx.Response:
        self.clock.now += timedelta(minutes=3)
        return await self.client.post(path, content=urlencode(answers), headers=FORM)


def asking(world: World) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=make_app(world, None))
    return httpx.AsyncClient(transport=transport, base_url=URL)


@pytest.fixture
async def web(world: World, clock: StoppedClock) -> AsyncIterator[Web]:
    """Yield a web door in whose address book Ada was asked to confirm."""
    world = with_links(world)
    world = replace(world, telling=replace(world.telling, staff_channel="CSTAFF"))
    await put(world, await ask(world), WorkState.SENT)
    async with asking(world) as client:
        yield Web(world, clock, client)
