"""Work on checks, a piece at a time; ask again later about what only time can settle."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.again import give_up, is_unsettled
from bot.domain.check import Answered, Verdict, name
from bot.domain.people import CLOCK, Act
from bot.domain.work import Work
from bot.use_cases.answering import Neighbours, Round
from bot.use_cases.work import Worker
from storage.database import Database

# One row of work: what one list of DataCite's API holds.
PIECE = 100

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
        return {"check": self._work_on_piece, "again": self._ask_again}

    async def _work_on_piece(self, row: Work) -> None:
        number, first = map(int, row.details)
        async with self.database.read() as store:
            asked = await store.checks.get(number)
            places = await store.checks.unanswered(number, first, first + PIECE - 1)
        if asked and places:
            keeper = _Keeper(number=number, checking=self)
            await Round.of(asked, neighbours=self.neighbours, keep=keeper.keep).answer(places)
        async with self.database.begin() as store:
            await store.checks.finish(number, self.clock())

    async def _ask_again(self, row: Work) -> None:
        """Ask once more about one DOI; after the last time say that nobody asks any more."""
        number, position, time = map(int, row.details)
        async with self.database.read() as store:
            asked = await store.checks.get(number)
            place = await store.checks.place(number, position)
        if asked is None or place is None:
            return
        answers: list[Answered] = []

        async def keep(found: list[Answered]) -> None:
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

    def first_again(self, number: int, position: int, now: datetime) -> Work:
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


@dataclass(kw_only=True)
class _Keeper:
    """Writes one check's answers: those that come while it writes go together, next."""

    number: int
    checking: Checking
    _waiting: list[Answered] = field(default_factory=list)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep(self, answers: list[Answered]) -> None:
        self._waiting += answers
        async with self._writing:
            # Whoever wrote meanwhile wrote these too.
            answers, self._waiting = self._waiting, []
            if answers:
                await self._write(answers)

    async def _write(self, answers: Sequence[Answered]) -> None:
        now = self.checking.clock()
        unsettled = [answer for answer in answers if is_unsettled(answer.result)]
        again = [self.checking.first_again(self.number, a.position, now) for a in unsettled]
        async with self.checking.database.begin() as store:
            await store.checks.answer(self.number, answers, now)
            await store.work.add(*again)
        if self.checking.progress:
            self.checking.progress(answers)
