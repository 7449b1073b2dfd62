"""`notify`: how whoever asks is called when they must act."""

import pytest

from bot.domain.nudges import Nudges
from bot.world import World
from tests.bot.use_cases.outboxes import what_was_done
from tests.commands.outbox_people import labels, refused, told

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_unless_they_choose_people_are_called_in_the_thread(slack_world: World) -> None:
    found = await told(slack_world, "notify", "USTAFF")

    assert "in the thread of the card" in str(found.parts)
    assert labels(found) == ["Rather by a direct message"]


async def test_each_chooses_for_oneself(slack_world: World) -> None:
    found = await told(slack_world, "notify direct", "USTAFF")

    assert "a direct message" in str(found.parts)
    async with slack_world.database.read() as store:
        calls = [await store.readers.nudges(user) for user in ("USTAFF", "ULEAD")]
    assert calls == [Nudges.DIRECTLY, Nudges.IN_THREAD]
    assert await what_was_done(slack_world.database, "USTAFF") == [
        ("how to be called", "thread", "direct")
    ]


async def test_a_choice_can_be_taken_back(slack_world: World) -> None:
    await told(slack_world, "notify direct", "USTAFF")

    assert "in the thread" in str((await told(slack_world, "notify thread", "USTAFF")).parts)


async def test_nobody_is_called_at_a_terminal(world: World) -> None:
    assert "This is for Slack" in await refused(world, "notify direct")


@pytest.mark.parametrize("words", ["notify loudly", "notify thread now"])
async def test_there_are_two_ways(slack_world: World, words: str) -> None:
    assert "Type `rsp notify" in await refused(slack_world, words, "USTAFF")
