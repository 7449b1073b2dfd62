"""A worker that sends letters, killed at a step or a moment (`tests.faults.lives`)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.mail import Begin, Mail, Mailer
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from tests.bot.use_cases.telling import a_telling
from tests.conftest import StoppedClock
from tests.faults.lives import begin_lives
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


def _live(asked: Mapping[str, Any]) -> int:
    asyncio.run(main(asked["step"], asked["now"], asked["url"], asked["mail"]))
    return 0


if __name__ == "__main__":
    begin_lives(_live)
