"""The outbox: what waits to be said, and what a person decides about it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from bot.domain.cards import Released, ceiling_of, day_of
from bot.domain.delivery import IN_SLACK, Delivery, Held, Medium, Stage
from bot.domain.letters import BADGE
from bot.domain.outbox import (
    IN_HAND,
    MOVES,
    OPEN,
    STUCK,
    Envelope,
    Line,
    Outbox,
    Row,
    Shelf,
    Shown,
    ShownRow,
    Verb,
)
from bot.domain.people import Act
from bot.domain.work import WorkState
from bot.errors import ConflictError, NotFoundError
from bot.messages.message import Message
from bot.messages.outbox import count_of
from bot.settings import Settings
from bot.use_cases.badges import Badge
from bot.use_cases.cases import Cases
from bot.use_cases.decisions import Decision, follow, release
from bot.use_cases.drawing import Drawing, held_by_ceiling, is_known, missing_in
from bot.use_cases.telling import Telling
from storage.database import Database, Store

_OVER = (Stage.ACCEPTED, Stage.BOUNCED, Stage.WITHDRAWN)
_FOR_CHECKS = (Verb.SENT, Verb.SEND, Verb.WITHDRAW)


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What looking at the outbox, and deciding about what is in it, needs."""

    database: Database
    telling: Telling
    envelope: Envelope
    missing: Mapping[Medium, str] = field(default_factory=dict)
    """What is not set up, by what waits for it."""
    badge: Badge = field(default_factory=Badge)
    """What goes with the letters of a registration."""
    cases: Cases | None = None
    """None where no card of a case is drawn."""

    @classmethod
    def of(cls, settings: Settings, *, cases: Cases) -> Self:
        sender, reply_to = settings.mail_from or "", settings.policy.letters.reply_to
        return cls(
            database=cases.database,
            telling=cases.telling,
            envelope=Envelope(sender=sender, reply_to=reply_to),
            missing=missing_in(settings),
            badge=cases.badge,
            cases=cases,
        )

    async def look(self, shelf: Shelf, *, most: int | None) -> Outbox:
        """List a shelf: of each stage what is due earliest comes first, of all the newest."""
        async with self.database.read() as store:
            found = await store.deliveries.counts()
            counts = {
                stage: sum(found[state] for state in states) for stage, states in OPEN.items()
            }
            if shelf is Shelf.ALL:
                lines, count = await self._all(most, store)
            else:
                lines = await self._open(shelf, most, store)
                count = sum(counts[stage] for stage in shelf.stages)
        shown = tuple(lines[:most])
        return Outbox(shelf=shelf, counts=counts, lines=shown, more=count - len(shown))

    async def find(self, number: int, now: datetime) -> tuple[Shown, Message | None]:
        """Return one thing; and what it would say now, where it is drawn when it is delivered."""
        drawing = Drawing(zone=self.telling.zone, missing=self.missing, cases=self.cases)
        async with self.database.read() as store:
            found = await get(number, store)
            history = tuple(await store.journal.of(found.id))
            is_drawn = found.medium in IN_SLACK and not found.payload and is_known(found.kind)
            drawn = await drawing.draw(found, store=store, now=now) if is_drawn else None
        attached = await self._attached(found)
        return Shown.of(found, history, self.envelope, self.missing, attached=attached), drawn

    async def _attached(self, found: Delivery) -> str:
        """Name the files that would go with it now; nobody can say which those were that went."""
        if found.attaches != BADGE:
            return ""
        if found.stage in _OVER:
            return "the badge"
        try:
            files = await asyncio.to_thread(self.badge.files)
        except ConflictError as error:
            return str(error)
        return ", ".join(file.name for file in files)

    async def find_row(self, key: str) -> ShownRow:
        """Return a row that tells what a check came to, by its key (`csv:12:500`)."""
        async with self.database.read() as store:
            row = await _get_row(key, store)
            history = await store.journal.of(key)
        return ShownRow(line=Line.of_check(row), history=tuple(history))

    async def decide(self, number: int, decision: Decision) -> None:
        """Do as a person says; ConflictError where it is too late, or was never so."""
        move, act = MOVES[decision.verb], decision.act
        async with self.database.begin(act) as store:
            before = await get(number, store)
            if not await store.work.move(before.key, move.before, move.after, act.at):
                raise ConflictError(await _why_not_moved(before, decision.verb, store))
            # Nobody else changes it from here on; what was read before may be old.
            found = await get(number, store)
            after = await follow(found, decision, telling=self.telling, store=store)
            was = ": ".join(part for part in (before.stage, before.held or before.why) if part)
            await store.journal.add(act, found.id, move.noted, before=was, after=after)
            await self.telling.solved(found, act, store=store)
            if found.held is Held.CEILING:
                await self._draw_ceiling(day_of(before.due_at, self.telling.zone), act, store)

    async def decide_row(self, key: str, decision: Decision) -> None:
        """Do the same with a row that tells what a check came to."""
        move, act = MOVES[decision.verb], decision.act
        if decision.verb not in _FOR_CHECKS:
            raise ConflictError(f"{key} has no number, and so cannot be {move.noted}.")
        async with self.database.begin(act) as store:
            row = await _get_row(key, store)
            if not await store.work.move(key, STUCK, move.after, act.at):
                raise ConflictError(f"{key} is neither failed nor unsure any more.")
            await store.journal.add(act, key, move.noted, before=row.state)

    async def release_day(self, day: str, act: Act, *, last: int | None = None) -> Released:
        """Release what the ceiling held of one day: an approver has seen it listed.

        `last` is the highest number that was there to be seen; None for all.
        """
        async with self.database.begin(act) as store:
            held = await held_by_ceiling(day, self.telling.zone, store)
            going = [
                one
                for one in held
                if (last is None or one.number <= last)
                and await release(one, act, telling=self.telling, store=store)
            ]
            if not going:
                raise ConflictError(f"The ceiling holds nothing of {day} any more.")
            await store.journal.add(act, ceiling_of(day), "released", after=count_of(going))
            await self._draw_ceiling(day, act, store)
        return Released(day=day, ids=tuple(one.id for one in going))

    async def _all(self, most: int | None, store: Store) -> tuple[list[Line], int]:
        rows = await store.deliveries.of_checks(*STUCK)
        deliveries = await store.deliveries.in_states(*WorkState, most=most)
        count = await store.deliveries.count(*WorkState) + len(rows)
        return [*map(Line.of_check, rows), *self._lines(deliveries)], count

    async def _open(self, shelf: Shelf, most: int | None, store: Store) -> list[Line]:
        lines: list[Line] = []
        for stage in shelf.stages:
            rows = await store.deliveries.of_checks(*OPEN[stage], most=most)
            deliveries = await store.deliveries.oldest(*OPEN[stage], most=most)
            lines += [*map(Line.of_check, rows), *self._lines(deliveries)]
        return lines

    def _lines(self, deliveries: list[Delivery]) -> list[Line]:
        return [Line.of(delivery, self.missing) for delivery in deliveries]

    async def _draw_ceiling(self, day: str, act: Act, store: Store) -> None:
        """Edit the card that asks about a day, if there is one."""
        card = self.telling.card("ceiling", day, act.at)
        if await store.deliveries.by_key(card.key):
            await self.telling.show(card, act, store=store)


