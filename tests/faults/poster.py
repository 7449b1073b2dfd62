"""A worker that posts in Slack, killed at a step or a moment: `python -m tests.faults.poster`.

Reads `{"step": …, "seconds": …, "now": …, "url": …, "slack": …}` line by line, and writes as what
it ended: importing all anew for each would take longer than all that is tried.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.use_cases.delivering import Delivering
from bot.use_cases.posting import Posting
from tests.bot.use_cases.posts import HOURS, SECOND, Things, a_card, show
from tests.bot.use_cases.telling import a_telling
from tests.conftest import StoppedClock
from tests.fakes.slack import TOKEN
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


def _die(asked: Mapping[str, Any]) -> int:
    """Live and die as a process of its own; return its status as `subprocess` would."""
    child = os.fork()
    if child == 0:
        asyncio.run(main(asked["step"], asked["now"], asked["url"], asked["slack"]))
        os._exit(0)
    if asked["seconds"]:
        time.sleep(asked["seconds"])
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        for line in sys.stdin:
            sys.stdout.write(f"{_die(json.loads(line))}\n")
            sys.stdout.flush()
