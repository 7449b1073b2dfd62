from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from bot.domain.check import Level
from bot.domain.delivery import Audience, Delivery, Held, Medium, Stage
from bot.domain.outbox import Outbox, Shelf, ShownRow
from bot.domain.work import WorkState
from bot.messages.json import encode
from bot.messages.message import (
    Button,
    Facts,
    Heading,
    Internal,
    Message,
    More,
    Part,
    Table,
    Text,
    Who,
)
from bot.messages.outbox import html, listed, one, row, said
from bot.terminal.draw import draw
from tests.bot.messages.outbox_builders import COUNTS, a_line, a_noted, a_shown
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


def buttons(message: Message) -> dict[str, str]:
    return {part.label: part.command for part in message.parts if isinstance(part, Button)}


def table(parts: tuple[Part, ...]) -> Table:
    (found,) = [part for part in parts if isinstance(part, Table)]
    return found


def facts(message: Message) -> dict[str, object]:
    found = [part for part in message.parts if isinstance(part, Facts)]
    return {name: value for part in found for name, value in part.pairs}


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


def test_a_letter_is_shown_exactly_as_it_will_leave() -> None:
    found = one(a_shown(held=Held.BY_PERSON, stage=Stage.HELD, why="held by a person"))

    assert found.parts[:2] == (
        Heading("OUT-7 · held"),
        Text("held by a person", Level.WARNING),
    )
    assert facts(found) == {
        "What": "letter confirm-address",
        "About": "CON-3",
        "To": "ada@example.org",
        "Read by": "outsiders",
        "Version": "confirm-address 3",
        "Written": MARCH_2,
        "By": Who("USTAFF"),
        "Due": MARCH_2,
        "From": "rsp@example.org",
        "Reply-To": "support@example.org",
        "Subject": "[Please confirm by 12 May] Is this address yours?",
    }
    assert Text("Hello Ada,\n\nplease confirm.", is_verbatim=True) in found.parts
    # Its links would let anybody act.
    assert found.again == ""


def test_what_became_of_it_has_its_dates() -> None:
    found = one(a_shown(stage=Stage.BOUNCED, accepted_at=MARCH_2, bounced_at=MARCH_2))

    assert (facts(found)["Accepted"], facts(found)["Came back"]) == (MARCH_2, MARCH_2)


def test_a_letter_without_a_sender_says_which_setting_is_missing() -> None:
    assert facts(one(a_shown(sender="")))["From"] == "RSP_MAIL_FROM is not set"


def test_a_text_that_is_forgotten_is_not_made_up() -> None:
    found = one(a_shown(text="", stage=Stage.FAILED))

    assert Text("Its text is not kept any more.") in found.parts
    assert "Edit" not in buttons(found)


def test_its_history_says_who_did_what() -> None:
    edited = a_noted(what="edited", before="Subject\n\nHello", after="Subject\n\nHi")

    rows = table(one(a_shown(history=(a_noted(), edited))).parts).rows

    assert [line.cells for line in rows] == [
        (MARCH_2, Who("USTAFF"), "held", "waiting → Wait."),
        (MARCH_2, Who("USTAFF"), "edited", ""),
    ]


@pytest.mark.parametrize(
    ("details", "labels"),
    [
        ({}, ["Hold", "Withdraw", "Edit"]),
        ({"is_in_hand": True}, []),
        ({"stage": Stage.HELD, "held": Held.BY_PERSON}, ["Release", "Withdraw", "Edit"]),
        ({"stage": Stage.HELD, "held": Held.CEILING}, ["Release", "Withdraw", "Edit"]),
        (
            {"stage": Stage.HELD, "held": Held.NOT_LIVE},
            ["Look at all that is not live yet", "Hold", "Withdraw", "Edit"],
        ),
        ({"stage": Stage.FAILED}, ["Send it", "It was sent", "Withdraw", "Edit"]),
        (
            {"stage": Stage.UNSURE},
            ["Send it (it may come twice)", "It was sent", "Withdraw"],
        ),
        ({"stage": Stage.ACCEPTED}, ["Mark as bounced"]),
        ({"stage": Stage.BOUNCED}, []),
        ({"stage": Stage.WITHDRAWN}, []),
        ({"medium": Medium.POST}, ["Hold", "Withdraw"]),
        ({"medium": Medium.POST, "stage": Stage.ACCEPTED}, []),
    ],
)
def test_its_buttons_are_what_can_be_done_about_it(
    details: dict[str, Any], labels: list[str]
) -> None:
    assert [*buttons(one(a_shown(**details)))] == labels


