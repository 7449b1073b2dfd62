"""Applications from a file: looked at first, then taken in row by row. Nothing is sent of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime

from bot.domain.application import Application
from bot.domain.faults import Faults
from bot.domain.filing import Came, Outside, Taken, fault_of_id
from bot.domain.importing import ROW, Entry, Import, Imported, import_of
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.forms.columns import ID, match
from bot.forms.contacts import one_line
from bot.forms.rows import Row, read_rows
from bot.use_cases import filing
from bot.use_cases.cases import Cases
from bot.use_cases.filing import Origin

MOST_BYTES = 5_000_000

Progress = Callable[[int, int, int], None]
_Take = Callable[[Outside], Awaitable[Taken]]
# By organisation and date: what a row is told from another by where it has no id.
_Known = set[tuple[str, str]]
_DOUBLE = (
    "{} is of the same organisation{}. A row without an id is always a new application, so this "
    "one looks like a double: take it out of the file, or log it by hand."
)
_DOUBLE_HERE = (
    "Another row is of the same organisation, received on the same day: take one of them out, or "
    "give each an id."
)


def entries(content: bytes, mapping: Mapping[str, str]) -> tuple[Entry, ...]:
    """Read a file's rows; UsageError where it cannot be read, or has columns nobody knows."""
    found = read_rows(content)
    fields = match(found.columns, mapping)
    rows = [(row, _ours(row, fields)) for row in found.rows]
    places: dict[str, list[str]] = {}
    for row, ours in rows:
        places.setdefault(_id(ours), []).append(row.where)
    return tuple(_entry(row, ours, places[_id(ours)]) for row, ours in rows)


async def look(rows: Sequence[Entry], now: datetime, *, cases: Cases) -> Import:
    """Say what would become of each row; nothing is done."""
    known: _Known = set()
    found = [await _looked_at(row, known, now, cases) for row in rows]
    return import_of(found, is_done=False)


async def take_in(rows: Sequence[Entry], act: Act, *, cases: Cases, progress: Progress) -> Import:
    """Log or update what can be, each row in a transaction of its own."""

    async def take(outside: Outside) -> Taken:
        return await filing.take(outside, act, cases=cases, origin=Origin.IMPORT)

    known: _Known = set()
    found: list[Imported] = []
    refused = 0
    for row in rows:
        seen = await _looked_at(row, known, act.at, cases)
        found.append(await _taken(row, seen, take))
        refused += found[-1].came is Came.REFUSED
        progress(len(found), len(rows), refused)
    return import_of(found, is_done=True)


def _ours(row: Row, fields: Mapping[str, str]) -> dict[str, str]:
    return {fields[name]: cell for name, cell in row.cells.items() if name in fields}


def _id(ours: Mapping[str, str]) -> str:
    return ours.get(ID, "").strip()


def _entry(row: Row, ours: Mapping[str, str], places: Sequence[str]) -> Entry:
    """Return a row by our fields; `places` are all rows of its id."""
    own = _id(ours)
    # An empty cell says nothing, and so empties nothing.
    answers = {name: said for name, said in ours.items() if name != ID}
    bad = fault_of_id(own)
    # It is shown nowhere then.
    outside = Outside(id="" if bad else own, submitted_at=None, answers=answers)
    others = [where for where in places if where != row.where] if own else []
    twice = f"The id “{own}” is in {others[0]} too: keep one." if others else ""
    return Entry(where=row.where, outside=outside, fault=row.fault or bad or twice)


async def _looked_at(row: Entry, known: _Known, now: datetime, cases: Cases) -> Imported:
    if row.fault:
        return _refused(row, {ROW: row.fault})
    seen = await filing.look(row.outside, now, cases=cases)
    if seen.came is Came.NEW and not row.outside.id:
        if double := await _double(row, known, now, cases):
            return _refused(row, {ROW: double})
        known.add(_key(row, now, cases))
    return _imported(row, seen)


async def _taken(row: Entry, seen: Imported, take: _Take) -> Imported:
    if seen.came not in (Came.NEW, Came.UPDATED):
        return seen
    try:
        return _imported(row, await take(row.outside))
    except ConflictError as error:
        return _refused(row, {ROW: str(error)})


async def _double(row: Entry, known: _Known, now: datetime, cases: Cases) -> str:
    """Say what a row without an id is likely a double of; empty for one that is none."""
    if _key(row, now, cases) in known:
        return _DOUBLE_HERE
    received = _received(row)
    for one in await cases.named(_organisation(row)):
        if _is_alike(one, received):
            when = ", received on the same day" if received else ", and not decided yet"
            return _DOUBLE.format(one.id, when)
    return ""


def _is_alike(one: Application, received: date | None) -> bool:
    return one.received_on == received if received else one.is_open


def _key(row: Entry, now: datetime, cases: Cases) -> tuple[str, str]:
    return _organisation(row).casefold(), str(_received(row) or cases.today(now))


def _organisation(row: Entry) -> str:
    return one_line(row.outside.answers.get("organisation", ""))


def _received(row: Entry) -> date | None:
    said = row.outside.answers.get("received", "").strip()
    return date.fromisoformat(said) if said else None


def _imported(row: Entry, taken: Taken) -> Imported:
    application, faults = taken.application, taken.faults or Faults({})
    return Imported(
        where=row.where,
        id=row.outside.id,
        organisation=application.filed.organisation if application else _organisation(row),
        application=application.id if application else None,
        came=taken.came,
        changes=taken.changes,
        faults=dict(faults.by_field),
    )


def _refused(row: Entry, faults: Mapping[str, str]) -> Imported:
    return Imported(
        where=row.where,
        id=row.outside.id,
        organisation=_organisation(row),
        application=None,
        came=Came.REFUSED,
        faults=faults,
    )
