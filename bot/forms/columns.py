"""Which of our fields each column of a file is."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from bot.errors import UsageError
from bot.forms.application_fields import FIELDS
from bot.forms.contacts import one_line
from bot.forms.dois import quoted

ID = "id"
"""What the form service, or whoever wrote the file, calls an application."""
COLUMNS = (ID, *(field.name for field in FIELDS))
_ALIKE = 0.7
_MOST_NAMED = 5
_LONGEST = 300
_TEMPLATE = "`rsp import --template` prints all fields."


def read_mapping(said: str) -> dict[str, str]:
    """Read `theirs=ours`, one a line; `theirs=` leaves a column out."""
    found: dict[str, str] = {}
    for line in said.splitlines():
        theirs, equals, ours = line.rpartition("=")
        if not equals:
            raise UsageError(f"`{line}` maps nothing: write `--map '{line}=FIELD'`.")
        if ours.strip() and ours.strip() not in COLUMNS:
            raise UsageError(f"There is no field `{ours}`{_perhaps(ours)}; {_TEMPLATE}")
        found[theirs.strip()] = ours.strip()
    return found


def match(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return our field for each column but those left out; UsageError names what is not known."""
    named = [column for column in columns if column]
    if odd := [theirs for theirs in mapping if theirs not in named]:
        raise UsageError(f"There is no column “{odd[0]}” in the file; it has {_first(named)}.")
    found = {column: mapping.get(column, _field(column)) for column in named}
    if unknown := [column for column, ours in found.items() if ours is None]:
        raise UsageError("\n".join(_none_known(unknown)))
    kept = {column: ours for column, ours in found.items() if ours}
    if both := next(_twice(kept), None):
        raise UsageError(both)
    return kept


def _field(column: str) -> str | None:
    name = "_".join(column.lower().replace("-", " ").split())
    return name if name in COLUMNS else None


def _first(columns: Sequence[str]) -> str:
    named = ", ".join(one_line(column)[:_LONGEST] for column in columns[:_MOST_NAMED])
    more = len(columns) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def _none_known(columns: Sequence[str]) -> Iterator[str]:
    yield from map(_not_known, columns[:_MOST_NAMED])
    more = len(columns) - _MOST_NAMED
    if more > 0:
        yield f"… and {f'{more} more columns' if more > 1 else 'one more column'}."


def _not_known(column: str) -> str:
    # What is matched by hand is typed in one line.
    if len(column) > _LONGEST or not column.isprintable():
        shown = quoted(one_line(column))
        return f"Column {shown} is not known, and nobody could type that: rename it in the file."
    mark = '"' if "'" in column else "'"
    near = _nearest(column)
    use = f"{near}{mark}`" if near else f"FIELD{mark}` with a field of ours"
    said = (
        f"Column “{column}” is not known; say `--map {mark}{column}={use}, "
        f"or `--map {mark}{column}={mark}` to leave it out."
    )
    return said if near else f"{said} {_TEMPLATE}"


def _twice(fields: Mapping[str, str]) -> Iterator[str]:
    first: dict[str, str] = {}
    for column, ours in fields.items():
        if ours in first:
            yield (
                f"Columns “{first[ours]}” and “{column}” are both {ours}; leave one out: "
                f"`--map '{column}='`."
            )
        first.setdefault(ours, column)


def _perhaps(name: str) -> str:
    near = _nearest(name)
    return f", perhaps `{near}`" if near else ""


def _nearest(name: str) -> str:
    words = name.lower().split()
    asked = ("_".join(words), *words)
    near = (get_close_matches(one, COLUMNS, n=1, cutoff=_ALIKE) for one in asked)
    return next((found[0] for found in near if found), "")
