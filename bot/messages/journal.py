"""How the journal of a thing looks: newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.journal import Noted
from bot.messages.message import Column, Heading, Internal, More, Row, Table, Text, Who
from bot.messages.plain import shortened

_SHOWN = 50
_LONGEST = 200
_COLUMNS = (
    Column("at", is_instant=True),
    Column("by"),
    Column("door"),
    Column("what"),
    Column("before → after"),
)


@dataclass(frozen=True, kw_only=True)
class Log:
    thing: str
    journal: tuple[Noted, ...]


def log(thing: str, noted: Sequence[Noted]) -> Internal:
    """Show the first of what was noted about a thing that there is; all is in the value."""
    left_out = len(noted) - _SHOWN
    where = f"`rsp log {thing} --json`, in a terminal, has them all."
    more = (More(left_out, where),) if left_out > 0 else ()
    shown = table(noted[:_SHOWN]) if noted else Text(f"Nothing was done to {thing} yet.")
    parts = (Heading(f"Journal of {thing}"), shown, *more)
    return Internal(parts, Log(thing=thing, journal=tuple(noted)), again=f"log {thing}")


def table(noted: Sequence[Noted]) -> Table:
    return Table(_COLUMNS, tuple(map(_row, noted)))


def _row(noted: Noted) -> Row:
    return Row((noted.at, Who(noted.by), noted.door, noted.what, _change(noted)))


def _change(noted: Noted) -> str:
    before, after = (shortened(value, _LONGEST) for value in (noted.before, noted.after))
    return f"{before} → {after}" if before else after
