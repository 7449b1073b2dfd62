"""What is due to be said: claimed in batches, said, and noted with all that follows from it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.clock import Clock
from bot.domain.delivery import Delivery, Held, Medium
from bot.domain.people import CLOCK, Act
from bot.domain.work import Done, Work, WorkState
from bot.errors import ConflictError
from bot.use_cases.ledger import Ended, Ledger
from bot.use_cases.telling import Telling, is_live, note_unreachable
from bot.use_cases.work import work_on
from storage.database import Database, Store

Deliver = Callable[[Work, Delivery, Ledger], Awaitable[Done]]
"""Says it; raises as a client does. What cannot be taken back is begun by the ledger."""

# An accepted mail is noted with the beginning of the next; that is one transaction a mail.
_WAIT_SECONDS = 0.005
# What decides what follows, and is not kept itself.
_NOT_KEPT = ("is_bounced", "drawn")
_WORKER_GONE = "The program was cut off while it was being sent."


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What is handed out at once, and of it how much is in hand at a time."""

    kinds: Collection[str]
    most: int
    at_once: int


@dataclass(frozen=True, kw_only=True)
class Delivering:
    clock: Clock
    database: Database
    telling: Telling

    async def work(self, batch: Batch, deliver: Deliver) -> int:
        """Say what is due of these kinds, one batch of it; return how many that were."""
        rows, deliveries, may_go = await self._claim(batch)
        ledger = Ledger(self.database, self._note, wait=_WAIT_SECONDS)

        async def do(row: Work) -> Done:
            if row.key not in deliveries:
                raise ConflictError(f"Nothing is kept of {row.key}.")
            delivery = deliveries[row.key]
            if not may_go[row.key]:
                return Done(state=WorkState.HELD, noted={"held": Held.NOT_LIVE})
            return await deliver(row, delivery, ledger)

        await work_on(
            rows,
            dict.fromkeys(batch.kinds, do),
            clock=self.clock,
            database=self.database,
            ledger=ledger,
            at_once=batch.at_once,
        )
        return len(rows)

    async def _claim(
        self, batch: Batch
    ) -> tuple[Sequence[Work], Mapping[str, Delivery], Mapping[str, bool]]:
        now = self.clock()
        async with self.database.begin() as store:
            for key in await store.work.recover(now, kinds=batch.kinds):
                await store.deliveries.note(key, why=_WORKER_GONE)
                await self._put_before_people(key, WorkState.UNSURE, store)
            rows = await store.work.claim(now, kinds=batch.kinds, most=batch.most)
            deliveries = await store.deliveries.of_keys([row.key for row in rows])
            live = bool(rows) and await is_live(store)
        going = {
            key: self.telling.may_go(delivery, is_live=live)
            for key, delivery in deliveries.items()
        }
        return rows, deliveries, going

    async def _note(self, ended: Sequence[Ended], store: Store) -> None:
        """Keep what became of it, and put before people what only they can go on with."""
        lines = [self._line(one) for one in ended]
        for names, group in groupby(sorted(lines, key=sorted), key=sorted):
            if names != ["key"]:
                await store.deliveries.note_all([*group])
        for one in ended:
            await self._follow(one, store)

    def _line(self, ended: Ended) -> dict[str, object]:
        """Return what is kept with the delivery."""
        line: dict[str, object] = {"key": ended.row.key}
        line |= {name: said for name, said in ended.noted.items() if name not in _NOT_KEPT}
        is_sent = ended.end.state is WorkState.SENT
        return line | ({"accepted_at": self.clock()} if is_sent else {})

    async def _follow(self, ended: Ended, store: Store) -> None:
        key = ended.row.key
        if ended.noted.get("is_bounced"):
            await self._note_bounce(key, store)
        if "drawn" in ended.noted:
            await self._draw_again(key, ended.noted["drawn"], store)
        was_in_trouble = ended.row.attempts > 1 or ended.is_odd
        if ended.end.state is WorkState.SENT and was_in_trouble:
            await self._note_solved(key, store)
        await self._put_before_people(key, ended.end.state, store)

    async def _note_solved(self, key: str, store: Store) -> None:
        """Say on its card that it left after all, where it had failed before."""
        if left := await store.deliveries.by_key(key):
            await self.telling.solved(left, Act(by=CLOCK, at=self.clock()), store=store)

    async def _draw_again(self, key: str, drawn: object, store: Store) -> None:
        """Let a card be drawn once more where its thing changed while it was in hand."""
        card = await store.deliveries.by_key(key)
        if card and card.touches != drawn:
            await store.work.move(key, (WorkState.SENT,), WorkState.DUE, self.clock())

    async def _note_bounce(self, key: str, store: Store) -> None:
        if letter := await store.deliveries.by_key(key):
            act = Act(by=CLOCK, at=self.clock())
            await note_unreachable(letter.to, act, why=letter.why, store=store)

    async def _put_before_people(self, key: str, state: WorkState, store: Store) -> None:
        # What is unsure in Slack is looked for there first.
        is_unsure = state is WorkState.UNSURE and key.startswith(f"{Medium.MAIL}:")
        if not is_unsure and state is not WorkState.FAILED:
            return
        failed = await store.deliveries.by_key(key)
        if failed:
            await self.telling.trouble(failed, Act(by=CLOCK, at=self.clock()), store=store)
