"""One round of questions about the entries of a check, from the first batch to the last page."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.check import SMALL, Answered, Asked, Environment, How
from bot.domain.doi import Entry
from bot.domain.judgement import Examined, judge
from bot.use_cases.asking import Production, System, TestSystem
from bot.use_cases.examining import Case, examine_metadata, examine_page
from bot.use_cases.neighbours import Neighbours
from bot.use_cases.work import all_of

# Seconds; a transaction for each page would cost more than asking for it.
_ABOUT_THE_SAME_TIME = 1

Place = tuple[int, Entry]
Keep = Callable[[Sequence[Answered]], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Round:
    how: How
    system: System
    neighbours: Neighbours
    keep: Keep
    """Told of answers as they come, in groups."""

    @classmethod
    def of(cls, asked: Asked, *, neighbours: Neighbours, keep: Keep) -> "Round":
        system = _system(asked, neighbours)
        return cls(how=asked.how, system=system, neighbours=neighbours, keep=keep)

    async def answer(self, places: Sequence[Place]) -> None:
        """Find out about entries, each with a DOI."""
        evidence = await self.system.ask([str(entry.doi) for _, entry in places])
        cases = [
            Case(position=position, entry=entry, evidence=known, environment=self.how.environment)
            for (position, entry), known in zip(places, evidence, strict=True)
        ]
        odd = [case for case in cases if self.system.is_odd(case.evidence)]
        plain = [case for case in cases if not self.system.is_odd(case.evidence)]
        # What one silent neighbour holds up does not hold up the others.
        await all_of([self._examine(plain), *(self._ask_more(case) for case in odd)])

    async def _ask_more(self, case: Case) -> None:
        evidence = await self.system.ask_more(case.evidence)
        await self._examine([replace(case, evidence=evidence)])

    async def _examine(self, cases: Sequence[Case]) -> None:
        found = await examine_metadata(cases, schemas=self.neighbours.schemas)
        examined = list(zip(cases, found, strict=True))
        if self.how.has_pages:
            await self._visit(examined)
        else:
            await self.keep([_answered(case, whole) for case, whole in examined])

    async def _visit(self, examined: Sequence[tuple[Case, Examined]]) -> None:
        """Visit all pages, and keep together what is answered at about the same time."""
        answers: list[Answered] = []

        async def visit(case: Case, so_far: Examined) -> None:
            whole = await examine_page(case, so_far, pages=self.neighbours.pages)
            answers.append(_answered(case, whole))

        visiting = asyncio.create_task(all_of([visit(*one) for one in examined]))
        try:
            while not visiting.done():
                await asyncio.wait({visiting}, timeout=_ABOUT_THE_SAME_TIME)
                together = answers.copy()
                answers.clear()
                await self.keep(together)
            await visiting
        finally:
            visiting.cancel()


def _answered(case: Case, examined: Examined) -> Answered:
    result = judge(case.entry, case.evidence, case.environment, examined)
    return Answered(position=case.position, result=result, said=case.evidence.said)


def _system(asked: Asked, neighbours: Neighbours) -> System:
    is_small = asked.count <= SMALL
    if asked.how.environment is Environment.TEST:
        return TestSystem(test=neighbours.test, is_small=is_small)
    return Production(
        datacite=neighbours.datacite,
        test=neighbours.test,
        handles=neighbours.handles,
        is_thorough=asked.how.is_thorough,
        is_small=is_small,
    )
