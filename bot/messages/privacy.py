"""How it looks what is kept about a person, and what is erased of one. Nobody else may read it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.domain.application import Application
from bot.domain.check import Level
from bot.domain.contact import Contact
from bot.domain.delivery import Delivery
from bot.domain.journal import Noted
from bot.domain.privacy import Erased, Known, Mention
from bot.domain.provider import Provider
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


# Of one table so many are named; `--json` names them all.
_NAMED = 20


def known(found: Known) -> Internal:
    if not (found.contact or found.deliveries or found.journal or found.mentions):
        return Internal((Text(_nothing(found.address)),), found)
    parts: tuple[Part, ...] = (
        Heading(f"What is kept about {found.address}"),
        *((_contact(found.contact),) if found.contact else ()),
        *(part for delivery in found.deliveries for part in _delivery(delivery)),
        *_journal(found.journal),
        *(part for application in found.applications for part in _application(application)),
        *_providers(found.providers),
        *_mentions(found.mentions),
    )
    return Internal(parts, found)


def erased(found: Erased) -> Internal:
    if not (found.rows or found.unsent or found.left or found.letters):
        return Internal((Text(f"{_nothing(found.address)} There is nothing to erase."),), found)
    heading = "Erased" if found.is_done else f"What would be erased of {found.address}"
    parts: tuple[Part, ...] = (
        Heading(heading),
        _rows(found),
        *_left(found.left),
        *_letters(found.letters),
        *((Text(_ELSEWHERE),) if found.is_done else _how_to_go_on(found)),
    )
    return Internal(parts, found)


def must_leave_first(unsent: Sequence[str]) -> str:
    """Say why nothing is erased, and what to do about it."""
    first, *others = unsent
    them = "them" if others else "it"
    return (
        f"Somebody else is still to be told of this person: {_names(unsent)}. Let {them} leave, "
        f"or withdraw {them} (`rsp outbox withdraw {first}`); then erase."
    )


def _how_to_go_on(found: Erased) -> Iterator[Part]:
    yield Text("Names, addresses and texts become `erased`; numbers, dates and states stay.")
    yield Text("What waits for that address is withdrawn. Nothing is erased yet.")
    if found.unsent:
        yield Text(must_leave_first(found.unsent), Level.WARNING)
        yield Button(f"Show {found.unsent[0]}", f"show {found.unsent[0]}")
    else:
        yield Button("Erase for good", f"privacy erase --yes {found.address}")


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


def _application(application: Application) -> Iterator[Part]:
    yield Heading(f"{application.id}: {application.filed.organisation}")
    filed = asdict(application.filed)
    said = ((name.replace("_", " "), _said(value)) for name, value in filed.items())
    shown: tuple[tuple[str, Cell], ...] = (
        ("state", application.state),
        ("received", application.received_on.isoformat()),
        *((name, text) for name, text in said if text),
    )
    yield Facts(shown)


def _said(value: object) -> str:
    """Return what was filed as one reads it; empty where that is nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_said, value.values())))
    if isinstance(value, (list, tuple)):
        return "; ".join(filter(None, map(_said, value)))
    return str(value or "")


def _providers(providers: Sequence[Provider]) -> tuple[Part, ...]:
    if not providers:
        return ()
    rows = tuple(Row((one.id, one.name, str(one.status))) for one in providers)
    columns = (Column("provider"), Column("name"), Column("status"))
    return (Heading("Contact of"), Table(columns, rows))


def _mentions(mentions: Sequence[Mention]) -> tuple[Part, ...]:
    if not mentions:
        return ()
    rows = tuple(Row((one.table, one.id, "; ".join(one.texts))) for one in mentions)
    columns = (Column("table"), Column("which"), Column("text"))
    return (Heading("Named in cases"), Table(columns, rows))


def _rows(found: Erased) -> Table:
    columns = (Column("table"), Column("rows", is_number=True), Column("which"))
    rows = (
        Row((table, str(count), _names(found.ids.get(table, ()))))
        for table, count in found.rows.items()
    )
    return Table(columns, tuple(rows))


def _names(ids: Sequence[str]) -> str:
    more = len(ids) - _NAMED
    return ", ".join((*ids[:_NAMED], *((f"and {more} more",) if more > 0 else ())))


def _left(ids: Sequence[str]) -> tuple[Text, ...]:
    if not ids:
        return ()
    said = (
        "The name stands also in what others are still to read, and is left as it is there: "
        f"{_names(ids)}. Where it means this person, change it with `rsp edit`."
    )
    return (Text(said, Level.WARNING),)


def _letters(letters: Sequence[str]) -> tuple[Text, ...]:
    if not letters:
        return ()
    said = (
        f"These versions of letters name the person, and are left as they are: {_names(letters)}."
    )
    return (Text(said, Level.WARNING),)
