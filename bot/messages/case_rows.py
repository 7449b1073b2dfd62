"""Cases in a list: one row each, with all the reasons to look at it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.domain.case import CaseLine
from bot.domain.check import Level
from bot.domain.clocks import in_words
from bot.messages.case_words import left, whose
from bot.messages.message import Button, Column, Heading, More, Part, Row, Table, Who

COLUMNS = (
    Column("case"),
    Column("next step"),
    Column("until"),
    Column("owner"),
    Column("why"),
)


def grouped(lines: Sequence[CaseLine], most: int, where: str) -> Iterator[Part]:
    """Yield the first of them under whose move they are, and how many more there are."""
    counts = Counter(one.whose for one in lines)
    for moves, group in groupby(lines[:most], key=lambda one: one.whose):
        yield Heading(whose(counts[moves], moves))
        yield Table(COLUMNS, tuple(_row(one, one.next_step) for one in group))
    if len(lines) > most:
        yield More(len(lines) - most, where)


def table(lines: Sequence[CaseLine]) -> Table:
    return Table(COLUMNS, tuple(_row(one, f"{one.whose}: {one.next_step}") for one in lines))


def named(one: CaseLine) -> str:
    return f"{one.id} {one.organisation}"


def look(one: CaseLine) -> Button:
    return Button(f"Open {one.id}", f"show {one.id}")


def _row(one: CaseLine, next_step: str) -> Row:
    is_late = one.days_left is not None and one.days_left < 0
    owner = Who(one.owner) if one.owner else ""
    cells = (named(one), next_step, _until(one), owner, "; ".join(one.reasons))
    return Row(cells, Level.WARNING if is_late else None, button=look(one))


def _until(one: CaseLine) -> str:
    if one.until is None or one.days_left is None:
        return ""
    return f"{in_words(one.until)}, {left(one.days_left)}"
