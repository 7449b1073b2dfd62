"""Contacts: what staff are told of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.contact import Contact, contact_id
from bot.domain.delivery import Delivery, Medium, Stage
from bot.domain.following import ASKS, VALID, Asked, Asking, is_on_its_way, newest
from bot.domain.link import Link
from bot.domain.outbox import why as outbox_why
from bot.messages import outbox
from bot.messages.message import (
    Button,
    Cell,
    Facts,
    Heading,
    Internal,
    Part,
    Said,
    Text,
    Who,
)


@dataclass(frozen=True, kw_only=True)
class SaidOnce:
    """One thing that was said, or is to be said."""

    id: str
    kind: str
    to: str
    written_at: datetime
    accepted_at: datetime | None
    stage: Stage


@dataclass(frozen=True, kw_only=True)
class ContactInFull:
    """A contact as `show --json` prints it."""

    id: str
    name: str
    address: str
    added_at: datetime
    added_by: str
    confirmed_at: datetime | None
    unreachable_at: datetime | None
    left_at: datetime | None
    successor: str | None
    said: tuple[SaidOnce, ...]


@dataclass(frozen=True, kw_only=True)
class AskedToConfirm:
    """What came of asking, as `confirm --json` prints it."""

    contact: str
    address: str
    came: Asking
    letter: str | None
    """The letter that asks, or asked last."""
    confirmed_at: datetime | None


def said_once(delivery: Delivery) -> SaidOnce:
    return SaidOnce(
        id=delivery.id,
        kind=delivery.kind,
        to=delivery.to,
        written_at=delivery.written_at,
        accepted_at=delivery.accepted_at,
        stage=delivery.stage,
    )


def day(instant: datetime) -> str:
    """Return a day in UTC, for letters and pages."""
    instant = instant.astimezone(UTC)
    return f"{instant.day} {instant:%B %Y}"


def called(name: str, address: str) -> str:
    """Return somebody as letters and posts name them: by both, where a name is known."""
    return f"{name} ({address})" if name and name != address else address


def until(link: Link) -> str:
    """Return the last day on which a link works from its beginning to its end."""
    return day(link.expires - timedelta(days=1))


def has_left(contact: Contact) -> str:
    who = called(contact.name, contact.address)
    now = f": {contact_id(contact.successor)} is" if contact.successor else ""
    return f"{contact.id}, {who}, is not the contact any more{now}."


def asked(found: Asked, missing: Mapping[Medium, str]) -> Internal:
    """Say what came of asking whether an address is its owner's, and what happens next.

    `missing` is what is not set up, by what waits for it.
    """
    contact, letter = found.contact, found.letter
    data = AskedToConfirm(
        contact=contact.id,
        address=contact.address,
        came=found.came,
        letter=letter.id if letter else None,
        confirmed_at=contact.confirmed_at,
    )
    who = f"{contact.id}, {called(contact.name, contact.address)}"
    return Internal((Text(f"{who}: {_came(found, missing)}"), *_asked_buttons(found)), data)


def contact(known: Contact, successor: Contact | None, deliveries: Sequence[Delivery]) -> Internal:
    """Show a contact, and what was said to it and about it."""
    data = ContactInFull(
        id=known.id,
        name=known.name,
        address=known.address,
        added_at=known.added_at,
        added_by=known.added_by,
        confirmed_at=known.confirmed_at,
        unreachable_at=known.unreachable_at,
        left_at=known.left_at,
        successor=successor.id if successor else None,
        said=tuple(map(said_once, deliveries)),
    )
    parts = (
        Heading(f"{known.id} {called(known.name, known.address)}"),
        Facts((*_facts(known, successor),)),
        *(outbox.said(deliveries) or (Text("Nothing was said yet."),)),
        *_buttons(known, newest(deliveries, ASKS)),
    )
    return Internal(parts, data, again=f"show {known.id}")


def has_confirmed(contact: Contact) -> Internal:
    said = f"{contact.id}, {called(contact.name, contact.address)}, confirmed the address."
    return _told(said, contact)


def successor_named(former: Contact, successor: Contact, asks: Delivery, words: str) -> Internal:
    """Tell staff that a contact wants to go; `words` are the contact's own, or empty."""
    said = (
        f"{former.id}, {called(former.name, former.address)}, names {successor.id}, "
        f"{called(successor.name, successor.address)}, as successor. {asks.id} asks "
        f"{successor.id} to confirm; until then {former.id} stays the contact."
    )
    quoted = (Facts((("In their words", words),)),) if words else ()
    if asks.held:
        said = f"{said} {asks.id} is held: {asks.held} — look at {asks.id}."
        return _told(said, former, *quoted, _show(asks.id))
    return _told(f"{said} You need not do anything.", former, *quoted)


