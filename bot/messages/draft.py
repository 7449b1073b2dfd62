"""Blocks while they are made: as many pieces as there is room for, and how many are left out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages.lines import more
from bot.messages.message import More, Part, Table
from bot.messages.pieces import (
    Block,
    Items,
    Piece,
    Shape,
    count,
    in_one,
    is_table,
    pieces,
    pressed,
)

# Of JSON: around some buttons, and for the line that says "more".
_AROUND, _CLOSING = 60, 400


@dataclass(frozen=True, kw_only=True)
class Surface:
    """Where blocks are shown: how many, how many characters of JSON, and whether with a table."""

    blocks: int
    chars: int
    has_table: bool


@dataclass
class _Begun:
    """A block to which items are still added."""

    shape: Shape
    items: Items
    chars: int
    count: int = 1


class Draft:
    """Blocks while they are made; room for the buttons and for a last line is set aside first."""

    def __init__(self, surface: Surface, buttons: Mapping[int, Block]) -> None:
        runs = sum(number - 1 not in buttons for number in buttons)
        self._blocks = surface.blocks - runs - 1
        around = runs * _AROUND + _CLOSING
        self._chars = surface.chars - around - sum(map(size, buttons.values()))
        self._has_table = surface.has_table
        self._begun: list[_Begun] = []
        self._cut_at: int | None = None
        self._left, self._where = 0, ""

    def draw(self, part: Part) -> None:
        if self._cut_at is not None:
            self._leave_out(part)
            return
        drawn = 0
        for piece in pieces(part, has_table=self._has_table):
            if not self._has_taken(piece):
                self._cut_at = len(self._begun)
                self._left = max(1, count(part) - drawn)
                return
            drawn += piece.is_first
        if isinstance(part, Table) and is_table(part):
            self._has_table = False

    def press(self, drawn: Block) -> None:
        piece = pressed(drawn)
        if self._begun and self._begun[-1].shape is piece.shape:
            self._begun[-1].items.append(drawn)
        else:
            self._begun.append(_Begun(piece.shape, piece.items, 0))
            # It was counted before.
            self._blocks += 1

    def finished(self) -> list[Block]:
        drawn = [begun.shape.block(begun.items) for begun in self._begun]
        if self._cut_at is not None:
            drawn.insert(self._cut_at, self._closing())
        buttons = [found for block in drawn for found in _buttons(block)]
        for number, found in enumerate(buttons):
            found["action_id"] = f"rsp:{number}"
        return drawn

    def _has_taken(self, piece: Piece) -> bool:
        last = self._begun[-1] if self._begun else None
        if last and last.shape is piece.shape:
            return self._has_joined(last, piece)
        chars = size(piece.shape.block(piece.items))
        if len(self._begun) >= self._blocks or chars > min(self._chars, piece.shape.chars):
            return False
        self._begun.append(_Begun(piece.shape, [*piece.items], chars))
        self._chars -= chars
        return True

    def _has_joined(self, last: _Begun, piece: Piece) -> bool:
        chars = size(piece.later)
        is_full = last.count == last.shape.most or last.chars + chars > last.shape.chars
        if is_full or chars > self._chars:
            return False
        last.items += piece.later
        last.chars, last.count = last.chars + chars, last.count + 1
        self._chars -= chars
        return True

    def _leave_out(self, part: Part) -> None:
        self._left += count(part)
        if isinstance(part, More):
            self._where = part.where

    def _closing(self) -> Block:
        for where in (self._where, ""):
            piece = in_one(more(self._left, where))
            block = piece.shape.block(piece.items)
            if size(block) <= _CLOSING:
                break
        return block


def _buttons(block: Block) -> list[Block]:
    found: list[Block] = block["elements"] if block["type"] == "actions" else []
    return [block["accessory"]] if "accessory" in block else found


def size(drawn: Block | Items) -> int:
    """Count JSON's characters, with the comma behind it."""
    return len(json.dumps(drawn)) + 2
