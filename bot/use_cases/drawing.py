"""What a card or post says that is drawn when it is delivered: its thing, as it is then."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.domain.application import Application
from bot.domain.cards import (
    DIGEST,
    SOLVING,
    Ceiling,
    Digest,
    Needs,
    Trouble,
    ceiling_of,
    day_of,
    is_neglected,
)
from bot.domain.case import CaseLine
from bot.domain.delivery import Delivery, Held, Medium, Stage, delivery_id
from bot.domain.ids import number_of
from bot.domain.outbox import OPEN, Line, missing
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.messages import cards, checklists, digest
from bot.messages import cases as case_messages
from bot.messages.message import Message
from bot.settings import Settings
from bot.use_cases.cases import CARD, Cases
from bot.use_cases.moving import OWNED
from bot.use_cases.registering import CHECKLIST, checklist_of
from storage.database import Store

# Of each stage the digest names so many.
_FEW = 3
# Whatever waits for longer than this may be forgotten.
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    zone: ZoneInfo
    """The program's: letters count for the ceiling by its days."""
    missing: Mapping[Medium, str] = field(default_factory=dict)
    """What is not set up, by what waits for it."""
    cases: Cases | None = None
    """None where no case is drawn."""

    @classmethod
    def of(cls, settings: Settings, cases: Cases | None = None) -> Self:
        return cls(zone=settings.zone, missing=missing_in(settings), cases=cases)

    async def draw(self, delivery: Delivery, *, store: Store, now: datetime) -> Message | None:
        """Return what there is to say; None where that is nothing any more."""
        if delivery.kind not in _KINDS:
            raise ConflictError(f"Nobody knows how to draw a {delivery.kind}.")
        return await _KINDS[delivery.kind](self, delivery, store, now)

    async def _trouble(self, card: Delivery, store: Store, now: datetime) -> Message | None:  # noqa: ARG002 -- as every kind
        failed = await store.deliveries.get(number_of(card.about))
        if failed is None:
            return None
        line = Line.of(failed, self.missing)
        done = [one for one in await store.journal.of(failed.id) if one.what in SOLVING]
        return cards.trouble(Trouble(line=line, solved=done[-1] if done else None))

    async def _ceiling(self, card: Delivery, store: Store, now: datetime) -> Message | None:  # noqa: ARG002 -- as every kind
        held = await held_by_ceiling(card.about, self.zone, store)
        done = await store.journal.of(ceiling_of(card.about))
        lines = tuple(Line.of(one, self.missing) for one in held)
        released = done[-1] if done else None
        last = delivery_id(max(one.number for one in held)) if held else ""
        return cards.ceiling(Ceiling(day=card.about, held=lines, released=released, last=last))

    async def _digest(self, post: Delivery, store: Store, now: datetime) -> Message | None:
        found = await store.deliveries.counts()
        late = await store.deliveries.counts(due_before=now - _A_DAY)
        found[WorkState.DUE] = late[WorkState.DUE]
        needs = [await self._needs(stage, found, now, store) for stage in OPEN]
        unowned, untold = await self._neglected(now, store)
        told = tuple(one for one in needs if one.count)
        this = Digest(week=post.about, needs=told, unowned=unowned, untold=untold)
        return None if this.is_empty else digest.digest(this)

    async def _needs(
        self, stage: Stage, found: Mapping[WorkState, int], now: datetime, store: Store
    ) -> Needs:
        state, *_ = OPEN[stage]
        before = now - _A_DAY if stage is Stage.WAITING else None
        rows = await store.deliveries.of_checks(state, most=_FEW)
        oldest = await store.deliveries.oldest(state, most=_FEW, due_before=before)
        lines = [*map(Line.of_check, rows), *(Line.of(one, self.missing) for one in oldest)]
        lines.sort(key=lambda line: line.at)
        return Needs(stage=stage, count=found[state], oldest=tuple(lines[:_FEW]))

    async def _case(self, card: Delivery, store: Store, now: datetime) -> Message | None:
        if self.cases is None:
            raise ConflictError(f"Nothing is at hand to draw {card.about} from.")
        case = await self.cases.case_of(number_of(card.about), now, store=store)
        return case_messages.card(case)

    async def _checklist(self, card: Delivery, store: Store, now: datetime) -> Message | None:  # noqa: ARG002 -- as every kind
        found = await checklist_of(number_of(card.about), store)
        return checklists.checklist(found.provider, found.ticked)

    async def _neglected(
        self, now: datetime, store: Store
    ) -> tuple[tuple[CaseLine, ...], tuple[CaseLine, ...]]:
        """Return what nobody owns for too long, and what is decided and not told."""
        if self.cases is None:
            return (), ()
        found = await store.applications.undecided_or_untold()
        untold = [one for one in found if not one.is_told]
        unowned = [one for one in found if await self._is_neglected(one, now, store)]
        lines = {line.id: line for line in await self.cases.lines([*unowned, *untold], now, store)}
        return tuple(lines[one.id] for one in unowned), tuple(lines[one.id] for one in untold)

    async def _is_neglected(self, one: Application, now: datetime, store: Store) -> bool:
        # What was old when it came nags nobody; the queue has it.
        if self.cases is None or one.owner or one.is_stale or not one.is_open:
            return False
        given_back = [row.at for row in await store.journal.of(one.id) if row.what == OWNED]
        since = max(given_back, default=one.logged_at)
        return is_neglected(since, now, self.cases.policy.hours, self.zone)


_Kind = Callable[[Drawing, Delivery, Store, datetime], Awaitable[Message | None]]
_KINDS: Mapping[str, _Kind] = {
    "trouble": Drawing._trouble,  # noqa: SLF001 -- its own
    "ceiling": Drawing._ceiling,  # noqa: SLF001 -- its own
    DIGEST: Drawing._digest,  # noqa: SLF001 -- its own
    CARD: Drawing._case,  # noqa: SLF001 -- its own
    CHECKLIST: Drawing._checklist,  # noqa: SLF001 -- its own
}


def missing_in(settings: Settings) -> Mapping[Medium, str]:
    """Say what is not set up, by what waits for it."""
    mail = {"SMTP_URL": settings.smtp_url, "RSP_MAIL_FROM": settings.mail_from}
    slack = {"SLACK_BOT_TOKEN": settings.slack_bot_token}
    return missing(mail=_unset(mail), slack=_unset(slack))


def is_known(kind: str) -> bool:
    """Say whether what is of a kind is drawn when it is delivered."""
    return kind in _KINDS


def _unset(values: Mapping[str, str | None]) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if not value)


async def held_by_ceiling(day: str, zone: ZoneInfo, store: Store) -> list[Delivery]:
    """Return what the ceiling holds of a day, earliest due first."""
    held = await store.deliveries.held_for(Held.CEILING)
    return [one for one in held if day_of(one.due_at, zone) == day]
