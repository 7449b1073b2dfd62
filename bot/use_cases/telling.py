"""The one way to say something by itself: written with the change it tells of, delivered later."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from bot.domain.cards import UNSEEN, day_of
from bot.domain.contact import Contact
from bot.domain.delivery import Audience, Delivery, Draft, Held, Medium
from bot.domain.nudges import Nudges, is_group
from bot.domain.people import Act
from bot.domain.work import WorkState
from bot.use_cases.evidence import look_at_contact
from storage.database import Store
from storage.deliveries import work_of

LIVE = "live"
"""The mark that an approver has let mail and posts out; its value says who, and when."""
QUIET = "quiet:"
"""With an id behind it, the mark that a thing was imported, and nobody went live since."""
UNREACHABLE = "unreachable"
REACHABLE = "reachable again"
"""As the journal of a contact says them."""
_CEILING = "Letters are held, since nobody has seen so many in one day: look at the card."
# About these nothing more is said when saying it comes to nothing.
_TROUBLE = "OUT-"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What decides whether something may leave by itself."""

    staff_channel: str
    """Empty where there is none, or no Slack: then only the outbox tells staff."""
    allowed: frozenset[str]
    """Addresses and domains, in lower case, that may be written to before the bot is live."""
    zone: ZoneInfo
    leads: tuple[str, ...]
    """Ids of the approvers, and of their user group, who are asked what only they may decide."""
    unseen_a_day: int
    """So many unattended letters to outsiders leave in one day (RULES 10, *Ceiling*)."""

    async def write(self, draft: Draft, act: Act, *, store: Store) -> int | None:
        """Write it, due or held, and return its number; None where it was written before."""
        # What should have left before leaves today, and counts for today.
        draft = replace(draft, due_at=max(draft.due_at, act.at))
        if not await store.work.add(work_of(draft), state=WorkState.HELD):
            return None
        held = draft.held or await self._why_held(draft, store)
        number = await store.deliveries.add(replace(draft, held=held), act, nonce=new_nonce())
        if held is None:
            await store.work.move(draft.key, (WorkState.HELD,), WorkState.DUE, act.at)
        if held is Held.CEILING:
            day = day_of(draft.due_at, self.zone)
            await self.ask_about_ceiling(day, act, store=store)
        return number

    async def void(self, thing: str, *, store: Store) -> int:
        """Withdraw what has not begun of a key, or of all that it begins; its reason is gone."""
        return await store.work.void(thing, claimed=True)

    async def show(self, card: Draft, act: Act, *, store: Store) -> None:
        """Make sure that a card is posted, or edited to how its thing is now."""
        if await self.write(card, act, store=store) is None:
            await store.deliveries.touch(card.key)
            ended = (WorkState.SENT, WorkState.FAILED, WorkState.VOID)
            await store.work.move(card.key, ended, WorkState.DUE, act.at)

    async def nudge(  # noqa: PLR0913 -- whom, where, what, and when it was worth it
        self,
        whom: str,
        card: Draft,
        text: str,
        act: Act,
        *,
        store: Store,
        once: str = "",
        ends: datetime | None = None,
    ) -> None:
        """Call whoever must act: in the thread of a card or directly, as they chose.

        A group is called in the thread. What a card says anew calls anew, unless it is `once` for
        something that is named so. It does not wait for a morning after the clock `ends`.
        """
        nudges = Nudges.IN_THREAD if is_group(whom) else await store.readers.nudges(whom)
        is_direct = nudges is Nudges.DIRECTLY
        medium = Medium.DIRECT if is_direct else Medium.POST
        shown = await store.deliveries.by_key(card.key)
        nudge = Draft(
            key=nudge_key(card, medium, whom, once or str(shown.touches if shown else 0)),
            audience=Audience.INTERNAL,
            kind="nudge",
            about=card.about,
            to=whom if is_direct else card.to,
            due_at=act.at,
            payload={"nudges": whom, "text": text} | ({"ends": ends.isoformat()} if ends else {}),
            thread="" if is_direct else card.key,
        )
        await self.write(nudge, act, store=store)

    async def trouble(self, failed: Delivery, act: Act, *, store: Store) -> None:
        """Put what failed, or may have failed, before people: on a card, and to its owner."""
        if not self.staff_channel or failed.about.startswith(_TROUBLE):
            return
        card = self.card("trouble", failed.id, act.at)
        await self.show(card, act, store=store)
        if failed.owner:
            text = f"{failed.id} needs you: look at the card."
            await self.nudge(failed.owner, card, text, act, store=store)

    async def solved(self, delivery: Delivery, act: Act, *, store: Store) -> None:
        """Edit the card of what was in trouble, if there is one; call nobody to it any more."""
        card = self.card("trouble", delivery.id, act.at)
        if await store.deliveries.by_key(card.key):
            await self.show(card, act, store=store)
            await self.call_off(card, store=store)

    async def call_off(self, card: Draft, *, store: Store) -> None:
        """Call nobody to a card any more."""
        for medium in (Medium.POST, Medium.DIRECT):
            await self.void(_nudges(card.key, medium), store=store)

    async def ask_about_ceiling(self, day: str, act: Act, *, store: Store) -> None:
        """Ask the lead once a day, on a card, whether what the ceiling holds may leave."""
        if not self.staff_channel:
            return
        card = self.card("ceiling", day, act.at)
        if await self.write(card, act, store=store) is None:
            await self.show(card, act, store=store)
            return
        for lead in self.leads:
            await self.nudge(lead, card, _CEILING, act, store=store)

    def card(self, kind: str, about: str, now: datetime) -> Draft:
        """Return the card of a thing, in the staff channel."""
        return Draft(
            key=f"card:{kind}:{about}",
            audience=Audience.INTERNAL,
            kind=kind,
            about=about,
            to=self.staff_channel,
            due_at=now,
        )

    def may_go(self, delivery: Draft, *, is_live: bool) -> bool:
        """Say whether it may leave: outsiders hear nothing before an approver says so."""
        return is_live or delivery.audience is Audience.INTERNAL or self._is_allowed(delivery.to)

    async def what_holds(self, draft: Draft, store: Store) -> Held | None:
        """Say what keeps it from leaving, whoever has seen it."""
        if draft.audience is Audience.INTERNAL:
            return None
        if not self.may_go(draft, is_live=await is_live(store)):
            return Held.NOT_LIVE
        if not self._is_allowed(draft.to) and await is_quiet(draft.about, store):
            return Held.IMPORTED
        return Held.UNREACHABLE if await unreachable(draft, store) else None

    async def _why_held(self, draft: Draft, store: Store) -> Held | None:
        if holds := await self.what_holds(draft, store):
            return holds
        is_over = draft.is_unattended and await self.is_over_ceiling(draft.due_at, store)
        return Held.CEILING if is_over else None

    async def is_over_ceiling(self, due_at: datetime, store: Store) -> bool:
        """Count one more letter of that day that nobody has seen; say whether it is too many."""
        # Counted by one statement, so that two workers cannot both write the last one.
        day = day_of(due_at, self.zone)
        return await store.marks.count(f"{UNSEEN}{day}") > self.unseen_a_day

    def _is_allowed(self, to: str) -> bool:
        address = to.casefold()
        return address in self.allowed or address.rpartition("@")[2] in self.allowed


