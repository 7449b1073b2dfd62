"""A file of applications: what would become of its rows, or became."""

from collections.abc import Iterator, Sequence

from bot.domain.check import Level
from bot.domain.filing import Came, Change
from bot.domain.importing import Import, Imported
from bot.messages.message import (
    Button,
    Column,
    Heading,
    Internal,
    Outcome,
    Part,
    Row,
    Table,
    Text,
)

_REFUSED = (Column("row"), Column("organisation"), Column("field"), Column("why it is refused"))
_NEW = (Column("row"), Column("id"), Column("organisation"), Column("application"))
_CHANGES = (
    Column("application"),
    Column("field"),
    Column("here"),
    Column("in the file"),
    Column("then"),
)
_KEPT = "kept as it is here"
_WOULD = "This is what would become of the file; nothing is changed yet."
_QUIET = (
    "Nothing leaves about the new ones: `rsp live` shows what waits, and an approver releases it."
)
_LONGEST = 200


def imported(found: Import) -> Internal:
    """Show it all; where rows were refused, whoever ran it reads so from the exit status too."""
    parts = (
        Heading("Imported" if found.is_done else "Not imported yet"),
        Text(_counted(found)),
        *([] if found.is_done else [Text(_WOULD)]),
        *_listed(found.rows),
        *_after(found),
    )
    outcome = Outcome.REFUSED if found.totals[Came.REFUSED] else Outcome.DONE
    return Internal(parts, found, outcome)


def _counted(found: Import) -> str:
    words = {Came.SAME: "the same", Came.OLDER: "older than what is here"}
    counts = ((count, words.get(came, str(came))) for came, count in found.totals.items())
    return ", ".join(f"{count} {said}" for count, said in counts if count) + "."


def _listed(rows: Sequence[Imported]) -> Iterator[Part]:
    refused = [row for row in rows if row.came is Came.REFUSED]
    new = [row for row in rows if row.came is Came.NEW]
    changed = [row for row in rows if row.came in (Came.UPDATED, Came.SAME) and row.changes]
    tables = (
        ("Refused", _REFUSED, [line for row in refused for line in _why(row)]),
        ("New", _NEW, [*map(_new, new)]),
        ("Told otherwise", _CHANGES, [line for row in changed for line in _changes(row)]),
    )
    for name, columns, lines in tables:
        if lines:
            yield Heading(name)
            yield Table(columns, tuple(lines))


def _why(row: Imported) -> Iterator[Row]:
    for name, fault in row.faults.items():
        said = " ".join(fault.splitlines())
        yield Row((row.where, row.organisation or row.id, name, said), Level.FAILURE)


def _new(row: Imported) -> Row:
    return Row((row.where, row.id, row.organisation, row.application or ""))


def _changes(row: Imported) -> Iterator[Row]:
    for change in row.changes:
        cells = (row.application or "", change.field, *_told(change))
        yield Row(cells, Level.WARNING if change.is_kept else None)


def _told(change: Change) -> tuple[str, str, str]:
    then = _KEPT if change.is_kept else "updated"
    return _short(change.before), _short(change.after), then


def _short(said: str) -> str:
    line = " / ".join(said.splitlines())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _after(found: Import) -> Iterator[Part]:
    if found.is_done and found.totals[Came.NEW]:
        yield Text(_QUIET)
        yield Button("Queue", "queue")
