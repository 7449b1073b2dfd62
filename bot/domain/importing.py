"""Applications that come in by a file: what would become of each row, or became."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.filing import Came, Change, Outside

ROW = "row"
"""What stands for a field where it is the whole row that is wrong."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row by our own fields."""

    where: str
    """In the file, as a person finds it: `line 3`."""
    outside: Outside
    fault: str = ""
    """Why it cannot be taken, before anything is looked up."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of a row, or would."""

    where: str
    id: str
    """The file's own; empty where it gives none."""
    organisation: str
    application: str | None
    """Our id; None for what is not here, or not yet."""
    came: Came
    changes: tuple[Change, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    """Why it was refused: sentences by field."""


@dataclass(frozen=True, kw_only=True)
class Import:
    is_done: bool
    """Whether it was; else this is what would become of the file."""
    totals: Mapping[Came, int]
    rows: tuple[Imported, ...]

    @property
    def changes_something(self) -> bool:
        return bool(self.totals[Came.NEW] or self.totals[Came.UPDATED])


def import_of(rows: Iterable[Imported], *, is_done: bool) -> Import:
    kept = tuple(rows)
    counted = Counter(row.came for row in kept)
    return Import(is_done=is_done, totals={came: counted[came] for came in Came}, rows=kept)
