"""Posts, cards and direct messages, said in Slack; and what may have been said is looked for."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from bot.domain.channels import Channel
from bot.domain.delivery import IN_SLACK, Audience, Delivery, Held, Medium
from bot.domain.hours import nudge_at
from bot.domain.nudges import is_group
from bot.domain.people import CLOCK, Act
from bot.domain.policy import Hours
from bot.domain.work import Done, Work, WorkState
from bot.errors import BotError, BusyError, NotFoundError, OutsideError
from bot.log import events
from bot.messages.blocks import calling, payload
from bot.messages.message import Message, calling_nobody, for_channel
from bot.use_cases.delivering import Batch, Delivering
from bot.use_cases.ledger import Ledger
from bot.use_cases.telling import new_nonce
from storage.database import Store

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack

Payload = dict[str, object]

_BATCH = Batch(kinds=IN_SLACK, most=20, at_once=5)
# Slack takes one message a second in a channel, from all of us together.
# What goes below a card that is about to be posted waits for it.
_SOON = timedelta(seconds=5)
_UNDER_WAY = (WorkState.DUE, WorkState.CLAIMED, WorkState.SENDING)
_LOOKS = 20
# What was cut off may still appear so long afterwards; and a silent Slack is left alone for it.
_MINUTE = timedelta(minutes=1)
# By then a card that was cut off is found, or people are asked.
_PATIENCE = timedelta(minutes=2)
_NOT_THERE = "It was cut off while it was posted, and it is not in Slack."


class Draw(Protocol):
    async def __call__(self, delivery: Delivery, *, store: Store, now: datetime) -> Message | None:
        """Return what there is to say of its thing now; None where that is nothing."""


@dataclass(frozen=True, slots=True)
class _InHand:
    row: Work
    delivery: Delivery
    ledger: Ledger


@dataclass(slots=True)
class _Rest:
    """While it lasts, nothing is looked for."""

    began: datetime | None = None
    lasting: timedelta = _MINUTE

    def is_on(self, now: datetime) -> bool:
        return self.began is not None and _is_within(self.lasting, self.began, now)


@dataclass(frozen=True, kw_only=True)
class Posting:
    delivering: Delivering
    slack: "Slack"
    draw: Draw
    hours: Hours

    async def post_due(self) -> int:
        """Say what is due, one batch of it; return how many that were."""
        return await self.delivering.work(_BATCH, self._deliver)

    async def look_up_unsure(self) -> int:
        """Look in Slack for what may have been posted; return for how many that is over.

        Where something stays open, a minute passes before Slack is asked again.
        """
        now, over = self.delivering.clock(), 0
        if self._rest.is_on(now):
            return 0
        async with self.delivering.database.read() as store:
            unsure = await store.deliveries.unsure_not_looked_up(IN_SLACK, _LOOKS)
        self._rest.lasting = _MINUTE
        try:
            for one in unsure:
                over += await self._look_up(one)
        except OutsideError as error:
            events.info("looking_postponed", why=str(error))
            pause = error.seconds if isinstance(error, BusyError) else 0
            self._rest.lasting = max(_MINUTE, timedelta(seconds=pause))
        self._rest.began = now if over < len(unsure) else None
        return over

    @cached_property
    def _rest(self) -> _Rest:
        return _Rest()

    async def _deliver(self, row: Work, delivery: Delivery, ledger: Ledger) -> Done:
        try:
            return await self._say(_InHand(row, delivery, ledger))
        except BusyError as error:
            # The whole channel waits, and so what is posted there keeps its order.
            events.info("work_told_to_wait", key=row.key, why=str(error))
            free_at = self.delivering.clock() + timedelta(seconds=error.seconds)
            async with self.delivering.database.begin() as store:
                await store.work.leave_free(row.lane or delivery.to, free_at)
            return Done(again=row.due_at, noted={"why": str(error)})

    async def _say(self, this: _InHand) -> Done:
        delivery = this.delivery
        card = await self._card_above(delivery)
        if later := await self._later(delivery, card):
            return Done(again=later)
        channel = await self._channel(delivery)
        if channel.is_shared and delivery.audience is Audience.INTERNAL:
            return Done(state=WorkState.HELD, noted={"held": Held.SHARED})
        drawn = await self._drawn(delivery, channel)
        if drawn is None:
            return Done(state=WorkState.VOID, noted={"why": "There is nothing to say any more."})
        ts = await self._put(this, drawn, channel.id, _thread(card, channel.id))
        noted = {"channel": channel.id, "ts": ts, "why": ""}
        is_card = delivery.medium is Medium.CARD
        return Done(noted=noted | ({"drawn": delivery.touches} if is_card else {}))

    async def _card_above(self, delivery: Delivery) -> Delivery | None:
        """Return the card in whose thread it goes, if there is one."""
        if not delivery.thread:
            return None
        async with self.delivering.database.read() as store:
            return await store.deliveries.by_key(delivery.thread)

    async def _later(self, delivery: Delivery, card: Delivery | None) -> datetime | None:
        """Return when it is to be said, where that is not now."""
        now = self.delivering.clock()
        if card and _is_coming(card, now):
            return max(now, card.due_at) + _SOON
        if user := delivery.payload.get("nudges"):
            ends = delivery.payload.get("ends")
            until = datetime.fromisoformat(str(ends)) if ends else None
            working = nudge_at(now, until, self.hours, await self._zone(str(user)))
            return working if working > now else None
        return None

    async def _zone(self, user: str) -> ZoneInfo:
        if is_group(user):
            return self.delivering.telling.zone
        member = await self.slack.member(user)
        try:
            return ZoneInfo(member.zone)
        except (ValueError, LookupError, OSError):
            # Empty, or of a name that nobody here knows.
            return self.delivering.telling.zone

    async def _channel(self, delivery: Delivery) -> Channel:
        if delivery.medium is Medium.DIRECT:
            name = await self.slack.direct(delivery.to)
            return Channel(id=name, is_member=True, is_shared=False)
        channel = await self.slack.channel(delivery.to)
        if not channel.is_member:
            raise BotError(f"I am not in the channel {channel.id}: invite me, then send it again.")
        return channel

    async def _drawn(self, delivery: Delivery, channel: Channel) -> Payload | None:
        """Return it as Slack takes it; a thing that is drawn only now is drawn as it is now."""
        kept = dict(delivery.payload)
        if user := kept.get("nudges"):
            return {"text": calling(str(user), delivery.text)}
        if kept:
            return kept
        async with self.delivering.database.read() as store:
            message = await self.draw(delivery, store=store, now=self.delivering.clock())
        if message is None:
            return None
        return payload(calling_nobody(for_channel(message, is_shared=channel.is_shared)))

    async def _put(self, this: _InHand, drawn: Payload, channel: str, thread: str | None) -> str:
        """Post it, or edit it where it stands; return its `ts`."""
        delivery = this.delivery
        if delivery.medium is not Medium.CARD or not delivery.ts:
            return await self._post(this, drawn, channel, thread)
        try:
            return await self._edit(this, drawn)
        except NotFoundError:
            # Somebody deleted it; what is looked for later is the one that is posted now.
            anew = replace(delivery, nonce=new_nonce())
            return await self._post(replace(this, delivery=anew), drawn, channel, thread)

    async def _post(self, this: _InHand, drawn: Payload, channel: str, thread: str | None) -> str:
        now, nonce = self.delivering.clock(), this.delivery.nonce
        await this.ledger.begin(this.row, now=now, nonce=nonce)
        try:
            return await self.slack.post(channel, drawn, thread=thread, nonce=nonce)
        except NotFoundError:
            if thread is None:
                raise
            # The card is gone, and what was to go below it is said all the same.
            return await self.slack.post(channel, drawn, nonce=nonce)

    async def _edit(self, this: _InHand, drawn: Payload) -> str:
        async with self.delivering.database.begin() as store:
            # Nobody else edits it meanwhile, who might know more.
            if not await store.work.hold(this.row, self.delivering.clock()):
                raise OutsideError("Its lease ran out meanwhile.")
        await self.slack.edit(this.delivery.channel, this.delivery.ts, drawn)
        return this.delivery.ts

    async def _look_up(self, unsure: Delivery) -> bool:
        """Look for one, and say whether that is over: it is found, or people are asked."""
        try:
            channel, ts = await self._find(unsure)
        except OutsideError:
            raise
        except BotError as error:
            why = f"It was cut off while it was posted, and I could not look for it: {error}"
            return await self._ask_people(unsure, why)
        if ts:
            return await self._note_found(unsure, channel, ts)
        if _is_within(_MINUTE, unsure.due_at, self.delivering.clock()):
            return False
        return await self._ask_people(unsure, _NOT_THERE)

    async def _find(self, unsure: Delivery) -> tuple[str, str | None]:
        """Return the channel that it was posted to, and its `ts` if it is there."""
        is_direct, since = unsure.medium is Medium.DIRECT, unsure.due_at
        channel = await self.slack.direct(unsure.to) if is_direct else unsure.to
        thread, ts = _thread(await self._card_above(unsure), channel), None
        if thread:
            ts = await self.slack.find(channel, unsure.nonce, since, thread=thread)
        # What was to go below a card that was gone is not in its thread.
        return channel, ts or await self.slack.find(channel, unsure.nonce, since)

    async def _note_found(self, unsure: Delivery, channel: str, ts: str) -> bool:
        now, found = self.delivering.clock(), (WorkState.UNSURE,)
        # A card may have been drawn before its thing changed.
        then = WorkState.DUE if unsure.medium is Medium.CARD else WorkState.SENT
        async with self.delivering.database.begin() as store:
            if await store.work.move(unsure.key, found, then, now):
                noted = {"channel": channel, "ts": ts, "accepted_at": now, "why": ""}
                await store.deliveries.note(unsure.key, **noted)
        return True

    async def _ask_people(self, unsure: Delivery, why: str) -> bool:
        now, still = self.delivering.clock(), (WorkState.UNSURE,)
        async with self.delivering.database.begin() as store:
            if await store.work.move(unsure.key, still, WorkState.UNSURE, now):
                await store.deliveries.note(unsure.key, looked_up=True, why=why)
                act = Act(by=CLOCK, at=now)
                await self.delivering.telling.trouble(unsure, act, store=store)
        return True


def _is_within(lasting: timedelta, began: datetime, now: datetime) -> bool:
    # A clock that was set back does not make it longer.
    return timedelta() <= now - began < lasting


def _is_coming(card: Delivery, now: datetime) -> bool:
    """Say whether a card is about to be posted, or looked for."""
    is_looked_for = card.state is WorkState.UNSURE and _is_within(_PATIENCE, card.due_at, now)
    return not card.ts and (card.state in _UNDER_WAY or is_looked_for)


def _thread(card: Delivery | None, channel: str) -> str | None:
    """Return the `ts` of a card that stands in that channel."""
    return card.ts if card and card.ts and card.channel == channel else None
