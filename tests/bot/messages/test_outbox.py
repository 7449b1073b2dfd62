"""The outbox as a list, a row of a check in it, and what was said about something."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from bot.domain.check import Level
from bot.domain.delivery import Audience, Delivery, Medium, Stage
from bot.domain.outbox import Outbox, Shelf, ShownRow
from bot.domain.work import WorkState
from bot.messages.json import encode
from bot.messages.message import Button, Heading, Message, More, Table, Text, Who
from bot.messages.outbox import listed, row, said
from bot.terminal.draw import draw
from tests.bot.messages.outbox_builders import (
    COUNTS,
    a_line,
    a_noted,
    buttons,
    facts,
    table,
)
from tests.bot.use_cases.telling import LETTER
from tests.factories import MARCH_2


def an_outbox(**details: Any) -> Outbox:  # noqa: ANN401 -- each field has its type in Outbox
    plain: dict[str, Any] = {
        "shelf": Shelf.OPEN,
        "counts": COUNTS,
        "lines": (a_line(),),
        "more": 0,
    }
    return Outbox(**(plain | details))


def in_a_terminal(message: Message, *, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, no_color=True)
    draw(message, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_outbox_counts_what_is_not_over_and_lists_it() -> None:
    found = listed(an_outbox())

    assert found.parts[0] == Heading("Outbox: 1 failed · 12 held · 3 waiting")
    (only,) = table(found.parts).rows
    assert only.cells == (
        "OUT-7",
        "held",
        "letter confirm-address, CON-3",
        "ada@example.org",
        MARCH_2,
        "not live yet",
    )
    assert only.mark is Level.WARNING
    assert only.button == Button("Show OUT-7", "show OUT-7")


def test_a_terminal_lists_it_in_columns() -> None:
    drawn = in_a_terminal(listed(an_outbox(lines=(a_line(why="wait"),), more=3)))

    assert drawn.splitlines() == [
        "Outbox: 1 failed · 12 held · 3 waiting",
        "   id     stage  what                           to               when (UTC)        why",
        "!  OUT-7  held   letter confirm-address, CON-3  ada@example.org  2026-03-02 09:00  wait",
        "",
        "… 3 more; rsp outbox --json, in a terminal, has them all.",
    ]


@pytest.mark.parametrize(
    ("shelf", "where"),
    [(Shelf.OPEN, "rsp outbox --json"), (Shelf.HELD, "rsp outbox held --json")],
)
def test_what_is_not_listed_is_counted_with_where_it_is(shelf: Shelf, where: str) -> None:
    found = listed(an_outbox(shelf=shelf, more=7))

    assert found.parts[-1] == More(7, f"{where}, in a terminal, has them all.")


def test_an_outbox_with_nothing_in_it_says_so() -> None:
    nothing = an_outbox(counts=dict.fromkeys(COUNTS, 0), lines=())

    assert listed(nothing).parts == (Heading("Outbox: nothing waits"),)
    assert listed(replace(nothing, shelf=Shelf.HELD)).parts[1:] == (Text("Nothing is held."),)


def test_a_row_of_a_check_is_listed_by_its_key() -> None:
    line = a_line(id="csv:12:500", medium="csv", kind="csv", about="CHK-12", to="")

    (only,) = table(listed(an_outbox(lines=(line,))).parts).rows

    assert only.cells[:4] == (
        "csv:12:500",
        "held",
        "the file of results of CHK-12",
        "whoever asked for it",
    )
    assert only.button == Button("Show csv:12:500", "outbox csv:12:500")


def test_whoever_gets_a_direct_message_is_shown_by_name() -> None:
    line = a_line(medium=Medium.DIRECT, to="USTAFF")

    assert table(listed(an_outbox(lines=(line,))).parts).rows[0].cells[3] == Who("USTAFF")


@pytest.mark.parametrize(
    ("stage", "labels"),
    [
        (Stage.FAILED, ["Send it", "It was sent", "Withdraw", "Show CHK-12"]),
        (
            Stage.UNSURE,
            ["Send it (it may come twice)", "It was sent", "Withdraw", "Show CHK-12"],
        ),
        (Stage.ACCEPTED, ["Show CHK-12"]),
    ],
)
def test_a_row_of_a_check_has_the_same_buttons(stage: Stage, labels: list[str]) -> None:
    line = a_line(id="report:12", medium="report", kind="report", about="CHK-12", stage=stage)

    found = row(ShownRow(line=line, history=(a_noted(),)))

    assert [*buttons(found)] == labels
    assert found.parts[0] == Heading(f"report:12 · {stage}")
    assert facts(found)["What"] == "the report of CHK-12"


def a_letter() -> Delivery:
    return Delivery(
        key="mail:confirm:3:1",
        audience=Audience.EXTERNAL,
        kind="confirm-address",
        about="CON-3",
        to="ada@example.org",
        due_at=MARCH_2,
        payload=LETTER,
        number=7,
        state=WorkState.FAILED,
        written_at=MARCH_2,
        written_by="USTAFF",
        why="550 No such user",
    )


def test_every_object_can_show_what_was_said_about_it() -> None:
    heading, shown = said([a_letter()])

    assert heading == Heading("What was said about it")
    assert isinstance(shown, Table)
    (only,) = shown.rows
    assert only.cells == (
        "OUT-7",
        "failed",
        "letter confirm-address, CON-3",
        "ada@example.org",
        MARCH_2,
    )
    assert only.button == Button("Show OUT-7", "show OUT-7")
    assert said([]) == ()


def test_the_outbox_as_json() -> None:
    assert encode(an_outbox(more=1)) == (
        "{\n"
        '  "shelf": "open",\n'
        '  "counts": {"failed": 1, "unsure": 0, "held": 12, "waiting": 3},\n'
        '  "lines": [\n'
        '    {"id": "OUT-7", "stage": "held", "medium": "mail", "kind": "confirm-address", '
        '"about": "CON-3", "to": "ada@example.org", "at": "2026-03-02T09:00:00Z", '
        '"why": "not live yet"}\n'
        "  ],\n"
        '  "more": 1\n'
        "}\n"
    )