def test_a_button_is_the_command_it_stands_for() -> None:
    everything: dict[str, str] = {}
    for stage in Stage:
        for held in (None, *Held):
            everything |= buttons(one(a_shown(stage=stage, held=held)))

    assert everything == {
        "Hold": "outbox hold OUT-7",
        "Withdraw": "outbox withdraw OUT-7",
        "Edit": "edit OUT-7",
        "Release": "outbox release OUT-7",
        "Look at all that is not live yet": "live",
        "Send it": "outbox send OUT-7",
        "Send it (it may come twice)": "outbox send OUT-7",
        "It was sent": "outbox sent OUT-7",
        "Mark as bounced": "outbox bounced OUT-7",
    }


def a_post(**details: Any) -> tuple[Part, ...]:  # noqa: ANN401 -- as in Shown
    drawn = details.pop("drawn", None)
    shown = a_shown(medium=Medium.POST, audience=Audience.INTERNAL, to="CSTAFF", **details)
    _, *parts = one(shown, drawn).parts
    return tuple(part for part in parts if not isinstance(part, Button | Facts))


def test_a_post_is_shown_with_its_words_or_as_it_would_be_drawn_now() -> None:
    heading = Heading("What it says")
    drawn = Internal((Text("drawn"), Button("Press", "x")), None)

    assert a_post(text="hello") == (heading, Text("hello", is_verbatim=True))
    assert a_post(text="", drawn=drawn) == (heading, Text("drawn"))
    assert a_post(text="")[1] == Text("It is drawn when it is delivered, as its thing is then.")


def test_the_html_of_a_letter_is_shown_as_it_is() -> None:
    assert html(a_shown()).parts == (Text("<p>Hello Ada,</p>", is_verbatim=True),)


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


def test_every_object_can_show_what_was_said_about_it() -> None:
    letter = Delivery(
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

    heading, shown = said([letter])

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


def test_one_thing_as_json() -> None:
    noted = (
        '{"at": "2026-03-02T09:00:00Z", "by": "USTAFF", "door": "slack", "subject": "OUT-7", '
        '"what": "held", "before": "waiting", "after": "Wait."}'
    )
    assert encode(a_shown(history=(a_noted(),))).splitlines() == [
        "{",
        '  "id": "OUT-7",',
        '  "stage": "waiting",',
        '  "medium": "mail",',
        '  "audience": "external",',
        '  "kind": "confirm-address",',
        '  "about": "CON-3",',
        '  "to": "ada@example.org",',
        '  "template": "confirm-address 3",',
        '  "owner": "",',
        '  "written_at": "2026-03-02T09:00:00Z",',
        '  "written_by": "USTAFF",',
        '  "due_at": "2026-03-02T09:00:00Z",',
        '  "accepted_at": null,',
        '  "bounced_at": null,',
        '  "held": null,',
        '  "is_in_hand": false,',
        '  "why": "",',
        '  "sender": "rsp@example.org",',
        '  "reply_to": "support@example.org",',
        '  "subject": "[Please confirm by 12 May] Is this address yours?",',
        '  "text": "Hello Ada,\\n\\nplease confirm.",',
        '  "html": "<p>Hello Ada,</p>",',
        '  "history": [',
        f"    {noted}",
        "  ]",
        "}",
    ]
