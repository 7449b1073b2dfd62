from collections.abc import AsyncIterator

import pytest

from bot.world import World
from commands.slack.door import Door
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People


@pytest.fixture
async def people(slack_world: World, slack: FakeSlack) -> AsyncIterator[People]:
    """Let people knock at a door in this process, and say nothing that Slack refuses."""
    async with Door.open(slack_world) as door:
        yield slack.people(app=door.endpoint)
    assert slack.refusals == []