async def get(number: int, store: Store) -> Delivery:
    found = await store.deliveries.get(number)
    if found is None:
        raise NotFoundError(f"There is no OUT-{number}; `rsp outbox all` lists what there is.")
    return found


async def _get_row(key: str, store: Store) -> Row:
    row = await store.deliveries.of_check(key)
    if row is None:
        raise NotFoundError(f"There is no {key}; `rsp outbox` lists what there is.")
    return row


async def _why_not_moved(before: Delivery, verb: Verb, store: Store) -> str:
    now, move = await get(before.number, store), MOVES[verb]
    if now.state in IN_HAND:
        return f"{now.id} is being sent just now: look at it again in a minute."
    if before.state in move.before:
        return f"Somebody else just changed {now.id}: it is {now.stage} now."
    said = f"{now.id} is {now.stage} by now, so it cannot be {move.noted}."
    return f"{said}{_instead(now, verb)}"


def _instead(now: Delivery, verb: Verb) -> str:
    """Say what to do where a letter was to leave that never will any more."""
    is_over = now.state is WorkState.VOID and verb in (Verb.SEND, Verb.RELEASE)
    if not is_over or now.medium is not Medium.MAIL:
        return ""
    return f" If it is wanted after all, have it written anew: begin at `rsp show {now.about}`."
