"""Work on checks, a piece at a time; ask again later about what only time can settle."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.domain.again import give_up, in_short, is_silent, is_unsettled, next_time
from bot.domain.check import Answered, Asked, Result, check_id
from bot.domain.doi import Entry
from bot.domain.people import CLOCK, Act
from bot.domain.work import Work
from bot.use_cases.together import Together
from bot.use_cases.work import Worker
from storage.database import Database

if TYPE_CHECKING:
    # All that asks and judges is imported with the first question: Slack waits for an answer
    # after a start, and most answers need none of it.
    from bot.use_cases.answering import Keep, Place
    from bot.use_cases.neighbours import Neighbours

# One row of work: what one list of DataCite's API holds.
PIECE = 100

_Kept = tuple[int, Answered]
"""The number of a check, and one of its answers."""
_check = itemgetter(0)
_Piece = tuple[Asked | None, "Sequence[Place]"]
_Find = Callable[[Work], Awaitable[_Piece]]

Progress = Callable[[Sequence[Answered]], None]


def piece(number: int) -> str:
    """Return what a check's rows are of; the position of their first entry follows."""
    return f"check:{number}"


@dataclass(frozen=True, kw_only=True)
class Checking:
    """What working on checks needs, and the workers for their rows."""

    clock: Clock
    database: Database
    neighbours: Callable[[], Awaitable["Neighbours"]]
    """Opens them when they are first asked."""
    ask_again_after: tuple[timedelta, ...]
    """Counted from the answer that was not settled yet."""
    progress: Progress | None = None

    @property
    def workers(self) -> Mapping[str, Worker]:
        return self._workers(self._unanswered)

    def workers_on(self, asked: Asked, entries: Sequence[Entry]) -> Mapping[str, Worker]:
        """Return those for a check that was just begun, which need not read it again."""

        async def places(row: Work) -> _Piece:
            _, first = map(int, row.details)
            ours = enumerate(entries[first : first + PIECE], first)
            return asked, [place for place in ours if place[1].doi]

        return self._workers(places)

    def _workers(self, find: _Find) -> Mapping[str, Worker]:
        kept = Together(self._keep)
        return {"check": partial(self._work_on_piece, find, kept), "again": self._ask_again}

    async def _unanswered(self, row: Work) -> _Piece:
        number, first = map(int, row.details)
        async with self.database.read() as store:
            places = await store.checks.unanswered(number, first, first + PIECE - 1)
            return await store.checks.get(number), places

    async def _work_on_piece(self, find: _Find, kept: Together[_Kept], row: Work) -> None:
        asked, places = await find(row)
        if asked and places:

            async def keep(answers: Sequence[Answered]) -> None:
                await kept.add(*((asked.number, answer) for answer in answers))

            await self._answer(asked, places, keep)

    async def _answer(self, asked: Asked, places: "Sequence[Place]", keep: "Keep") -> None:
        neighbours = await self.neighbours()
        from bot.use_cases.answering import Round  # noqa: PLC0415 -- above

        await Round.of(asked, neighbours=neighbours, keep=keep).answer(places)

    async def _keep(self, kept: Sequence[_Kept]) -> None:
        now = self.clock()
        async with self.database.begin() as store:
            for number, group in groupby(sorted(kept, key=_check), key=_check):
                settled = [self._settled(number, answer, now) for _, answer in group]
                await store.checks.answer(number, [answer for answer, _ in settled], now)
                await store.work.add(*(again for _, again in settled if again))
                await store.checks.finish(number, now)
        if self.progress:
            self.progress([answer for _, answer in kept])

    async def _ask_again(self, row: Work) -> None:
        """Ask once more about one DOI; after the last time say that nobody asks any more."""
        number, position, time = map(int, row.details)
        async with self.database.read() as store:
            asked = await store.checks.get(number)
            place = await store.checks.place(number, position)
            before = await store.checks.result(number, position)
        if asked is None or place is None or before is None:
            return
        answers: list[Answered] = []

        async def keep(found: Sequence[Answered]) -> None:
            answers.extend(found)

        await self._answer(asked, [place], keep)
        waits = self.ask_again_after
        since = row.due_at - waits[time] if time < len(waits) else row.due_at
        await self._keep_again(
            number, before, self._settled(number, answers[0], since, done=time + 1)
        )

    async def _keep_again(
        self, number: int, before: Result, settled: tuple[Answered, Work | None]
    ) -> None:
        """Keep what a later look found; a silent neighbour does not undo what was known."""
        (answer, again), now = settled, self.clock()
        async with self.database.begin() as store:
            if again:
                await store.work.add(again)
            if is_silent(answer.result):
                if again:
                    return
                answer = replace(answer, result=give_up(before))
            await store.checks.answer(number, [answer], now)
            what = f"asked again about {before.doi}"
            act = Act(by=CLOCK, at=now)
            old, new = in_short(before), in_short(answer.result)
            await store.journal.add(act, check_id(number), what, before=old, after=new)

    def _settled(
        self, number: int, answer: Answered, since: datetime, *, done: int = 0
    ) -> tuple[Answered, Work | None]:
        """Return an answer as it is to be kept, and the row to ask again if time may change it."""
        waits, now = self.ask_again_after, self.clock()
        if not (is_unsettled(answer.result) or (done and is_silent(answer.result))):
            return answer, None
        time = next_time(waits, since, done=done, now=now)
        if time is None:
            return replace(answer, result=give_up(answer.result)), None
        key = f"again:{number}:{answer.position}:{time[0]}"
        return answer, Work(key=key, due_at=time[1])
