"""The rows of a CSV or JSON file, by the columns that it has."""

import csv
import io
import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.forms.dois import quoted

if TYPE_CHECKING:
    from _csv import Reader

MOST_ROWS = 5_000
_LISTED = "applications"
# Python's own limit for one cell is less than what a file may have.
_LONGEST_CELL = 5_000_000
_NO_ROWS = "There is nothing in this file: `rsp import --template` prints what begins one."
_NO_JSON = (
    "This JSON holds no list of applications: write `[{…}, {…}]`, or that as the value of "
    f"“{_LISTED}”."
)


@dataclass(frozen=True, kw_only=True)
class Row:
    where: str
    """In the file, as a person finds it: `line 3`, or `object 3` of JSON."""
    cells: Mapping[str, str]
    """By the file's own columns; those that are empty left out."""
    fault: str = ""
    """Why it cannot be read; empty for one that can."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_rows(content: bytes) -> Rows:
    """Read a file, which is JSON if it begins so; UsageError for one that is neither."""
    text = _text(content)
    is_json = text.lstrip()[:1] in ("[", "{")
    found = _read_json(text) if is_json else _read_csv(text)
    if not found.rows:
        raise UsageError(_NO_ROWS)
    if len(found.rows) > MOST_ROWS:
        raise UsageError(f"These are {len(found.rows)} rows; at most {MOST_ROWS} at once.")
    return found


def _text(content: bytes) -> str:
    # Spreadsheets write either; both say so in their first bytes.
    is_utf_16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("This file is not in UTF-8: save it as “CSV UTF-8”.") from error


def _read_csv(text: str) -> Rows:
    csv.field_size_limit(_LONGEST_CELL)
    first = text.partition("\n")[0]
    # A spreadsheet writes semicolons where the comma stands in numbers.
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = _columns(next(filter(_is_said, reader), []))
        return Rows(columns=columns, rows=tuple(_lines(reader, columns)))
    except csv.Error as error:
        raise UsageError(f"Line {reader.line_num} of this CSV cannot be read: {error}.") from error


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in header)
    counted = Counter(name for name in columns if name)
    if twice := next((name for name, count in counted.items() if count > 1), None):
        raise UsageError(f"The column {quoted(twice)} is there twice; keep one.")
    return columns


def _lines(reader: "Reader", columns: Sequence[str]) -> Iterator[Row]:
    # A cell may have several lines: a row is where it begins.
    begins = reader.line_num + 1
    for cells in reader:
        where, begins = f"line {begins}", reader.line_num + 1
        if _is_said(cells):
            yield _line(where, cells, columns)


def _line(where: str, cells: Sequence[str], columns: Sequence[str]) -> Row:
    if _is_said(cells[len(columns) :]):
        fault = f"It has {len(cells)} cells, and there are {len(columns)} columns."
        return Row(where=where, cells={}, fault=fault)
    named = zip(columns, map(_unmarked, cells), strict=False)
    return Row(where=where, cells={name: cell for name, cell in named if name and cell.strip()})


def _is_said(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _unmarked(cell: str) -> str:
    """Return a cell without the `'` that our own CSV begins what looks like a formula with."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in ("=", "+", "-", "@") else cell


def _read_json(text: str) -> Rows:
    try:
        # Digits stay as they were written.
        said = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError as error:
        raise UsageError(f"This JSON cannot be read: {error}.") from error
    except RecursionError as error:
        raise UsageError("This JSON cannot be read: it is nested too deep.") from error
    found = said.get(_LISTED) if isinstance(said, dict) else said
    if not isinstance(found, list):
        raise UsageError(_NO_JSON)
    columns = dict.fromkeys(name for one in found if isinstance(one, dict) for name in one)
    rows = (_object(f"object {number}", one) for number, one in enumerate(found, 1))
    return Rows(columns=tuple(columns), rows=tuple(rows))


def _object(where: str, said: object) -> Row:
    if not isinstance(said, dict):
        return Row(where=where, cells={}, fault="This is no object with fields.")
    try:
        cells = {name: _plain(value) for name, value in said.items()}
    except TypeError:
        return Row(where=where, cells={}, fault="Its values are to be text, or lists of text.")
    return Row(where=where, cells={name: cell for name, cell in cells.items() if cell.strip()})


def _plain(value: object) -> str:
    """Return a value as one would type it; a list has one of its items a line."""
    return "\n".join(map(_one, value)) if isinstance(value, list) else _one(value)


def _one(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
    raise TypeError
