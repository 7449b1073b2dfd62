"""A part of a message as Slack's blocks, in pieces: what has to be cut is cut between them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.messages.lines import READ, SIGNS, lines, row_line, span
from bot.messages.message import (
    Bar,
    Button,
    Cell,
    Column,
    Facts,
    Heading,
    More,
    Part,
    Row,
    Table,
    Text,
)
from bot.messages.plain import inert, is_blank, shortened
from bot.messages.spans import Line, Span, Words, link, mrkdwn, plain, rich

Block = dict[str, Any]
Items = list[Any]

HEADING, LABEL, VALUE, SECTION = 150, 75, 2000, 3000
BUTTONS, ROWS, COLUMNS = 25, 100, 20
# Slack counts the text of all cells; this counts their JSON.
_TABLE = 9_500
_CELL = 500
# So long a line may be before it is cut in two: the rest of a message must still have a chance.
_LINE = 500
_WHOLE = 1_000_000
_STEPS = 20


@dataclass(frozen=True)
class Shape:
    """A block that takes items one by one; `most` of them, and so many characters of JSON."""

    block: Callable[[Items], Block]
    most: int = _WHOLE
    chars: int = _WHOLE


@dataclass(frozen=True)
class Piece:
    """`later` is what the items are where the block is begun already."""

    shape: Shape
    items: Items
    later: Items
    is_first: bool = True
    """Whether a line or a row begins with it."""


_ACTIONS = Shape(lambda items: {"type": "actions", "elements": items}, BUTTONS)


def pieces(part: Part, *, has_table: bool) -> Iterator[Piece]:
    """Yield the pieces of all parts but buttons; a part's pieces of one shape share blocks."""
    match part:
        case Heading(text) if not is_blank(text) and len(inert(text)) <= HEADING:
            yield _alone({"type": "header", "text": plain(text, HEADING)})
        case Text(is_verbatim=True):
            yield from _lines(lines(part), "rich_text_preformatted")
        case Bar(done, total):
            yield from _lines([(Words(_drawn(done, total)), *line) for line in lines(part)])
        case Table(columns) if has_table and is_table(part):
            yield from _rows(part, columns)
        case Table(columns, rows) if any(row.button for row in rows):
            yield from (_row_with_button(row, columns) for row in rows)
        case _:
            yield from _lines(lines(part))


def count(part: Part) -> int:
    """Count the lines and rows of a part, as far as that is quickly done."""
    match part:
        case Text(text):
            return 1 + text.strip("\n").count("\n") if not is_blank(text) else 0
        case Facts(items) | Table(_, items):
            return len(items)
        case More(left):
            return left
    return 1


def is_table(table: Table) -> bool:
    """Say whether it is one for Slack: more than two columns, and no buttons, which none takes."""
    has_buttons = any(row.button for row in table.rows)
    signs = any(row.mark for row in table.rows)
    is_wide = READ < len(table.columns) <= COLUMNS - signs
    return is_wide and not has_buttons and bool(table.rows)


def button(part: Button) -> Block | None:
    """Return a button; None for one that Slack would not take, or that nobody could read."""
    label = part.label if not is_blank(part.label) else part.command
    if is_blank(label) or not 0 < len(part.command) <= VALUE:
        return None
    named = {"action_id": "rsp:00", "text": plain(label, LABEL)}
    return {"type": "button", "value": part.command} | named


def pressed(drawn: Block) -> Piece:
    """Return a button's piece; consecutive ones share a block."""
    return Piece(_ACTIONS, [drawn], [drawn])


def in_one(line: Line) -> Piece:
    return next(_lines([line]))


def _alone(block: Block) -> Piece:
    return Piece(Shape(lambda items: items[0], most=1), [block], [block])


def _lines(given: Iterable[Line], kind: str = "rich_text_section") -> Iterator[Piece]:
    shape = Shape(partial(_rich, kind))
    for line in given:
        for number, spans in enumerate(_in_short(line)):
            elements = rich(spans)
            later = elements if number else _on_a_new_line(elements)
            yield Piece(shape, elements, later, is_first=number == 0)


def _rich(kind: str, elements: Items) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _on_a_new_line(elements: Items) -> Items:
    first = elements[0] if elements else {"type": "text", "text": ""}
    if first["type"] == "text" and "style" not in first:
        return [first | {"text": f"\n{first['text']}"}, *elements[1:]]
    return [{"type": "text", "text": "\n"}, *elements]


def _in_short(line: Line) -> Iterator[Line]:
    """Yield a line as it is, or a long one in pieces."""
    if not any(isinstance(one, Words) and len(one.text) > _LINE for one in line):
        yield line
        return
    for one in line:
        if isinstance(one, Words):
            for at in range(0, len(one.text), _LINE):
                yield (Words(one.text[at : at + _LINE], one.style),)
        else:
            yield (one,)


def _drawn(done: int, total: int) -> str:
    full = _STEPS * min(done, total) // max(total, 1)
    return f"{'▓' * full}{'░' * (_STEPS - full)}  "


def _row_with_button(row: Row, columns: tuple[Column, ...]) -> Piece:
    text = mrkdwn(row_line(row, columns), SECTION)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    drawn = button(row.button) if row.button else None
    return _alone(section | ({"accessory": drawn} if drawn else {}))


def _rows(table: Table, columns: tuple[Column, ...]) -> Iterator[Piece]:
    is_signed = any(row.mark for row in table.rows)
    heads = [_cell(column.name) for column in columns]
    settings = [
        {"align": "right" if column.is_number else "left", "is_wrapped": True}
        for column in columns
    ]
    first = [[_cell("level"), *heads]] if is_signed else [heads]
    wrapped = [{"is_wrapped": True}, *settings] if is_signed else settings

    def block(rows: Items) -> Block:
        return {"type": "table", "column_settings": wrapped, "rows": [*first, *rows]}

    shape = Shape(block, ROWS - 1, _TABLE)
    for row in table.rows:
        cells = [*_level(row, is_signed), *_cells(row)]
        yield Piece(shape, [cells], [cells])


def _level(row: Row, is_signed: bool) -> Iterator[Block]:  # noqa: FBT001 -- read where it stands
    if is_signed:
        yield _cell(SIGNS[row.mark] if row.mark else "")


def _cells(row: Row) -> Iterator[Block]:
    *cells, last = row.cells
    yield from map(_cell, cells)
    yield _cell(last, link(row.link, row.link_words) if row.link else None)


def _cell(cell: Cell, advice: Span | None = None) -> Block:
    said = span(cell)
    if isinstance(said, Words):
        said = Words(shortened(said.text, _CELL))
        if advice is None:
            return {"type": "raw_text", "text": said.text}
    spans = [said, *((Words("\n"), advice) if advice else ())]
    return _rich("rich_text_section", rich(spans))
