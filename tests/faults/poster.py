"""A worker that posts in Slack, killed at a step or a moment (`tests.faults.lives`)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.use_cases.delivering import Delivering
from bot.use_cases.posting import Posting
from tests.bot.use_cases.posts import HOURS, SECOND, Things, a_card, show
from tests.bot.use_cases.telling import a_telling
from tests.conftest import StoppedClock
from tests.fakes.slack import TOKEN
from tests.faults.lives import begin_lives
from tests.faults.mortal import Mortal, MortalDatabase
from tests.faults.reporter import MortalSlack

ROUNDS = 6
# When the thing of the card changes.
CHANGE = 3


async def main(step: int, now: str, url: str, slack_url: str) -> None:
    async with (
        MortalDatabase.open(url) as database,
        MortalSlack.open(TOKEN, slack_url) as slack,
    ):
        database.mortal = slack.mortal = Mortal(step)
        clock = StoppedClock(datetime.fromisoformat(now))
        delivering = Delivering(clock=clock, database=database, telling=a_telling())
        posting = Posting(
            delivering=delivering, slack=slack, draw=Things().draw_touches, hours=HOURS
        )
        for number in range(ROUNDS):
            if number == CHANGE:
                await show(posting, a_card())
            await posting.post_due()
            clock.now += SECOND


def _live(asked: Mapping[str, Any]) -> int:
    asyncio.run(main(asked["step"], asked["now"], asked["url"], asked["slack"]))
    return 0


if __name__ == "__main__":
    begin_lives(_live)
