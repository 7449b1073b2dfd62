"""Parts of a message as lines, for where Slack shows no table: people's text in them is inert."""

import re
from collections.abc import Iterator

from bot.domain.check import Level
from bot.messages.message import (
    Bar,
    Cell,
    Column,
    Facts,
    Heading,
    More,
    Part,
    Row,
    Table,
    Text,
    Who,
)
from bot.messages.plain import inert, is_blank
from bot.messages.spans import Line, Mention, Span, Words, link, prose

# The word says it where there is no colour, or no picture; what is in order needs none.
SIGNS = {
    Level.OK: "✅",
    Level.WARNING: "⚠️ warning",
    Level.FAILURE: "❌ failure",
    Level.UNKNOWN: "❔ unknown",
}
ADVICE = "What to do"
# Tables of so few columns are read line by line.
READ = 2
_NEXT = Words(" · ")
_USER = re.compile("[UW][A-Z0-9]+")


def lines(part: Part) -> Iterator[Line]:
    """Yield nothing where there is nothing to be seen, as in a button."""
    match part:
        case Heading(text) if not is_blank(text):
            yield (Words(inert(text), "bold"),)
        case Text(text) if not is_blank(text):
            yield from _text(part)
        case Facts(pairs):
            yield from (_fact(name, value) for name, value in pairs)
        case Table(columns, rows):
            yield from (row_line(row, columns) for row in rows)
        case More(count, where):
            yield more(count, where)
        case Bar(done, total):
            yield (Words(f"{done} of {total}"),)


def row_line(row: Row, columns: tuple[Column, ...]) -> Line:
    """Return a row as one line, in which more than two columns are named if they have names."""
    first, *others = row.cells or ("",)
    names = [column.name for column in columns[1:]] if len(columns) > READ else []
    spans: list[Span] = [_sign(row.mark)] if row.mark else []
    spans.append(span(first, "bold"))
    for number, cell in enumerate(others):
        if not is_empty(cell):
            name = names[number : number + 1]
            spans += [_NEXT, *(Words(f"{inert(one)}: ") for one in name if one), span(cell)]
    return (*spans, *(_NEXT, link(row.link, row.link_words))) if row.link else tuple(spans)


def more(count: int, where: str) -> Line:
    where = "" if is_blank(where) else f"; {where}"
    return tuple(prose(f"… {count} more{where}"))


def span(cell: Cell, style: str = "") -> Span:
    if isinstance(cell, Who):
        is_in_slack = _USER.fullmatch(cell.signature)
        return Mention(cell.signature) if is_in_slack else Words(inert(cell.signature), style)
    if isinstance(cell, str):
        return Words("-" if is_blank(cell) else inert(cell), style)
    return cell


def is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and is_blank(cell)


def _text(text: Text) -> Iterator[Line]:
    sign = (_sign(text.mark),) if text.mark else ()
    for line in text.text.replace("\r\n", "\n").strip("\n").split("\n"):
        words = (Words(inert(line)),) if text.is_verbatim else prose(line)
        yield (*sign, *words) if line else ()
        sign = ()


def _sign(mark: Level) -> Words:
    return Words(f"{SIGNS[mark]} " if mark is Level.OK else f"{SIGNS[mark]} · ")


def _fact(name: str, value: Cell) -> Line:
    return (span(name, "bold"), Words("  "), span(value))
