"""A worker that reports in Slack, killed at a step (`tests.faults.lives`)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import jobs
from bot.clients.slack import Slack
from bot.domain.channels import Place
from bot.domain.check import Answered, How
from bot.domain.doi import read_entries
from bot.domain.people import Act, Person
from bot.main import make_world
from bot.settings import Settings
from bot.use_cases import checks
from bot.use_cases.reporting import Reporting
from bot.world import World
from storage.database import Database
from tests.conftest import StoppedClock
from tests.factories import MARCH_2, a_result
from tests.faults.lives import begin_lives
from tests.faults.mortal import Mortal, MortalDatabase

BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2, knock="Ev1")
IN_STAFF = Place(channel="CSTAFF", is_direct=False)
ENTRIES = read_entries([f"10.5555/made-up-{n}" for n in range(1, 8)])


class MortalSlack(Slack):
    """Dies before or after whatever shows in Slack, or is uploaded."""

    mortal: Mortal

    async def post(self, *where: Any, **how: Any) -> str:  # noqa: ANN401 -- as a Slack's
        self.mortal.step()
        ts = await super().post(*where, **how)
        self.mortal.step()
        return ts

    async def edit(self, *what: Any) -> None:  # noqa: ANN401 -- as a Slack's
        self.mortal.step()
        await super().edit(*what)
        self.mortal.step()

    async def keep_file(self, *what: Any) -> str:  # noqa: ANN401 -- as a Slack's
        self.mortal.step()
        file = await super().keep_file(*what)
        self.mortal.step()
        return file

    async def share_file(self, *what: Any, **more: Any) -> None:  # noqa: ANN401 -- as a Slack's
        self.mortal.step()
        await super().share_file(*what, **more)
        self.mortal.step()


async def main(step: int, environ: Mapping[str, str]) -> None:
    settings = Settings.from_environ(environ)
    async with (
        make_world(settings) as world,
        MortalDatabase.open(settings.database_url) as database,
        MortalSlack.open(settings.slack_bot_token, settings.slack_api_url) as slack,
    ):
        database.mortal = slack.mortal = Mortal(step)
        clock = StoppedClock()
        await _live(
            replace(
                world,
                clock=clock,
                database=database,
                checking=replace(world.checking, clock=clock, database=database),
                reporting=Reporting(clock=clock, database=database, slack=slack),
            ),
            clock,
        )


async def _live(world: World, clock: StoppedClock) -> None:
    """Post, show some progress, check, report, share the file."""
    number = await checks.queue(
        ENTRIES,
        How(has_pages=False),
        BY_STAFF,
        again=None,
        place=IN_STAFF,
        database=world.database,
    )
    await jobs.ring(jobs.report, world)
    await _answer_one(number, world)
    for job in (jobs.report, jobs.work_on_checks, jobs.report):
        clock.pass_days(1)
        await jobs.ring(job, world)


async def _answer_one(number: int, world: World) -> None:
    # Not one of the steps: it stands for a piece of another worker's.
    async with Database.open(world.settings.database_url) as database, database.begin() as store:
        answered = Answered(position=0, result=a_result(), said={})
        await store.checks.answer(number, [answered], MARCH_2)


def _report(asked: Mapping[str, Any]) -> int:
    asyncio.run(main(asked["step"], asked["environ"]))
    return 0


if __name__ == "__main__":
    begin_lives(_report)
