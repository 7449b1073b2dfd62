"""The kinds of letters, as their folders say: what is shipped, and what each may name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.letters import LetterKind, LetterText
from bot.errors import NotFoundError

FILES = {"subject": "subject.txt", "text": "text.txt", "html": "html.html"}
"""The files of a letter, by the fields of LetterText."""
_FOLDER = Path(__file__).with_name("letters")


@dataclass(frozen=True, kw_only=True)
class LetterValue:
    """Something that a template may name."""

    name: str
    says: str
    example: str


COMMON = (
    LetterValue(
        name="name",
        says="the name of whoever it is written to; may be empty",
        example="Ada Example",
    ),
    LetterValue(
        name="support", says="the address that answers questions", example="support@example.org"
    ),
    LetterValue(
        name="leave_link",
        says="where one says “I am not the contact any more”; the foot of each letter has it",
        example="https://rsp.example.org/link/another-example",
    ),
)
"""What every letter may name."""


@cache
def kinds() -> Mapping[str, LetterKind]:
    names = sorted(file.parent.name for file in _FOLDER.glob("*/letter.toml"))
    return {name: _kind(name) for name in names}


def kind(name: str) -> LetterKind:
    if name not in kinds():
        raise NotFoundError(f"There is no letter “{name}”; `rsp letters` lists them.")
    return kinds()[name]


def values_of(kind: str) -> tuple[LetterValue, ...]:
    """Return what a letter's templates may name, its own values first."""
    own = (LetterValue(name=name, **told) for name, told in _about(kind)["values"].items())
    return (*own, *COMMON)


def examples(kind: str) -> Mapping[str, str]:
    return {value.name: value.example for value in values_of(kind)}


@cache
def shipped(kind: str) -> LetterText:
    folder = _FOLDER / kind
    texts = {field: _read(folder / file) for field, file in FILES.items()}
    return tidy(LetterText(**texts))


def tidy(text: LetterText) -> LetterText:
    """Return it without what no reader sees: other systems' line ends, space around it."""
    return LetterText(**{field: lines(getattr(text, field)) for field in FILES})


def is_link(value: str) -> bool:
    """Say by its name whether a value is a link; no other value can be followed."""
    return value.endswith("link")


def lines(text: str) -> str:
    """Return it with one kind of line end; a condition that was not met leaves no gap."""
    told = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", told).strip()


@cache
def layout(file: str) -> str:
    return _read(_FOLDER / file)


@cache
def _about(kind: str) -> dict[str, Any]:
    return tomllib.loads(_read(_FOLDER / kind / "letter.toml"))


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _kind(name: str) -> LetterKind:
    about = _about(name)
    return LetterKind(name=name, **about | {"values": tuple(about["values"])})
