"""How the letters look to staff: all kinds, one of them as it would leave, what can be changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.check import Level
from bot.domain.letters import Letter, LetterKind, LetterText, LetterVersion
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

_KINDS = (
    Column("letter"),
    Column("sent"),
    Column("in use"),
    Column("sort"),
    Column("offers the call"),
)
_VERSIONS = (Column("version"), Column("made", is_instant=True), Column("by"), Column("note"))
_CHANGE = (
    "To change it here, give what is new: `rsp letters edit {} subject='…'`. A text has several "
    'lines, so give it from a file: text="$(cat letter.txt)"; the same with html, which is made '
    "from the text where it is empty."
)


@dataclass(frozen=True, kw_only=True)
class Listed:
    kind: LetterKind
    in_use: str
    """The version, as deliveries name it; where there is a fault in it, what that is."""
    is_broken: bool


@dataclass(frozen=True, kw_only=True)
class Kinds:
    letters: tuple[Listed, ...]
    strays: tuple[str, ...]
    """What lies in RSP_LETTERS_DIR and is of no letter: nobody uses it."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    kind: LetterKind
    in_use: str
    template: LetterText
    letter: Letter
    """With example values in it."""
    versions: tuple[LetterVersion, ...]

    @property
    def version(self) -> int:
        """Return the number of the newest version; 0 where staff never changed it."""
        return self.versions[-1].number if self.versions else 0


def kinds(found: Kinds) -> Internal:
    return Internal((Table(_KINDS, tuple(map(_kind, found.letters))), *_strays(found)), found)


def shown(found: Shown) -> Internal:
    """Show a letter as it would leave, and what it was before."""
    letter, name = found.letter, found.kind.name
    parts = (
        Heading(name),
        Facts(tuple(_facts(found))),
        Heading("With example values"),
        Text(letter.subject, is_verbatim=True),
        Text(letter.text, is_verbatim=True),
        Heading("Versions"),
        Table(_VERSIONS, tuple(_versions(found))),
        Button("Edit", f"letters edit {name}"),
    )
    return Internal(parts, found)


def html(found: Shown) -> Internal:
    return Internal((Text(found.letter.html, is_verbatim=True),), Said(found.letter.html))


def template(found: Shown) -> Internal:
    """Show what is to be edited, where a form cannot."""
    told = found.template
    parts = (
        Heading(f"{found.kind.name}: what is in use ({found.in_use})"),
        Heading("subject"),
        Text(told.subject, is_verbatim=True),
        Heading("text"),
        Text(told.text, is_verbatim=True),
        Heading("html"),
        Text(told.html or "(made from the text)", is_verbatim=True),
        Heading("What to do"),
        Text(_CHANGE.format(found.kind.name)),
    )
    return Internal(parts, found)


def kept(kind: str, number: int) -> Internal:
    said = f"{kind} {number} is used from now on; what is waiting already stays as it is."
    return Internal((Text(said), Button(f"Show {kind}", f"letters {kind}")), Said(said))


def _kind(listed: Listed) -> Row:
    kind = listed.kind
    sort = "news" if kind.is_news else "service"
    return Row(
        (kind.name, kind.about, listed.in_use, sort, _yes(is_so=kind.offers_call)),
        Level.FAILURE if listed.is_broken else None,
        button=Button("Show", f"letters {kind.name}"),
    )


def _strays(found: Kinds) -> Iterator[Part]:
    if found.strays:
        yield Text(
            f"In RSP_LETTERS_DIR nothing uses {', '.join(found.strays)}: it has the name of no "
            "letter, or of none of a letter's files.",
            Level.WARNING,
        )


def _facts(found: Shown) -> Iterator[tuple[str, Cell]]:
    kind = found.kind
    yield "Sent", kind.about
    yield "In use", found.in_use
    yield "Sort", "news" if kind.is_news else "service"
    yield "Offers the call", _yes(is_so=kind.offers_call)
    yield "Counts for the ceiling", _yes(is_so=kind.counts)
    if kind.attaches:
        yield "Attached", f"the {kind.attaches}"


def _versions(found: Shown) -> Iterator[Row]:
    """Yield the newest version first; the one in use needs no restoring."""
    for version in reversed(found.versions):
        cells = (f"{version.number}", version.at, Who(version.by), version.note)
        is_in_use = version.number == found.version
        yield Row(cells, button=None if is_in_use else _restore(found, version.number))
    button = _restore(found, 0) if found.in_use != as_shipped(found.kind.name) else None
    yield Row(("0", "", "", "as shipped"), button=button)


def as_shipped(kind: str) -> str:
    return f"{kind} as shipped"


def _restore(found: Shown, number: int) -> Button:
    return Button("Restore", f"letters restore {found.kind.name} {number}")


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"
