from datetime import datetime, timedelta, timezone

import pytest

from bot.domain.check import Level
from bot.messages.message import (
    Bar,
    Button,
    Column,
    Facts,
    Heading,
    Internal,
    More,
    Part,
    Row,
    Table,
    Text,
)
from bot.messages.plain import inert
from bot.terminal.draw import draw
from tests.bot.terminal.consoles import a_console, shown

A_MESSAGE = Internal(
    (
        Heading("CHK-12: 3 DOIs in production"),
        Facts((("Asked by", "ada"), ("Started", "2 March 2026, 09:00 UTC"))),
        Table(
            (Column("DOI"), Column("Verdict"), Column("Faults", is_number=True)),
            (
                Row(("10.5555/findable", "findable", "0"), Level.OK),
                Row(("10.5555/日本語", "registered, not findable", "12"), Level.FAILURE),
                Row(("10.5555/silent", "unknown", ""), Level.UNKNOWN),
            ),
        ),
        Text("10.5555/findable is shown nowhere yet.", Level.WARNING),
        Text("https://support.datacite.org/docs/what-to-do"),
        Button("Run again", "check CHK-12"),
        Button("Copy as reply", "show CHK-12 --reply"),
    ),
    None,
)


def drawn(*parts: Part, width: int = 80) -> str:
    console = a_console(width)
    draw(Internal(parts, None), console)
    return shown(console)


def test_a_message_as_a_file_or_a_terminal_without_colour_shows_it() -> None:
    console = a_console(80)

    draw(A_MESSAGE, console)

    assert (
        shown(console)
        == """\
CHK-12: 3 DOIs in production
Asked by  ada
Started   2 March 2026, 09:00 UTC

   DOI               Verdict                   Faults
✓  10.5555/findable  findable                       0
✗  10.5555/日本語    registered, not findable      12
?  10.5555/silent    unknown

! 10.5555/findable is shown nowhere yet.
https://support.datacite.org/docs/what-to-do

Run again: rsp check CHK-12
Copy as reply: rsp show CHK-12 --reply
"""
    )


def test_one_heading_stands_apart_from_the_next() -> None:
    assert drawn(Heading("CHK-12"), Heading("10.5555/a"), Text("Well.")) == (
        "CHK-12\n\n10.5555/a\nWell.\n"
    )


def test_colours_are_for_terminals() -> None:
    console = a_console(80, is_terminal=True)

    draw(A_MESSAGE, console)

    assert "\x1b[32m✓\x1b[0m  10.5555/findable" in shown(console)
    assert "\x1b[33m! 10.5555/findable is shown nowhere yet.\x1b[0m" in shown(console)


def test_cells_without_room_go_on_below() -> None:
    table = Table(
        (Column("File"), Column("What is wrong")),
        (
            Row(("one.xml", "dateType is not one of Accepted, Available")),
            Row(("a-name-of-a-file-without-spaces.xml", "valid")),
        ),
    )

    assert (
        drawn(table, width=40)
        == """\
File                 What is wrong
one.xml              dateType is not one
                     of Accepted,
                     Available
a-name-of-a-file-wi  valid
thout-spaces.xml
"""
    )


def test_what_to_do_about_a_row_is_on_the_line_below_its_last_cell() -> None:
    table = Table(
        (Column("checked"), Column("result")),
        (
            Row(("state", "Findable."), Level.OK),
            Row(("page", "Gone."), Level.FAILURE, "https://support.example/docs"),
        ),
    )

    assert (
        drawn(table)
        == """\
   checked  result
✓  state    Findable.
✗  page     Gone.
            https://support.example/docs
"""
    )


def test_where_rows_are_looked_through_they_have_no_links() -> None:
    table = Table(
        (Column("DOI"), Column("verdict"), Column("problem")),
        (Row(("10.5555/x", "unknown", "Gone."), link="https://support.example/docs"),),
    )

    assert drawn(table).splitlines()[1:] == ["10.5555/x  unknown  Gone."]


def test_an_instant_is_in_utc_and_says_so_where_its_column_does_not() -> None:
    summer = datetime(2026, 7, 2, 11, 0, tzinfo=timezone(timedelta(hours=2)))
    columns = (Column("check"), Column("started", is_instant=True), Column("seen"))
    table = Table(columns, (Row(("CHK-1", summer, summer)), Row(("CHK-2", "not yet", "never"))))

    assert drawn(Facts((("Worker last seen", summer),)), table).splitlines() == [
        "Worker last seen  2026-07-02 09:00 UTC",
        "",
        "check  started (UTC)     seen",
        "CHK-1  2026-07-02 09:00  2026-07-02 09:00 UTC",
        "CHK-2  not yet           never",
    ]


def test_what_is_left_out_and_how_far_it_is_are_said() -> None:
    table = Table((Column("DOI"),), (Row(("10.5555/x",)),))
    more = More(450, "`rsp show CHK-1 --json` has them all.")

    assert drawn(Bar(120, 500), table, more) == (
        "120 of 500\n\nDOI\n10.5555/x\n\n… 450 more; `rsp show CHK-1 --json` has them all.\n"
    )


def test_a_link_is_never_broken() -> None:
    link = f"https://support.datacite.org/{'x' * 100}"

    assert drawn(Text(f"Read this: {link}"), width=40) == f"Read this: {link}\n"


def test_lines_of_a_text_stay_lines() -> None:
    assert drawn(Text("Dear Ada,\n\nall is well.")) == "Dear Ada,\n\nall is well.\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[2Jgone\x07", "\\x1b[2Jgone\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\rb\tc", "a\\rb    c"),
        ("\u202eexe.txt\u2066", "\\u202eexe.txt\\u2066"),
        ("\udcff", "\\udcff"),
        ("[bold]x[/bold] :smile: ä 日", "[bold]x[/bold] :smile: ä 日"),
    ],
)
def test_what_people_wrote_is_shown_and_not_obeyed(text: str, seen: str) -> None:
    assert inert(text) == seen
    table = Table((Column(text),), (Row((text,)),))
    parts = (Heading(text), Text(text), Facts(((text, text),)), table, Button(text, "show x"))
    assert [line for line in drawn(*parts).splitlines() if line] == [
        seen,
        seen,
        f"{seen}  {seen}",
        seen,
        seen,
        f"{seen}: rsp show x",
    ]


def test_a_buttons_command_can_be_typed_in_a_shell() -> None:
    assert drawn(Button("One DOI", "show CHK-1 10.5555/a(b)&c")) == (
        "One DOI: rsp show CHK-1 '10.5555/a(b)&c'\n"
    )


def test_five_thousand_rows_are_drawn_in_little_time() -> None:
    rows = tuple(Row((f"10.5555/{n}", "findable", "valid"), Level.OK) for n in range(5_000))
    table = Table((Column("DOI"), Column("Verdict"), Column("Metadata")), rows)

    assert len(drawn(table).splitlines()) == 5_001
