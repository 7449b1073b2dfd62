"""Work on checks, a piece at a time; ask again later about what only time can settle."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

from bot.clock import Clock
from bot.domain.again import give_up, is_unsettled
from bot.domain.check import Answered, Verdict, name
from bot.domain.people import CLOCK, Act
from bot.domain.work import Work
from bot.use_cases.answering import Neighbours, Round
from bot.use_cases.together import Together
from bot.use_cases.work import Worker
from storage.database import Database

# One row of work: what one list of DataCite's API holds.
PIECE = 100

_Kept = tuple[int, Answered]
"""The number of a check, and one of its answers."""
_check = itemgetter(0)

Progress = Callable[[Sequence[Answered]], None]


def piece(number: int) -> str:
    """Return how the keys of a check's rows begin; the position of their first entry follows."""
    return f"check:{number}:"


@dataclass(frozen=True, kw_only=True)
class Checking:
    """What working on checks needs, and the workers for their rows."""

    clock: Clock
    database: Database
    neighbours: Neighbours
    ask_again_after: tuple[timedelta, ...]
    """Counted from the answer that was not settled yet."""
    progress: Progress | None = None

    @property
    def workers(self) -> Mapping[str, Worker]:
        kept = Together(self._keep)
        return {"check": partial(self._work_on_piece, kept), "again": self._ask_again}

    async def _work_on_piece(self, kept: Together[_Kept], row: Work) -> None:
        number, first = map(int, row.details)
        async with self.database.read() as store:
            asked = await store.checks.get(number)
            places = await store.checks.unanswered(number, first, first + PIECE - 1)
        if asked and places:

            async def keep(answers: Sequence[Answered]) -> None:
                await kept.add(*((number, answer) for answer in answers))

            await Round.of(asked, neighbours=self.neighbours, keep=keep).answer(places)

    async def _keep(self, kept: Sequence[_Kept]) -> None:
        now = self.clock()
        async with self.database.begin() as store:
            for number, group in groupby(sorted(kept, key=_check), key=_check):
                answers = [answer for _, answer in group]
                await store.checks.answer(number, answers, now)
                unsettled = [one.position for one in answers if is_unsettled(one.result)]
                await store.work.add(*(self._first(number, place, now) for place in unsettled))
                await store.checks.finish(number, now)
        if self.progress:
            self.progress([answer for _, answer in kept])

    async def _ask_again(self, row: Work) -> None:
        """Ask once more about one DOI; after the last time say that nobody asks any more."""
        number, position, time = map(int, row.details)
        async with self.database.read() as store:
            asked = await store.checks.get(number)
            place = await store.checks.place(number, position)
        if asked is None or place is None:
            return
        answers: list[Answered] = []

        async def keep(found: Sequence[Answered]) -> None:
            answers.extend(found)

        await Round.of(asked, neighbours=self.neighbours, keep=keep).answer([place])
        await self._keep_again(number, answers[0], self._next(row, time))

    async def _keep_again(self, number: int, answer: Answered, later: Work | None) -> None:
        """Keep what a later look found; a silent neighbour does not undo what was known."""
        result, now = answer.result, self.clock()
        is_waiting = is_unsettled(result)
        is_silent = result.verdict is Verdict.UNKNOWN and not is_waiting
        if is_waiting and later is None:
            answer = replace(answer, result=give_up(result))
        async with self.database.begin() as store:
            if later and (is_waiting or is_silent):
                await store.work.add(later)
            if not is_silent:
                await store.checks.answer(number, [answer], now)
            what = f"asked again about {result.doi}"
            act = Act(by=CLOCK, at=now)
            await store.journal.add(act, name(number), what, after=result.verdict)

    def _first(self, number: int, position: int, now: datetime) -> Work:
        return Work(key=f"again:{number}:{position}:0", due_at=now + self.ask_again_after[0])

    def _next(self, row: Work, time: int) -> Work | None:
        """Return the next time to ask that is still to come, or the last; None after that."""
        since = row.due_at - self.ask_again_after[time]
        later = list(enumerate(self.ask_again_after))[time + 1 :]
        to_come = [one for one in later if since + one[1] > self.clock()] or later[-1:]
        if not to_come:
            return None
        number, position, _ = row.details
        after, wait = to_come[0]
        return Work(key=f"again:{number}:{position}:{after}", due_at=since + wait)
