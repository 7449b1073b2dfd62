"""Rows as CSV for spreadsheets, which compute nothing in it."""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"
"""Begins a file of UTF-8, without which Excel garbles it."""

# So a cell begins that a spreadsheet computes rather than shows.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(map(_safe, row) for row in rows)
    return file.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
