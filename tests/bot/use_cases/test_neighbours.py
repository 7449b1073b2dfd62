"""Who can be asked in a world, and whose rate each question counts for."""

import asyncio
from dataclasses import replace

import pytest

from bot.metadata.schemas import Schemas
from bot.settings import Settings
from bot.use_cases.neighbours import Neighbours
from tests.conftest import environment_of
from tests.fakes.neighbours import FakeNeighbours


@pytest.fixture
def settings(neighbours: FakeNeighbours) -> Settings:
    return Settings.from_environ(environment_of(neighbours.urls))


async def test_all_are_asked_where_the_settings_say(settings: Settings) -> None:
    async with Neighbours.open(settings, Schemas.ours()) as asked:
        found = await asked.repositories.of(["example.repo", "example.archive"])
        records = await asked.re3data.records()
        takes_mail = await asked.mail_domains.takes_mail("example.org")

    assert {one.id for one in found.values() if one.re3data in records} == {"example.repo"}
    assert takes_mail is True


async def test_repositories_are_asked_for_at_the_rate_of_dois(
    settings: Settings, neighbours: FakeNeighbours
) -> None:
    async with Neighbours.open(replace(settings, datacite_rate=1), Schemas.ours()) as asked:
        await asked.datacite.record("10.5555/findable")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asked.repositories.count_with_software("Other"), 0.1)

    assert neighbours.paths("api") == ["/dois/10.5555/findable"]
