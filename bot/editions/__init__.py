"""The criteria, one file an edition: what each says, and from when on (RULES 2)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from bot.domain.criteria import Criterion, Edition, Finder
from bot.domain.policy import FILLED, one_of
from bot.policy import parse

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class _Criterion:
    """As a file has it, which leaves nothing out."""

    key: str
    title: str
    words: str
    is_required: bool
    is_advice: bool
    finder: Annotated[str, one_of(*Finder)]
    changed: bool

    def read(self) -> Criterion:
        return Criterion(**vars(self) | {"finder": Finder(self.finder)})


@dataclass(frozen=True, kw_only=True)
class _Edition:
    announced_on: date
    in_force_on: date
    source: str
    criteria: Annotated[tuple[_Criterion, ...], FILLED]

    def read(self, name: str) -> Edition:
        criteria = tuple(one.read() for one in self.criteria)
        return Edition(**vars(self) | {"name": name, "criteria": criteria})


@cache
def editions() -> Mapping[str, Edition]:
    """Return all editions by their names, the oldest first."""
    found = [read(file.stem, file.read_text(encoding="utf-8")) for file in _FOLDER.glob("*.toml")]
    found.sort(key=lambda edition: edition.in_force_on)
    return MappingProxyType({edition.name: edition for edition in found})


def current(today: date) -> Edition:
    """Return the newest edition in force then; the oldest where none was yet."""
    oldest, *later = editions().values()
    return next((one for one in reversed(later) if one.in_force_on <= today), oldest)


def read(name: str, text: str) -> Edition:
    """Read an edition's file; PolicyError says all that is wrong with it."""
    return parse(_Edition, tomllib.loads(text)).read(name)
