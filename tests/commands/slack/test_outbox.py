"""A post and a card through Slack's door: previewed, held, released, posted, shown as accepted."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.delivery import Audience
from bot.domain.work import WorkState
from bot.jobs import post, ring
from bot.messages.blocks import payload
from bot.messages.message import say
from bot.world import World
from commands.slack.door import Door
from tests.bot.use_cases.telling import a_draft, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

INTERNAL = Audience.INTERNAL
A_POST = a_draft(
    key="post:test:1",
    audience=INTERNAL,
    kind="handover",
    to="CSTAFF",
    payload=payload(say("Bea takes over from Ada.")),
)


@pytest.fixture
async def people(slack_world: World, slack: FakeSlack) -> AsyncIterator[People]:
    async with Door.open(slack_world) as door:
        yield slack.people(app=door.endpoint)


def posted(slack: FakeSlack, *words: str) -> int:
    return len([m for m in slack.messages if m.way == "post" and m.has(*words)])


async def test_a_post_is_previewed_held_released_and_accepted(
    slack_world: World, people: People, slack: FakeSlack
) -> None:
    await write(slack_world.database, A_POST)

    await people.command("show OUT-1")
    await slack.told("OUT-1", "Bea takes over from Ada.")
    await people.command("outbox hold OUT-1 not before noon")
    await slack.told("OUT-1", "held")
    await ring(post, slack_world)
    assert posted(slack, "Bea takes over") == 0

    await people.command("outbox release OUT-1")
    await slack.told("OUT-1", "waiting")
    await ring(post, slack_world)
    assert posted(slack, "Bea takes over") == 1
    await people.command("show OUT-1")
    await slack.told("OUT-1", "accepted")


async def test_a_card_is_previewed_held_released_and_edited(
    slack_world: World, people: People, slack: FakeSlack, clock: StoppedClock
) -> None:
    telling = replace(slack_world.telling, staff_channel="CSTAFF")
    world, failed = replace(slack_world, telling=telling), a_draft(audience=INTERNAL)
    await write(world.database, failed, telling.card("trouble", "OUT-1", MARCH_2))
    async with world.database.begin() as store:
        await store.work.move(failed.key, (WorkState.DUE,), WorkState.FAILED, MARCH_2)

    await people.command("show OUT-2")
    await slack.told("OUT-2", "OUT-1")
    await people.command("outbox hold OUT-2")
    await slack.told("OUT-2", "held")
    await ring(post, world)
    assert posted(slack, "OUT-1") == 0

    await people.command("outbox release OUT-2")
    await slack.told("OUT-2", "waiting")
    await ring(post, world)
    assert posted(slack, "OUT-1") == 1
    await people.command("outbox withdraw OUT-1")
    await slack.told("OUT-1", "withdrawn")
    clock.pass_days(1)
    await ring(post, world)

    (card,) = [m for m in slack.messages if m.way == "post"]
    assert card.has("withdrawn")
