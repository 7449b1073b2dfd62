"""How it looks what is kept about a person, and what is erased of one. Nobody else may read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.check import Level
from bot.domain.contact import Contact
from bot.domain.delivery import Delivery
from bot.domain.journal import Noted
from bot.messages import journal
from bot.messages.message import (
    Button,
    Cell,
    Column,
    Facts,
    Heading,
    Internal,
    Part,
    Row,
    Table,
    Text,
    Who,
)

_ELSEWHERE = "What is in Slack, in mailboxes and in back-ups already is still there."


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is kept about a person."""

    address: str
    contact: Contact | None
    deliveries: tuple[Delivery, ...]
    """Said to them, or about them as a contact, oldest first."""
    journal: tuple[Noted, ...]


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What is erased of a person, or would be."""

    address: str
    is_done: bool
    rows: Mapping[str, int]
    """How many of which table."""
    letters: tuple[str, ...]
    """Templates that name the person: staff wrote them, and staff change them."""


def known(found: Known) -> Internal:
    if not (found.contact or found.deliveries or found.journal):
        return Internal((Text(_nothing(found.address)),), found)
    parts: tuple[Part, ...] = (
        Heading(f"What is kept about {found.address}"),
        *((_contact(found.contact),) if found.contact else ()),
        *(part for delivery in found.deliveries for part in _delivery(delivery)),
        *_journal(found.journal),
    )
    return Internal(parts, found)


def erased(found: Erased) -> Internal:
    if not (found.rows or found.letters):
        return Internal((Text(f"{_nothing(found.address)} There is nothing to erase."),), found)
    heading = "Erased" if found.is_done else f"What would be erased of {found.address}"
    parts: tuple[Part, ...] = (
        Heading(heading),
        _rows(found.rows),
        *_letters(found.letters),
        *((Text(_ELSEWHERE),) if found.is_done else _how_to_go_on(found.address)),
    )
    return Internal(parts, found)


def _how_to_go_on(address: str) -> tuple[Part, ...]:
    return (
        Text("Names, addresses and texts become `erased`; numbers, dates and states stay."),
        Text("What waits for that address is withdrawn. Nothing is erased yet."),
        Button("Erase for good", f"privacy erase --yes {address}"),
    )


def _nothing(address: str) -> str:
    return f"Nothing is kept about {address}."


def _contact(contact: Contact) -> Facts:
    instants: tuple[tuple[str, Cell | None], ...] = (
        ("confirmed", contact.confirmed_at),
        ("unreachable", contact.unreachable_at),
        ("left", contact.left_at),
    )
    known: tuple[tuple[str, Cell], ...] = (
        ("contact", contact.id),
        ("name", contact.name),
        ("address", contact.address),
        ("added", contact.added_at),
        ("by", Who(contact.added_by)),
    )
    return Facts((*known, *((name, at) for name, at in instants if at)))


def _delivery(delivery: Delivery) -> Iterator[Part]:
    yield Heading(f"{delivery.id}: {delivery.kind}")
    facts: tuple[tuple[str, Cell], ...] = (
        ("over", delivery.medium),
        ("to", delivery.to),
        ("written", delivery.written_at),
        ("state", delivery.stage),
        ("why", delivery.why),
        ("subject", delivery.subject),
    )
    yield Facts(tuple((name, value) for name, value in facts if value))
    if delivery.text:
        yield Text(delivery.text, is_verbatim=True)


def _journal(noted: Sequence[Noted]) -> tuple[Part, ...]:
    return (Heading("Journal"), journal.table(noted)) if noted else ()


def _rows(rows: Mapping[str, int]) -> Table:
    columns = (Column("table"), Column("rows", is_number=True))
    return Table(columns, tuple(Row((table, str(count))) for table, count in rows.items()))


def _letters(letters: Sequence[str]) -> tuple[Text, ...]:
    if not letters:
        return ()
    names = ", ".join(letters)
    said = f"These versions of letters name the person, and are left as they are: {names}."
    return (Text(said, Level.WARNING),)
