"""Contacts: what staff are told of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.check import Level
from bot.domain.contact import Contact, contact_id
from bot.domain.delivery import Delivery, Stage
from bot.domain.following import VALID, Asked, Asking
from bot.domain.link import Link
from bot.messages.message import (
    Button,
    Cell,
    Column,
    Facts,
    Heading,
    Internal,
    Part,
    Row,
    Said,
    Table,
    Text,
    Who,
)

_MARKS = {
    Stage.FAILED: Level.FAILURE,
    Stage.BOUNCED: Level.FAILURE,
    Stage.UNSURE: Level.UNKNOWN,
    Stage.HELD: Level.WARNING,
}


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


def asked(found: Asked) -> Internal:
    """Say what came of asking whether an address is its owner's, and what happens next."""
    contact, letter = found.contact, found.letter
    data = AskedToConfirm(
        contact=contact.id,
        address=contact.address,
        came=found.came,
        letter=letter.id if letter else None,
        confirmed_at=contact.confirmed_at,
    )
    who = f"{contact.id}, {called(contact.name, contact.address)}"
    buttons = [Button(f"Show {contact.id}", f"show {contact.id}")]
    if letter and found.came is not Asking.CONFIRMED:
        buttons.insert(0, Button(f"Show {letter.id}", f"show {letter.id}"))
    return Internal((Text(f"{who}: {_came(found)}"), *buttons), data)


def contact(known: Contact, successor: Contact | None, deliveries: Sequence[Delivery]) -> Internal:
    """Show a contact, and what was said to it and about it."""
    said = tuple(map(_said_once, deliveries))
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
        said=said,
    )
    heading = Heading(f"{known.id} {called(known.name, known.address)}")
    parts = (heading, Facts((*_facts(known, successor),)), *_table(said), *_buttons(known))
    return Internal(parts, data, again=f"show {known.id}")


def has_confirmed(contact: Contact) -> Internal:
    said = f"{contact.id}, {called(contact.name, contact.address)}, confirmed the address."
    return _told(said, contact)


def successor_named(former: Contact, successor: Contact, words: str) -> Internal:
    """Tell staff that a contact wants to go; `words` are the contact's own, or empty."""
    said = (
        f"{former.id}, {called(former.name, former.address)}, names {successor.id}, "
        f"{called(successor.name, successor.address)}, as successor. We asked {successor.id} to "
        f"confirm; until then {former.id} stays the contact. You need not do anything."
    )
    quoted = (Facts((("In their words", words),)),) if words else ()
    return _told(said, former, *quoted)


def has_succeeded(former: Contact, successor: Contact) -> Internal:
    said = (
        f"{successor.id}, {called(successor.name, successor.address)}, confirmed, and is the "
        f"contact now in place of {former.id}, {called(former.name, former.address)}."
    )
    return _told(said, successor)


def _told(said: str, about: Contact, *more: Part) -> Internal:
    return Internal((Text(said), *more, Button("Show", f"show {about.id}")), Said(said))


def _came(found: Asked) -> str:
    letter, confirmed = found.letter, found.contact.confirmed_at
    again = "`--again` asks once more"
    if found.came is Asking.CONFIRMED and confirmed:
        return f"confirmed on {day(confirmed)}; {again}."
    if letter is None:
        return "nothing was asked."
    asks = f"{letter.id} asks to confirm the address"
    match found.came:
        case Asking.WRITTEN:
            return f"{asks}, within {VALID.days} days. {_next(letter)}"
        case Asking.WAITING:
            return f"{asks}, and has not left yet. {_next(letter)}"
    return f"{asks}; it was written on {day(letter.written_at)}, and not answered yet: {again}."


def _next(letter: Delivery) -> str:
    if letter.held:
        return f"It is held: {letter.held}. `rsp outbox` shows what can be done about it."
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


def _table(said: Sequence[SaidOnce]) -> tuple[Part, ...]:
    if not said:
        return (Text("Nothing was said yet."),)
    columns = (
        Column("id"),
        Column("what"),
        Column("to"),
        Column("when", is_instant=True),
        Column("state"),
    )
    return (Heading("What was said"), Table(columns, tuple(map(_row, said))))


def _row(said: SaidOnce) -> Row:
    when = said.accepted_at or said.written_at
    return Row((said.id, said.kind, said.to, when, said.stage), _MARKS.get(said.stage))


def _said_once(delivery: Delivery) -> SaidOnce:
    return SaidOnce(
        id=delivery.id,
        kind=delivery.kind,
        to=delivery.to,
        written_at=delivery.written_at,
        accepted_at=delivery.accepted_at,
        stage=delivery.stage,
    )


def _buttons(known: Contact) -> tuple[Button, ...]:
    if known.left_at:
        return ()
    words = f"confirm {known.address}"
    ask = Button("Ask once more", f"{words} --again")
    return (ask if known.confirmed_at else Button("Ask to confirm", words),)
