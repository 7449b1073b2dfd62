"""Somebody who posts in the loopback Slack, for tests of all that is said there."""

from collections.abc import AsyncIterator

import pytest

from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.use_cases.posts import Things, a_posting
from tests.conftest import StoppedClock
from tests.fakes.slack import FakeSlack


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
async def posting(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> AsyncIterator[Posting]:
    async with a_posting(database, clock, slack, things) as posting:
        yield posting
