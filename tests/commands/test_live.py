"""`live` lists for staff, and releases for approvers."""

import pytest

from bot.domain.delivery import Stage
from bot.domain.live import Went
from bot.world import World
from commands.dispatch import writes
from tests.bot.use_cases.outboxes import journal
from tests.bot.use_cases.telling import a_draft, kept, write
from tests.commands.outbox_people import data, labels, refused, told
from tests.factories import MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_staff_may_look_and_nothing_leaves(slack_world: World) -> None:
    await write(slack_world.database, a_draft())

    found = await told(slack_world, "live", "USTAFF")

    assert ([one.line.id for one in data(found).today], data(found).since) == (["OUT-1"], None)
    assert labels(found) == ["Go live"]
    assert (await kept(slack_world.database)).stage is Stage.HELD


async def test_only_an_approver_goes_live(slack_world: World) -> None:
    await write(slack_world.database, a_draft())

    assert "Only an approver" in await refused(slack_world, "live --yes", "USTAFF")
    assert (await kept(slack_world.database)).stage is Stage.HELD

    found = await told(slack_world, "live --yes", "ULEAD")

    assert (data(found).since, labels(found)) == (Went(by="ULEAD", at=MARCH_2), [])
    assert (await kept(slack_world.database)).stage is Stage.WAITING


async def test_who_went_live_stays_so_whoever_presses_again(slack_world: World) -> None:
    await told(slack_world, "live --yes", "ULEAD")

    found = await told(slack_world, "live --yes")

    assert data(found).since == Went(by="ULEAD", at=MARCH_2)
    assert len(await journal(slack_world.database, "live")) == 1


async def test_it_takes_no_words(world: World) -> None:
    assert "Type `rsp live" in await refused(world, "live now")


def test_listing_only_reads(database_url: str) -> None:
    assert not writes("live")
    assert writes("live --yes")
