"""The address book: who is in it, and whether an address is known to be its owner's."""

from dataclasses import dataclass

from bot.domain.contact import Contact
from bot.domain.delivery import Audience, Delivery, Draft
from bot.domain.following import (
    ASKS,
    VALID,
    Asked,
    Asking,
    Followed,
    Leads,
    follow,
    may_ask,
    newest,
    numbers,
)
from bot.domain.journal import RENAMED
from bot.domain.link import Link, Purpose
from bot.domain.people import Act
from bot.errors import ConflictError, NotFoundError, RepeatedKnock
from bot.forms.contacts import Named
from bot.messages import blocks
from bot.messages import contacts as messages
from bot.messages.message import Internal
from bot.use_cases import links
from bot.use_cases.evidence import look_at_contact
from bot.use_cases.letters import Letters
from bot.use_cases.telling import UNREACHABLE, Telling, note_reachable
from bot.use_cases.writing import ToWrite, write_letter
from storage.database import Database, Store


@dataclass(frozen=True, kw_only=True)
class Known:
    """A contact, and what was said to it and about it."""

    contact: Contact
    successor: Contact | None
    said: tuple[Delivery, ...]
    """Oldest first."""


@dataclass(frozen=True, kw_only=True)
class ToTell:
    """Something for staff before it is written."""

    key: str
    to: str
    """A Slack user or channel; empty where nobody is to be told in Slack."""
    about: Contact
    said: Internal


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    database: Database
    telling: Telling
    letters: Letters

    async def find(self, number: int) -> Known:
        async with self.database.read() as store:
            contact = await get(number, store)
            successor = await get(contact.successor, store) if contact.successor else None
            about = await store.deliveries.about(contact.id)
            to = await store.deliveries.to(contact.address)
        said = {delivery.number: delivery for delivery in (*about, *to)}
        in_order = tuple(said[number] for number in sorted(said))
        return Known(contact=contact, successor=successor, said=in_order)

    async def ask(self, named: Named, act: Act, *, is_again: bool) -> Asked:
        """Write to somebody, added where new, to learn whether the address is theirs."""
        async with self.database.begin(act) as store:
            contact = await _named_by_staff(named, act, store)
            if is_again and await note_reachable(contact.address, act, store=store):
                contact = await get(contact.number, store)
            about = await store.deliveries.about(contact.id)
            letter = newest(about, ASKS)
            came = may_ask(contact, letter, act.at, is_again=is_again)
            if came is Asking.WRITTEN:
                times = sum(delivery.kind == ASKS for delivery in about)
                letter = await self._ask(contact, times + 1, act, store)
            why = await why_unreachable(contact, store)
        return Asked(contact=contact, came=came, letter=letter, why_unreachable=why)

    async def follow(self, link: Link) -> Followed:
        """Say what a link leads to now; nothing is done."""
        async with self.database.read() as store:
            return await followed(link, store)

    async def confirm(self, link: Link, act: Act) -> Followed:
        """Note that an address is its owner's; RepeatedKnock where the link does no more."""
        async with self.database.begin() as store:
            contact = (await claim(link, store)).contact
            await note_confirmed(contact, act, store)
            await self.telling.void(f"mail:confirm:{contact.number}", store=store)
            await self._tell_who_asked(contact, act, store)
            return await followed(link, store)

    async def write(self, said: ToWrite, act: Act, store: Store) -> Delivery:
        """Write a letter; whoever of staff acts is told if it comes to nothing."""
        return await write_letter(
            said, act, telling=self.telling, letters=self.letters, store=store
        )

    async def tell(self, note: ToTell, act: Act, store: Store) -> None:
        draft = Draft(
            key=note.key,
            audience=Audience.INTERNAL,
            kind=note.key.split(":")[1],
            about=note.about.id,
            to=note.to,
            due_at=act.at,
            payload=blocks.payload(note.said),
        )
        if note.to:
            await self.telling.write(draft, act, store=store)

    def values_of(self, link: Link) -> dict[str, str]:
        """Return what a letter says of a link that it offers."""
        return {"link": self.letters.links.make(link), "until": messages.until(link)}

    async def _ask(self, contact: Contact, time: int, act: Act, store: Store) -> Delivery:
        link = Link(purpose=Purpose.CONFIRM, subject=contact.id, expires=act.at + VALID)
        asks = ToWrite(
            key=f"mail:confirm:{contact.number}:{time}",
            kind=ASKS,
            to=contact,
            about=contact.id,
            values={**self.values_of(link), "why": ""},
        )
        # One that still waits would leave with a link that is too old.
        await self.telling.void(f"mail:confirm:{contact.number}", store=store)
        letter = await self.write(asks, act, store)
        await store.journal.add(act, contact.id, "asked to confirm", after=letter.id)
        return letter

    async def _tell_who_asked(self, contact: Contact, act: Act, store: Store) -> None:
        letter = newest(await store.deliveries.about(contact.id), ASKS)
        if letter:
            note = ToTell(
                key=f"direct:confirmed:{letter.number}",
                to=letter.owner,
                about=contact,
                said=messages.has_confirmed(contact),
            )
            await self.tell(note, act, store)


