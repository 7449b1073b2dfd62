"""Frozen values as JSON in a column, and back; what is no such value is refused."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
# A class, or what is made of classes: `date | None`, `tuple[str, ...]`.
_Kind = Any


def write(value: object) -> str:
    return json.dumps(value, default=_plain)


def read(kind: type[T], text: str) -> T:
    """Return the value that `write` made a text of; raises ValueError for any other text."""
    try:
        return cast("T", _read(kind, json.loads(text)))
    except (RecursionError, TypeError, ValueError) as error:
        raise ValueError(f"no {kind}: {error}") from error


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"no value for JSON: {type(value)}")


def _read(kind: _Kind, value: object) -> object:
    if isinstance(kind, UnionType):
        (known,) = (one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _read(known, value)
    if reader := _READERS.get(get_origin(kind)):
        return reader(kind, value)
    if is_dataclass(kind):
        return _read_fields(kind, value)
    if issubclass(kind, date):
        return _read_date(kind, value)
    if issubclass(kind, StrEnum):
        return kind(_a(str, value))
    return _a(kind, value)


def _a(kind: type[T], value: object) -> T:
    # To Python, true is a whole number too.
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind}")
    return value


def _read_fields(kind: _Kind, value: object) -> object:
    """Read a frozen value; what it had not yet when it was written is as it is by default."""
    kinds, known = _kinds(kind), _a(dict, value)
    if not known.keys() <= kinds.keys():
        raise ValueError(f"{value!r} is no {kind}")
    return kind(**{name: _read(kinds[name], one) for name, one in known.items()})


@cache
def _kinds(kind: _Kind) -> Mapping[str, _Kind]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read_several(kind: _Kind, value: object) -> object:
    several: _Kind = get_origin(kind)
    item, *_ = get_args(kind)
    return several(_read(item, one) for one in _a(list, value))


def _read_by_name(kind: _Kind, value: object) -> object:
    _, item = get_args(kind)
    return {name: _read(item, one) for name, one in _a(dict, value).items()}


def _read_date(kind: type[date], value: object) -> date:
    found = kind.fromisoformat(_a(str, value))
    if isinstance(found, datetime) and found.tzinfo is None:
        raise ValueError(f"naive datetime: {value}")
    return found


_READERS: Mapping[_Kind, Callable[[_Kind, object], object]] = {
    tuple: _read_several,
    frozenset: _read_several,
    dict: _read_by_name,
}
