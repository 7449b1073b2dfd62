"""A contact goes, and whoever was named takes over once the address is confirmed."""

from dataclasses import dataclass

from bot.domain.contact import Contact, contact_id
from bot.domain.following import VALID, Followed, numbers
from bot.domain.link import Link, Purpose
from bot.domain.people import Act
from bot.forms.contacts import Named
from bot.messages import contacts as messages
from bot.messages.message import Internal
from bot.use_cases import links
from bot.use_cases.contacts import (
    AddressBook,
    ToTell,
    added,
    claim,
    followed,
    get,
    named_key,
    note_confirmed,
)
from bot.use_cases.evidence import look_at_contact
from bot.use_cases.writing import ToWrite
from storage.database import Store


@dataclass(frozen=True, kw_only=True)
class _Handover:
    former: Contact
    successor: Contact
    link: Link
    """By which it is acted on."""

    @property
    def tail(self) -> str:
        """What keys end with: the same two may hand over to one another more than once."""
        return f"{self.former.number}:{self.successor.number}:{links.short(self.link)}"


async def name_successor(link: Link, named: Named, act: Act, *, book: AddressBook) -> Followed:
    """Ask whoever is named to take over; RepeatedKnock where the link does no more."""
    async with book.database.begin() as store:
        former = (await claim(link, store)).contact
        successor = await added(named, act, store)
        await _note_successor(former, successor, act, store)
        # Whoever was named before is not asked any more.
        await book.telling.void(f"mail:handover:{former.number}", store=store)
        handover = _Handover(former=former, successor=successor, link=link)
        asks = await book.write(_question(handover, book, act), act, store)
        await book.write(_receipt(handover, named), act, store)
        said = messages.successor_named(former, successor, asks, named.words)
        await book.tell(_post("handover", handover, said, book), act, store)
        return await followed(link, store)


async def succeed(link: Link, act: Act, *, book: AddressBook) -> Followed:
    """Let the successor take over; RepeatedKnock where the link does no more."""
    async with book.database.begin() as store:
        successor = (await claim(link, store)).contact
        former = await get(numbers(link)[0], store)
        handover = _Handover(former=former, successor=successor, link=link)
        await _take_over(handover, act, store)
        for key in _answered(handover):
            await book.telling.void(key, store=store)
        if not former.is_erased:
            await book.write(_farewell(handover), act, store)
        said = messages.has_succeeded(former, successor)
        await book.tell(_post("succeeded", handover, said, book), act, store)
        return await followed(link, store)


async def _note_successor(former: Contact, successor: Contact, act: Act, store: Store) -> None:
    await store.contacts.note(former.number, successor=successor.number)
    before = contact_id(former.successor) if former.successor else ""
    what = "named a successor"
    await store.journal.add(act, former.id, what, before=before, after=successor.id)


async def _take_over(handover: _Handover, act: Act, store: Store) -> None:
    former, successor = handover.former, handover.successor
    if successor.left_at:
        # Who went before has come back.
        await store.contacts.note(successor.number, left_at=None, successor=None)
    await note_confirmed(successor, act, store)
    await store.contacts.note(former.number, left_at=act.at)
    await store.journal.add(act, former.id, "left", after=successor.id)
    await look_at_contact(former.number, act, store=store)


def _answered(handover: _Handover) -> tuple[str, ...]:
    """Return what need not be said any more, if it still waits."""
    former, successor = handover.former.number, handover.successor.number
    of_former = (f"mail:{what}:{former}" for what in ("confirm", "handover", "named"))
    return (*of_former, f"mail:confirm:{successor}")


def _question(handover: _Handover, book: AddressBook, act: Act) -> ToWrite:
    former, successor = handover.former, handover.successor
    subject = f"{former.id}>{successor.id}"
    link = Link(purpose=Purpose.SUCCEED, subject=subject, expires=act.at + VALID)
    return ToWrite(
        key=f"mail:handover:{handover.tail}",
        kind="confirm-successor",
        to=successor,
        about=successor.id,
        values={**book.values_of(link), "former": former.name},
    )


def _receipt(handover: _Handover, named: Named) -> ToWrite:
    return ToWrite(
        key=named_key(handover.link, handover.former.number),
        kind="successor-named",
        to=handover.former,
        about=handover.former.id,
        values={"successor": messages.called(named.name, named.address)},
    )


def _farewell(handover: _Handover) -> ToWrite:
    successor = handover.successor
    return ToWrite(
        key=f"mail:changed:{handover.tail}",
        kind="contact-changed",
        to=handover.former,
        about=handover.former.id,
        values={"successor": messages.called(successor.name, successor.address)},
    )


def _post(what: str, handover: _Handover, said: Internal, book: AddressBook) -> ToTell:
    key, channel = f"post:{what}:{handover.tail}", book.telling.staff_channel
    return ToTell(key=key, to=channel, about=handover.former, said=said)
