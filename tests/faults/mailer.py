"""A worker that sends letters, killed at a step or a moment: `python -m tests.faults.mailer`.

Reads `{"step": …, "seconds": …, "now": …, "url": …, "mail": …}` line by line, and writes as what
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

from bot.clients.mail import Begin, Mail, Mailer
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from tests.bot.use_cases.telling import a_telling
from tests.conftest import StoppedClock
from tests.faults.mortal import Mortal, MortalDatabase


class MortalMailer(Mailer):
    """Dies before or after a letter is sent, or is noted as begun."""

    mortal: Mortal

    async def send(self, mail: Mail, begin: Begin) -> str:
        async def noted() -> None:
            self.mortal.step()
            await begin()
            self.mortal.step()

        self.mortal.step()
        said = await super().send(mail, noted)
        self.mortal.step()
        return said


async def main(step: int, now: str, url: str, mail: str) -> None:
    async with (
        MortalDatabase.open(url) as database,
        MortalMailer.open(mail, "rsp@example.org") as mailer,
    ):
        database.mortal = mailer.mortal = Mortal(step)
        clock = StoppedClock(datetime.fromisoformat(now))
        delivering = Delivering(clock=clock, database=database, telling=a_telling())
        mailing = Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")
        while await mailing.send_due():
            pass


def _die(asked: Mapping[str, Any]) -> int:
    """Live and die as a process of its own; return its status as `subprocess` would."""
    child = os.fork()
    if child == 0:
        asyncio.run(main(asked["step"], asked["now"], asked["url"], asked["mail"]))
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
