"""What becomes of rows in hand is written down together: a transaction costs more than a row."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.work import End, Work
from bot.errors import OutsideError
from bot.use_cases.together import Together
from storage.database import Database, Store
from storage.work import in_order


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What became of a row, and what there is to keep beside that."""

    row: Work
    end: End
    noted: Mapping[str, object] = field(default_factory=dict)
    """What is kept of it elsewhere, in the same transaction."""


@dataclass(eq=False)
class _Begun:
    row: Work
    is_ours: bool = False


_Step = _Begun | Ended
Note = Callable[[Ended, Store], Awaitable[None]]


async def note_nothing(ended: Ended, store: Store) -> None:
    """Keep nothing beside a row's end."""


class Ledger:
    def __init__(self, database: Database, note: Note = note_nothing, *, wait: float = 0) -> None:
        """`note` is asked within the transaction that writes an end down, if the row was ours.

        An end waits so many seconds for a beginning to be written with.
        """
        self._database = database
        self._note = note
        self._wait = wait
        self._steps: Together[_Step] = Together(self._write)

    async def begin(self, row: Work) -> None:
        """Write down that what cannot be taken back begins now."""
        begun = _Begun(row)
        await self._steps.add(begun)
        if not begun.is_ours:
            raise OutsideError("Its lease ran out meanwhile.")

    async def end(self, ended: Ended) -> None:
        """Write down what became of a row.

        It is in line at once, before anything that its end sets free can begin.
        """
        await self._steps.add(ended, wait=self._wait)

    async def _write(self, steps: Sequence[_Step]) -> None:
        async with self._database.begin() as store:
            by_row = {step.row: step for step in steps}
            for row in in_order(by_row):
                await self._write_one(by_row[row], store)

    async def _write_one(self, step: _Step, store: Store) -> None:
        if isinstance(step, _Begun):
            step.is_ours = await store.work.start(step.row)
        elif await store.work.finish(step.row, step.end):
            await self._note(step, store)
