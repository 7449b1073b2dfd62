"""A privacy request as staff see it where the person is the contact of an application."""

import pytest

from bot.domain.application import Filed
from bot.world import World
from tests.commands.test_privacy import rsp
from tests.storage.applied import a_contact, logged

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FILED = Filed(organisation="Example Ltd", support="ada@example.org", has_members=False)


async def fill(world: World) -> None:
    async with world.database.begin() as store:
        contact = await a_contact(store, "ada@example.org", "Ada Lovelace")
        await logged(store, contact=contact, filed=FILED)


async def test_what_was_filed_in_a_persons_name_is_shown(world: World) -> None:
    await fill(world)

    _, out, _ = await rsp(world, "privacy", "export", "ada@example.org")

    lines = [line.rstrip() for line in out.splitlines()]
    assert "APP-1: Example Ltd" in lines
    assert ["support", "ada@example.org"] in [line.split() for line in lines]
    assert ["has", "members", "no"] in [line.split() for line in lines]


async def test_a_case_of_whoever_is_erased_is_still_shown(world: World) -> None:
    await fill(world)

    await rsp(world, "privacy", "erase", "--yes", "ada@example.org")
    outcome, out, err = await rsp(world, "show", "APP-1")

    assert (outcome, err) == (0, "")
    assert "APP-1 Example Ltd" in out
    assert "erased" in out
    assert "ada@example.org" not in out
    assert "Lovelace" not in out