def has_succeeded(former: Contact, successor: Contact) -> Internal:
    said = (
        f"{successor.id}, {called(successor.name, successor.address)}, confirmed, and is the "
        f"contact now in place of {former.id}, {called(former.name, former.address)}."
    )
    return _told(said, successor)


def _told(said: str, about: Contact, *more: Part) -> Internal:
    return Internal((Text(said), *more, _show(about.id)), Said(said))


def _show(id_: str) -> Button:
    return Button(f"Show {id_}", f"show {id_}")


def _ask_again(contact: Contact) -> Button:
    return Button("Ask once more", _again(contact))


def _again(contact: Contact) -> str:
    return f"confirm --again {contact.address}"


def _asked_buttons(found: Asked) -> Iterator[Button]:
    if found.letter and found.came is not Asking.CONFIRMED:
        yield _show(found.letter.id)
    if found.came is Asking.UNREACHABLE:
        yield _ask_again(found.contact)
    yield _show(found.contact.id)


def _came(found: Asked, missing: Mapping[Medium, str]) -> str:
    letter, confirmed = found.letter, found.contact.confirmed_at
    if found.came is Asking.UNREACHABLE:
        return _is_unreachable(found)
    again = "`--again` asks once more"
    if found.came is Asking.CONFIRMED and confirmed:
        return f"confirmed on {day(confirmed)}; {again}."
    if letter is None:
        return "nothing was asked."
    asks = f"{letter.id} asks to confirm the address"
    match found.came:
        case Asking.WRITTEN:
            return f"{asks}, within {VALID.days} days. {_next(letter, missing)}"
        case Asking.WAITING:
            return f"{asks}, and has not left yet. {_next(letter, missing)}"
    return f"{asks}; it was written on {day(letter.written_at)}, and not answered yet: {again}."


def _is_unreachable(found: Asked) -> str:
    contact, why = found.contact, found.why_unreachable.rstrip(".")
    since = f" since {day(contact.unreachable_at)}" if contact.unreachable_at else ""
    said = f"{since}: {why}" if why else since
    return (
        f"nothing was asked: the address is unreachable{said}. If it may work by now, "
        f"`rsp {_again(contact)}` tries it."
    )


def _next(letter: Delivery, missing: Mapping[Medium, str]) -> str:
    if letter.stage is Stage.HELD:
        held = outbox_why(letter, missing)
        return f"It is held: {held}. `rsp outbox` shows what can be done about it."
    if waits := missing.get(letter.medium, letter.why).rstrip("."):
        return f"It waits: {waits}."
    if letter.owner:
        return "It leaves by itself; you are told when the address is confirmed."
    return f"It leaves by itself; `rsp show {letter.about}` tells whether it was answered."


def _facts(known: Contact, successor: Contact | None) -> Iterator[tuple[str, Cell]]:
    yield ("Address", known.address)
    yield ("Confirmed", known.confirmed_at or "not yet")
    if known.unreachable_at:
        yield ("Unreachable since", known.unreachable_at)
    if successor:
        says = "Successor" if known.left_at else "Named as successor, not confirmed yet"
        yield (says, f"{successor.id} {called(successor.name, successor.address)}")
    if known.left_at:
        yield ("Not the contact since", known.left_at)
    yield ("Added", known.added_at)
    yield ("Added by", Who(known.added_by))


def _buttons(known: Contact, letter: Delivery | None) -> Iterator[Button]:
    """Yield what asks for the address; `letter` is the last one that asked."""
    waits = letter is not None and is_on_its_way(letter) and not known.unreachable_at
    if known.left_at or known.is_erased or waits:
        return
    if letter or known.confirmed_at or known.unreachable_at:
        yield _ask_again(known)
    else:
        yield Button("Ask to confirm", f"confirm {known.address}")
