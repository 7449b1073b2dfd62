from collections.abc import AsyncIterator

import pytest

from bot.clients.slack import Slack
from tests.fakes.slack import TOKEN, FakeSlack


@pytest.fixture
async def bot(slack: FakeSlack) -> AsyncIterator[Slack]:
    async with Slack.open(TOKEN, slack.api_url) as bot:
        yield bot
