"""What becomes of rows in hand is written down together: a transaction costs more than a row."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.work import End, Work
from bot.errors import BusyError, OutsideError
from bot.use_cases.together import Together
from storage.database import Database, Store

BREATH = timedelta(seconds=1)
"""Slack takes one message a second in a channel, from all workers together."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What became of a row, and what there is to keep beside that."""

    row: Work
    end: End
    noted: Mapping[str, object] = field(default_factory=dict)
    """What is kept of it elsewhere, in the same transaction."""

    is_odd: bool = False
    """Whether it was sent after all, where others or a person had judged it meanwhile."""

    @property
    def is_plainly_sent(self) -> bool:
        return self.end == self.row.after_success(None)


@dataclass(eq=False)
class _Begun:
    row: Work
    now: datetime | None
    nonce: str
    is_ours: bool = False
    is_late: bool = False
    """Whether somebody else has taken its lane."""


@dataclass(frozen=True, eq=False)
class _Held:
    rows: Sequence[Work]
    now: datetime


_Step = _Begun | Ended | _Held
Note = Callable[[Sequence[Ended], Store], Awaitable[None]]


async def note_nothing(ended: Sequence[Ended], store: Store) -> None:
    """Keep nothing beside the ends of rows."""


class Ledger:
    def __init__(self, database: Database, note: Note = note_nothing, *, wait: float = 0) -> None:
        """`note` is asked within the transaction that writes ends down, of the rows still ours.

        An end waits so many seconds for a beginning to be written with.
        """
        self._database = database
        self._note = note
        self._wait = wait
        self._begun: set[str] = set()
        self._steps: Together[_Step] = Together(self._write)

    async def begin(self, row: Work, *, now: datetime | None = None, nonce: str = "") -> None:
        """Write down that what cannot be taken back begins now.

        From `now` on its lane is taken for a breath; BusyError where somebody else has taken it.
        In Slack it is found again by its `nonce`.
        """
        begun = _Begun(row, now, nonce)
        await self._steps.add(begun)
        if begun.is_late:
            seconds = BREATH.total_seconds()
            raise BusyError("Something else is said there just now.", seconds=seconds)
        if not begun.is_ours:
            raise OutsideError("Its lease ran out meanwhile.")
        self._begun.add(row.key)

    def has_begun(self, row: Work) -> bool:
        return row.key in self._begun

    async def end(self, ended: Ended) -> None:
        """Write down what became of a row.

        It is in line at once, before anything that its end sets free can begin.
        """
        await self._steps.add(ended, wait=self._wait)

    async def hold(self, rows: Sequence[Work], now: datetime) -> None:
        """Extend the leases of rows in hand; not beside another transaction on the same rows."""
        await self._steps.add(_Held(rows, now))

    async def _write(self, steps: Sequence[_Step]) -> None:
        async with self._database.begin() as store:
            for step in steps:
                if isinstance(step, _Held):
                    await store.work.extend(step.rows, step.now)
            await self._write_begun([step for step in steps if isinstance(step, _Begun)], store)
            await self._write_ended([step for step in steps if isinstance(step, Ended)], store)

    async def _write_begun(self, begun: Sequence[_Begun], store: Store) -> None:
        # In this order whoever takes several takes them, or two of those would deadlock.
        for one in sorted(begun, key=lambda one: one.row.lane or ""):
            one.is_late = not await _has_lane(one, store)
        ours = await store.work.start_all([one.row for one in begun if not one.is_late])
        for one in begun:
            one.is_ours = one.row.key in ours
            if one.is_ours and one.nonce:
                await store.deliveries.note(one.row.key, nonce=one.nonce)

    async def _write_ended(self, ended: Sequence[Ended], store: Store) -> None:
        sent = [one.row for one in ended if one.is_plainly_sent]
        ours = await store.work.finish_all(sent)
        others = sorted((one for one in ended if one.row.key not in ours), key=_key)
        odd = [
            replace(one, is_odd=one.is_plainly_sent)
            for one in others
            if await store.work.finish(one.row, one.end)
        ]
        await self._note([*(one for one in ended if one.row.key in ours), *odd], store)


async def _has_lane(begun: _Begun, store: Store) -> bool:
    lane, now = begun.row.lane, begun.now
    return not (lane and now) or await store.work.take_lane(lane, now, until=now + BREATH)


def _key(ended: Ended) -> str:
    return ended.row.key
