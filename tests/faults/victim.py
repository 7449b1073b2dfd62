"""`rsp check`, killed at a step: `python -m tests.faults.victim STEP DOI…`.

Steps are the moments at which a process can die with another outcome: before a transaction,
before its commit, before and after a question to doi.org.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from bot.clients.handles import Handles
from bot.domain.check import How
from bot.domain.doi import read_entries
from bot.domain.evidence import Agency, Unanswered
from bot.main import make_world
from bot.settings import Settings
from bot.use_cases import checks
from bot.use_cases.neighbours import Neighbours
from tests.factories import AN_ACT
from tests.faults.mortal import Mortal, MortalDatabase


class MortalHandles(Handles):
    mortal: Mortal

    async def agencies(self, dois: Sequence[str]) -> dict[str, Agency | Unanswered]:
        self.mortal.step()
        answers = await super().agencies(dois)
        self.mortal.step()
        return answers


async def main(last: int, dois: Sequence[str]) -> None:
    settings = Settings.from_environ(os.environ)  # noqa: TID251 -- it plays bot.main
    async with make_world(settings) as world, MortalDatabase.open(settings.database_url) as mine:
        asked = await world.checking.neighbours()
        handles = MortalHandles(asked.handles._neighbour)  # noqa: SLF001 -- stands in for it
        mine.mortal = handles.mortal = Mortal(last)

        async def neighbours() -> Neighbours:
            return replace(asked, handles=handles)

        checking = replace(world.checking, database=mine, neighbours=neighbours)
        await checks.check(read_entries(dois), How(has_pages=False), AN_ACT, checking=checking)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2:]))
