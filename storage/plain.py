"""Rows as plain values, which JSON and CSV can hold; and back, with each looked at."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, RowMapping, String, Table

from bot.domain.application import Decision, Filed, State
from bot.domain.check import Environment
from bot.domain.criteria import Status
from bot.domain.delivery import Audience, Held, Medium
from bot.domain.hold import HoldKind
from bot.domain.nudges import Nudges
from bot.domain.provider import ChecklistLine, ProviderStatus
from bot.domain.work import WorkState
from bot.editions import editions
from bot.errors import ConflictError
from storage import frozen
from storage.tables import (
    UtcDateTime,
    applications,
    checks,
    deliveries,
    drafts,
    evidence,
    holds,
    providers,
    readers,
    ticks,
    work,
)

Plain = str | int | bool | None
PlainRow = Mapping[str, Plain]

_LARGEST = 2**31


def written(row: RowMapping) -> PlainRow:
    return {name: _PLAIN.get(type(value), _as_it_is)(value) for name, value in row.items()}


def _as_it_is(value: Plain) -> Plain:
    return value


_PLAIN: Mapping[type, Callable[[Any], Plain]] = {
    datetime: lambda at: f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z",
    date: date.isoformat,
    bytes: lambda content: base64.b64encode(content).decode(),
}


def read(table: Table, row: PlainRow) -> dict[str, Any]:
    """Return a row as the database takes it; raises ConflictError for one that does not fit."""
    if not isinstance(row, dict) or row.keys() != set(table.c.keys()):
        raise ConflictError(
            f"A row of {table.name} has other columns than its table; nothing was imported."
        )
    return {column.name: _value(column, row[column.name]) for column in table.c}


def _value(column: Column[Any], value: Plain) -> object:
    if value is None and column.nullable:
        return None
    try:
        return _read_as(column, value)
    except (LookupError, TypeError, ValueError) as error:
        where = f"{column.table.name}.{column.name}"
        raise ConflictError(
            f"What stands in a row of {where} does not fit there; nothing was imported."
        ) from error


def _read_as(column: Column[Any], value: Plain) -> object:
    found = _READ_AS[type(column.type)](value)
    if column in _LOOKS:
        _LOOKS[column](found)
    return found


def _text(value: Plain) -> str:
    if not isinstance(value, str):
        raise TypeError
    # Half a sign is in no database, and a NUL in none of PostgreSQL's.
    value.encode()
    if "\0" in value:
        raise ValueError
    return value


def _number(value: Plain) -> int:
    if type(value) is not int:  # to Python, true is a whole number too
        raise TypeError
    if not -_LARGEST <= value < _LARGEST:
        raise ValueError
    return value


def _truth(value: Plain) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _instant(value: Plain) -> datetime:
    said = _text(value)
    if not said.endswith("Z"):
        raise ValueError
    return datetime.fromisoformat(said).astimezone(UTC)


def _day(value: Plain) -> date:
    found = date.fromisoformat(_text(value))
    # There are other ways to write one, which come out of no export.
    if found.isoformat() != value:
        raise ValueError
    return found


def _bytes(value: Plain) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except binascii.Error as error:
        raise ValueError from error


_READ_AS: Mapping[type, Callable[[Plain], object]] = {
    String: _text,
    Integer: _number,
    Boolean: _truth,
    UtcDateTime: _instant,
    Date: _day,
    LargeBinary: _bytes,
}


def _frozen(kind: type) -> Callable[[str], object]:
    def look(text: str) -> None:
        frozen.read(kind, text)
        # What is escaped was not looked at yet.
        for found in _texts_in(json.loads(text)):
            _text(found)

    return look


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)


_LOOKS: Mapping[Column[Any], Callable[[Any], object]] = {
    checks.c.environment: Environment,
    work.c.state: WorkState,
    deliveries.c.key: lambda key: Medium(key.partition(":")[0]),
    deliveries.c.audience: Audience,
    deliveries.c.held: Held,
    readers.c.nudges: Nudges,
    applications.c.state: State,
    applications.c.edition: lambda name: editions()[name],
    applications.c.filed: _frozen(Filed),
    applications.c.past: _frozen(tuple[State, ...]),
    applications.c.changed: _frozen(frozenset[str]),
    applications.c.decision: _frozen(Decision),
    evidence.c.status: Status,
    holds.c.kind: HoldKind,
    drafts.c.answers: _frozen(dict[str, str]),
    providers.c.status: ProviderStatus,
    ticks.c.line: ChecklistLine,
}
"""What could not be read again later if it were something else, and how it is looked at now."""