async def is_live(store: Store) -> bool:
    return await store.marks.get(LIVE) is not None


async def is_quiet(thing: str, store: Store) -> bool:
    """Say whether what concerns a thing waits for *Go live*, since it was imported (RULES 10)."""
    return await store.marks.get(f"{QUIET}{thing}") is not None


async def note_unreachable(address: str, act: Act, *, why: str, store: Store) -> Contact | None:
    """Note that nothing arrives at an address, and hold what waits for it.

    Return its contact; None where there is none, or where that was known before.
    """
    contact = await store.contacts.by_address(address)
    if contact is None or contact.unreachable_at:
        return None
    await store.contacts.note(contact.number, unreachable_at=act.at)
    await store.journal.add(act, contact.id, UNREACHABLE, after=why)
    # A hard bounce un-meets requirement 8 at once (RULES 2).
    await look_at_contact(contact.number, act, store=store)
    for waiting in await store.deliveries.to(address):
        is_letter = waiting.medium is Medium.MAIL
        unsent = (WorkState.DUE, WorkState.CLAIMED)
        if is_letter and await store.work.move(waiting.key, unsent, WorkState.HELD, act.at):
            await store.deliveries.note(waiting.key, held=Held.UNREACHABLE)
    return contact


async def note_reachable(address: str, act: Act, *, store: Store) -> Contact | None:
    """Note that an address may be written to again, and let go what waited for that.

    Return its contact as it was; None where there is none, or where it was not unreachable.
    """
    contact = await store.contacts.by_address(address)
    if contact is None or contact.unreachable_at is None:
        return None
    await store.contacts.note(contact.number, unreachable_at=None)
    before, after = contact.unreachable_at.isoformat(), act.at.isoformat()
    await store.journal.add(act, contact.id, REACHABLE, before=before, after=after)
    await look_at_contact(contact.number, act, store=store)
    for waiting in await store.deliveries.to(address):
        is_held = waiting.held is Held.UNREACHABLE
        if is_held and await store.work.move(
            waiting.key, (WorkState.HELD,), WorkState.DUE, act.at
        ):
            await store.deliveries.note(waiting.key, held=None)
    return contact


async def unreachable(letter: Draft, store: Store) -> Contact | None:
    """Return the contact of a letter's address, if nothing reaches it there."""
    if letter.medium is not Medium.MAIL:
        return None
    contact = await store.contacts.by_address(letter.to)
    return contact if contact and contact.unreachable_at else None


def new_nonce() -> str:
    """Return what a Slack message is found again by."""
    return token_hex(8)


def nudge_key(card: Draft, medium: Medium, whom: str, once: str) -> str:
    """Return the key of what calls somebody to a card, once for what is named so."""
    return f"{_nudges(card.key, medium)}:{whom}:{once}"


def _nudges(card: str, medium: Medium) -> str:
    """Return what all keys begin with of those who are called to a card."""
    return f"{medium}:nudge:{card}"
