"""Reads the policy file into a Policy, whose fields say what each key of the file must be."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, TypeVar, cast, get_args, get_origin, get_type_hints

from bot.domain.policy import Policy
from bot.errors import BotError

T = TypeVar("T")

_DEFAULTS = Path(__file__).with_name("policy.toml")
_WORDS: dict[object, str] = {
    bool: "true or false",
    int: "a whole number",
    str: "text in quotation marks",
    date: "a date such as 2026-12-24",
    time: "a time such as 09:00:00",
}


class PolicyError(BotError):
    """All that is wrong with the policy file, a sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read(changes: Path | None) -> Policy:
    """Read the program's numbers, with those that a file of the installation changes."""
    tables, file = _load(_DEFAULTS), changes or _DEFAULTS
    if changes:
        tables = _overlaid(tables, _load(changes))
    try:
        return parse(Policy, tables)
    except PolicyError as error:
        raise PolicyError([f"{file}: {fault}" for fault in error.faults]) from error


def parse(kind: type[T], tables: Mapping[str, object]) -> T:
    """Make the frozen value that the tables hold, checked against its annotations."""
    if faults := list(_faults(kind, tables, "")):
        raise PolicyError(faults)
    return cast(T, _build(kind, tables))


def _load(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError([f"{file} cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise PolicyError([f"{file} must be text in UTF-8."]) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([f"{file} must be TOML: {error}."]) from error


def _overlaid(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    return {**below, **{key: _on_top(below.get(key), value) for key, value in above.items()}}


def _on_top(below: object, above: object) -> object:
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return _overlaid(below, above)
    return above


def _faults(kind: object, value: object, place: str) -> Iterator[str]:
    if get_origin(kind) is Annotated:
        yield from _faults_by_rules(kind, value, place)
    elif get_origin(kind) is Mapping:
        yield from _faults_of_names(kind, value, place)
    elif get_origin(kind) is tuple:
        yield from _faults_of_list(kind, value, place)
    elif is_dataclass(kind):
        yield from _faults_of_table(kind, value, place)
    elif type(value) is not kind:  # to Python, true is a whole number too
        yield f"{place} must be {_WORDS[kind]}."


def _faults_by_rules(kind: object, value: object, place: str) -> Iterator[str]:
    plain, *rules = get_args(kind)
    faults = list(_faults(plain, value, place))
    broken = [] if faults else [rule for rule in rules if not rule.holds(value)]
    yield from [*faults, *(f"{place} must be {rule.words}." for rule in broken)]


def _faults_of_list(kind: object, value: object, place: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{place} must be a list in brackets."
        return
    item, _ = get_args(kind)
    for number, entry in enumerate(value, 1):
        yield from _faults(item, entry, f"Entry {number} of {place}")


def _faults_of_names(kind: object, value: object, place: str) -> Iterator[str]:
    """Look at a table whose keys are names that the file chooses."""
    if not isinstance(value, Mapping):
        yield f"{place} must be a table, which begins with the line [{place}]."
        return
    _, item = get_args(kind)
    for name, entry in value.items():
        yield from _faults(item, entry, _within(place, name))


def _faults_of_table(kind: object, value: object, place: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{place} must be a table, which begins with the line [{place}]."
        return
    fields = get_type_hints(kind, include_extras=True)
    for name in value:
        if name not in fields:
            yield f"{_within(place, name)} is unknown; known here: {', '.join(fields)}."
    for name, field in fields.items():
        yield from (
            _faults(field, value[name], _within(place, name))
            if name in value
            else [f"{_within(place, name)} is missing."]
        )


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _build(kind: object, value: object) -> object:
    if get_origin(kind) is Annotated:
        return _build(get_args(kind)[0], value)
    if get_origin(kind) is Mapping:
        return value
    if isinstance(value, list):
        return tuple(_build(get_args(kind)[0], entry) for entry in value)
    if isinstance(kind, type) and isinstance(value, Mapping):
        fields = get_type_hints(kind, include_extras=True)
        return kind(**{name: _build(field, value[name]) for name, field in fields.items()})
    return value
