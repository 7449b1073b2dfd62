"""Columns that line up in the width there is.

By hand: rich's own table takes a third of a millisecond a row, and a check has up to 5 000.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

GAP = "  "
_LEAST = 8


def lines_by_row(
    rows: Sequence[Sequence[str]], numbers: Sequence[bool], console: Console
) -> Iterator[list[str]]:
    """Yield for each row its lines: more than one where a cell is wider than its column."""
    widths = _widths(rows, console.width)
    for row in rows:
        cells = [_wrapped(cell, width, console) for cell, width in zip(row, widths, strict=True)]
        yield [
            GAP.join(map(_padded, line, widths, numbers)).rstrip()
            for line in zip_longest(*cells, fillvalue="")
        ]


def _widths(rows: Sequence[Sequence[str]], total: int) -> list[int]:
    """Give each column what its widest cell needs; where there is no room, cut the widest."""
    widths = [min(total, max(map(_width, column))) for column in zip(*rows, strict=True)]
    room = total - len(GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _width(cell: str) -> int:
    return max(map(cell_len, cell.split("\n")))


def _wrapped(cell: str, width: int, console: Console) -> list[str]:
    if "\n" not in cell and cell_len(cell) <= width:
        return [cell]
    return [line.plain.rstrip() for line in Text(cell).wrap(console, width)]


def _padded(cell: str, width: int, is_number: bool) -> str:  # noqa: FBT001 -- mapped over
    room = " " * (width - cell_len(cell))
    return f"{room}{cell}" if is_number else f"{cell}{room}"