async def get(number: int, store: Store) -> Contact:
    contact = await store.contacts.get(number)
    if contact is None:
        raise NotFoundError(f"There is no contact CON-{number}.")
    return contact


async def added(named: Named, act: Act, store: Store) -> Contact:
    """Return the contact of an address, which keeps its name where it is known already."""
    known = await store.contacts.by_address(named.address)
    if known:
        return known
    contact = await store.contacts.add(named.name or named.address, named.address, act)
    await store.journal.add(act, contact.id, "added", after=contact.address)
    return contact


async def why_unreachable(contact: Contact, store: Store) -> str:
    """Return what was said when nothing arrived there any more; empty where that is not so."""
    said = [one.after for one in await store.journal.of(contact.id) if one.what == UNREACHABLE]
    return said[-1] if said and contact.unreachable_at else ""


async def note_confirmed(contact: Contact, act: Act, store: Store) -> None:
    await store.contacts.note(contact.number, confirmed_at=act.at)
    before = f"{contact.confirmed_at.isoformat()}" if contact.confirmed_at else ""
    what, after = "confirmed", act.at.isoformat()
    await store.journal.add(act, contact.id, what, before=before, after=after)
    await look_at_contact(contact.number, act, store=store)
    # The link was read there.
    await note_reachable(contact.address, act, store=store)


async def claim(link: Link, store: Store) -> Followed:
    """Take the one use that a link has; RepeatedKnock where it leads nowhere any more."""
    is_new = await links.claim(link, store=store)
    # Two links about one contact are followed one after the other.
    await store.contacts.hold(numbers(link)[0])
    found = await followed(link, store)
    if not is_new or found.leads is not Leads.ON:
        raise RepeatedKnock
    return found


def named_key(link: Link, former: int) -> str:
    """Return the key of the letter that says whom a link has named: one for each link."""
    return f"mail:named:{former}:{links.short(link)}"


async def followed(link: Link, store: Store) -> Followed:
    first, *others = numbers(link)
    contact = await get(others[0] if others else first, store)
    if others:
        other: Contact | None = await get(first, store)
    else:
        other = await get(contact.successor, store) if contact.successor else None
    is_used = await store.deliveries.by_key(named_key(link, first)) is not None
    return follow(link, contact, other, is_used=is_used)


async def _named_by_staff(named: Named, act: Act, store: Store) -> Contact:
    contact = await added(named, act, store)
    if contact.left_at:
        raise ConflictError(messages.has_left(contact))
    if not named.name or named.name == contact.name:
        return contact
    await store.contacts.note(contact.number, name=named.name)
    await store.journal.add(act, contact.id, RENAMED, before=contact.name, after=named.name)
    return await get(contact.number, store)
