"""Going live: an approver sees what would leave, and lets it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from bot.domain.cards import day_of
from bot.domain.delivery import Delivery, Held, Medium
from bot.domain.live import Leaving, Live, Needed, Went
from bot.domain.outbox import Line
from bot.domain.people import CLOCK, Act
from bot.settings import Settings
from bot.use_cases.decisions import let_go, unreachable
from bot.use_cases.drawing import missing_in
from bot.use_cases.telling import LIVE, Telling, is_live
from storage.database import Database, Store

_SOON = timedelta(days=30)
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
            went = await store.marks.get(LIVE)
            held = await store.deliveries.held_for(Held.NOT_LIVE)
            lost = await _unreachable(held, store)
        today = _day(now, self.telling)
        by_today = [one for one in held if _day(one.due_at, self.telling) <= today]
        later = held[len(by_today) :]
        soon = [one for one in later if one.due_at <= now + _SOON]
        return Live(
            since=_went(went) if went else None,
            today=tuple(self._leaving(by_today, lost)),
            soon=tuple(self._leaving(soon, lost)),
            later=len(later) - len(soon),
            settings=self.needed,
        )

    async def go(self, act: Act) -> None:
        """Let out what waits for it, and whatever comes from now on; the first to do so counts."""
        async with self.database.begin(act) as store:
            mine = f"{act.at.isoformat()} {act.by.signature}"
            await store.marks.set_first(LIVE, mine)
            if await store.marks.get(LIVE) == mine:
                count = await _let_all_go(act, self.telling, store)
                await store.journal.add(act, LIVE, "went live", after=f"{count} let out")

    def _leaving(self, held: Iterable[Delivery], lost: frozenset[str]) -> Iterable[Leaving]:
        for one in held:
            why = _UNREACHABLE if one.key in lost else self.missing.get(one.medium, "")
            yield Leaving(line=Line.of(one, self.missing), lacks=why)


async def sweep(now: datetime, *, telling: Telling, database: Database) -> None:
    """Let out what was written as *not live yet* while somebody went live."""
    async with database.read() as store:
        held = await store.deliveries.held_for(Held.NOT_LIVE)
        if not held or not await is_live(store):
            return
    async with database.begin() as store:
        await _let_all_go(Act(by=CLOCK, at=now), telling, store)


async def _let_all_go(act: Act, telling: Telling, store: Store) -> int:
    """Let out what is held as not live, unless an address is unreachable; return how many."""
    held = await store.deliveries.held_for(Held.NOT_LIVE)
    return sum([await let_go(one, act, telling=telling, store=store) for one in held])


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


def _went(mark: str) -> Went:
    at, _, by = mark.partition(" ")
    return Went(by=by, at=datetime.fromisoformat(at))


def _day(at: datetime, telling: Telling) -> str:
    return day_of(at, telling.zone)
