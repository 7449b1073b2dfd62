"""Going live: an approver sees what would leave, and releases it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from bot.domain.cards import day_of
from bot.domain.delivery import Delivery, Held, Medium
from bot.domain.live import Leaving, Live, Needed, Went
from bot.domain.outbox import Line
from bot.domain.people import CLOCK, Act
from bot.domain.work import WorkState
from bot.settings import Settings
from bot.use_cases.decisions import release
from bot.use_cases.drawing import missing_in
from bot.use_cases.telling import LIVE, QUIET, Telling, is_live, unreachable
from storage.database import Database, Store

_SOON = timedelta(days=30)
_QUIET = (Held.NOT_LIVE, Held.IMPORTED)
_UNREACHABLE = "the address is unreachable"


@dataclass(frozen=True, kw_only=True)
class GoingLive:
    database: Database
    telling: Telling
    needed: tuple[Needed, ...]
    missing: Mapping[Medium, str] = field(default_factory=dict)
    """What is not set up, by what waits for it."""

    @classmethod
    def of(cls, settings: Settings, *, telling: Telling, database: Database) -> Self:
        return cls(
            database=database,
            telling=telling,
            needed=_needed(settings),
            missing=missing_in(settings),
        )

    async def look(self, now: datetime) -> Live:
        """Say what waits for it, when that would leave, and what keeps it from arriving."""
        async with self.database.read() as store:
            since = await went(store)
            held = await store.deliveries.held_for(*_QUIET)
            if since is None:
                held = await self._with_stopped(held, store)
            lost = await _unreachable(held, store)
            imported = await store.marks.beginning(QUIET)
        zone = self.telling.zone
        today = day_of(now, zone)
        by_today = [one for one in held if day_of(one.due_at, zone) <= today]
        later = held[len(by_today) :]
        soon = [one for one in later if one.due_at <= now + _SOON]
        return Live(
            since=since,
            today=tuple(self._leaving(by_today, lost)),
            soon=tuple(self._leaving(soon, lost)),
            later=len(later) - len(soon),
            imported=imported,
            settings=self.needed,
        )

    async def go(self, act: Act) -> None:
        """Release what waits for it, and whatever comes from now on; once more after an import.

        Of several who do so at once the first counts.
        """
        async with self.database.begin(act) as store:
            mine = f"{act.at.isoformat()} {act.by.signature}"
            await store.marks.set_first(LIVE, mine)
            is_first = await store.marks.get(LIVE) == mine
            # What was imported since then waited for its own *Go live*.
            if await store.marks.forget_all(QUIET) or is_first:
                count = await _release_all(act, self.telling, store)
                await store.journal.add(act, LIVE, "went live", after=f"{count} released")

    async def _with_stopped(self, held: Sequence[Delivery], store: Store) -> list[Delivery]:
        """Add what is due and may not leave: as in a copy of a database that is live elsewhere."""
        due = await store.deliveries.in_states(WorkState.DUE, WorkState.CLAIMED)
        stopped = [one for one in due if not self.telling.may_go(one, is_live=False)]
        return sorted((*held, *stopped), key=lambda one: (one.due_at, one.key))

    def _leaving(self, held: Iterable[Delivery], lost: frozenset[str]) -> Iterable[Leaving]:
        for one in held:
            why = _UNREACHABLE if one.key in lost else self.missing.get(one.medium, "")
            yield Leaving(line=Line.of(one, self.missing), lacks=why)


async def went(store: Store) -> Went | None:
    """Return who went live, and when; None where nobody has."""
    mark = await store.marks.get(LIVE)
    if mark is None:
        return None
    at, _, by = mark.partition(" ")
    return Went(by=by, at=datetime.fromisoformat(at))


async def sweep(now: datetime, *, telling: Telling, database: Database) -> None:
    """Release what was written as *not live yet* while somebody went live.

    Nobody has seen it listed, so what is unattended counts for the ceiling.
    """
    async with database.read() as store:
        if not await is_live(store) or not await store.deliveries.held_for(Held.NOT_LIVE):
            return
    async with database.begin() as store:
        act = Act(by=CLOCK, at=now)
        for one in await store.deliveries.held_for(Held.NOT_LIVE):
            if one.is_unattended and await telling.is_over_ceiling(max(one.due_at, now), store):
                await store.deliveries.note(one.key, held=Held.CEILING)
                await telling.ask_about_ceiling(day_of(one.due_at, telling.zone), act, store=store)
            else:
                await release(one, act, telling=telling, store=store)


async def _release_all(act: Act, telling: Telling, store: Store) -> int:
    """Release what is held for that, unless an address is unreachable; return how many."""
    held = await store.deliveries.held_for(*_QUIET)
    return sum([await release(one, act, telling=telling, store=store) for one in held])


async def _unreachable(held: Iterable[Delivery], store: Store) -> frozenset[str]:
    """Return the keys of letters to addresses where nothing arrives."""
    return frozenset([one.key for one in held if await unreachable(one, store)])


def _needed(settings: Settings) -> tuple[Needed, ...]:
    """Say which settings there are of those without which something cannot leave."""
    return (
        Needed(name="SMTP_URL", is_set=bool(settings.smtp_url)),
        Needed(name="RSP_MAIL_FROM", is_set=bool(settings.mail_from)),
        Needed(name="RSP_PUBLIC_URL", is_set=bool(settings.public_url)),
        Needed(name="RSP_SECRET_KEY", is_set=bool(settings.secret_key)),
        Needed(name="SLACK_BOT_TOKEN", is_set=bool(settings.slack_bot_token)),
        Needed(name="RSP_STAFF_CHANNEL", is_set=bool(settings.staff_channel)),
    )
