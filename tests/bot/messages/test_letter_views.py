"""What staff see of the letters, in Slack and at a terminal."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.check import Level
from bot.domain.letters import LetterVersion
from bot.messages import letter_views as views
from bot.messages.blocks import payload
from bot.messages.letter_kinds import examples, kinds, shipped
from bot.messages.letter_views import Kinds, Listed, Shown
from bot.messages.message import Button, External, Facts, Message, Row, Table, Text
from bot.messages.writing import write
from tests.factories import MARCH_2

KIND = kinds()["confirm-address"]
SHIPPED = shipped(KIND.name)
LISTED = Listed(kind=KIND, in_use="confirm-address as shipped", is_broken=False)


def a_shown(*notes: str, **details: Any) -> Shown:  # noqa: ANN401 -- each field has its type
    versions = [
        LetterVersion(
            kind=KIND.name, number=number, text=SHIPPED, at=MARCH_2, by="ULEAD", note=note
        )
        for number, note in enumerate(notes, 1)
    ]
    label = f"confirm-address {len(notes)}" if notes else "confirm-address as shipped"
    plain: dict[str, Any] = {
        "kind": KIND,
        "in_use": label,
        "template": SHIPPED,
        "letter": write(SHIPPED, examples(KIND.name)),
        "versions": tuple(versions),
    }
    return Shown(**(plain | details))


def rows(message: Message) -> tuple[Row, ...]:
    (table,) = (part for part in message.parts if isinstance(part, Table))
    return table.rows


def texts(message: Message) -> list[str]:
    return [part.text for part in message.parts if isinstance(part, Text)]


def commands(message: Message) -> list[str]:
    pressed = [row.button for row in rows(message) if row.button]
    pressed += [part for part in message.parts if isinstance(part, Button)]
    return [button.command for button in pressed]


def test_each_kind_is_a_row_with_a_button_that_shows_it() -> None:
    found = views.kinds(Kinds(letters=(LISTED,), strays=()))

    cells = (KIND.name, KIND.about, "confirm-address as shipped", "service", "no")
    assert rows(found) == (Row(cells, button=Button("Show", "letters confirm-address")),)
    assert texts(found) == []


def test_news_and_letters_that_offer_the_call_are_told_apart() -> None:
    other = replace(KIND, is_news=True, offers_call=True)

    (row,) = rows(views.kinds(Kinds(letters=(replace(LISTED, kind=other),), strays=())))

    assert row.cells[-2:] == ("news", "yes")


def test_what_cannot_be_used_is_marked() -> None:
    broken = replace(LISTED, in_use="It is broken.", is_broken=True)

    found = views.kinds(Kinds(letters=(LISTED, broken), strays=("confirm-adress", "x")))

    assert [row.mark for row in rows(found)] == [None, Level.FAILURE]
    (said,) = texts(found)
    assert said.startswith("In RSP_LETTERS_DIR nothing uses confirm-adress, x:")


def test_a_letter_is_shown_word_for_word() -> None:
    shown = a_shown()
    found = views.shown(shown)

    verbatim = [part for part in found.parts if isinstance(part, Text) and part.is_verbatim]
    assert [part.text for part in verbatim] == [shown.letter.subject, shown.letter.text]
    assert found.data == shown
    (facts,) = (part for part in found.parts if isinstance(part, Facts))
    assert facts.pairs == (
        ("Sent", KIND.about),
        ("In use", "confirm-address as shipped"),
        ("Sort", "service"),
        ("Offers the call", "no"),
        ("Counts for the ceiling", "no"),
    )


def test_a_letter_says_what_goes_with_it() -> None:
    found = views.shown(a_shown(kind=kinds()["approved"]))

    (facts,) = (part for part in found.parts if isinstance(part, Facts))
    assert facts.pairs[-1] == ("Attached", "the badge")


@pytest.mark.parametrize(
    ("shown", "restoring"),
    [
        (a_shown(), []),
        (a_shown(in_use="confirm-address in RSP_LETTERS_DIR"), [0]),
        (a_shown("edited"), [0]),
        (a_shown("edited", "edited", "restored 1"), [2, 1, 0]),
    ],
)
def test_every_version_but_the_one_in_use_can_be_restored(
    shown: Shown, restoring: list[int]
) -> None:
    found = commands(views.shown(shown))

    assert found == [
        *(f"letters restore confirm-address {number}" for number in restoring),
        "letters edit confirm-address",
    ]


def test_the_newest_version_comes_first() -> None:
    found = rows(views.shown(a_shown("edited", "restored as shipped")))

    assert [row.cells[0] for row in found] == ["2", "1", "0"]
    assert found[0].cells[-1] == "restored as shipped"


def test_the_html_is_shown_by_itself() -> None:
    found = views.html(a_shown())

    assert texts(found) == [a_shown().letter.html]


def test_what_is_to_be_edited_is_shown_as_it_is_written() -> None:
    found = views.template(a_shown(template=replace(SHIPPED, html="")))

    assert texts(found)[:3] == [SHIPPED.subject, SHIPPED.text, "(made from the text)"]
    assert "rsp letters edit confirm-address subject='…'" in texts(found)[3]


def test_slack_takes_it_all() -> None:
    drawn = payload(views.shown(a_shown(*["edited"] * 9)))

    assert len(drawn["blocks"]) <= 50
    assert "{{" not in f"{drawn}"


@pytest.mark.parametrize(
    "message",
    [
        views.kinds(Kinds(letters=(LISTED,), strays=())),
        views.shown(a_shown()),
        views.html(a_shown()),
        views.template(a_shown()),
        views.kept("confirm-address", 2),
    ],
)
def test_letters_are_for_staff(message: Message) -> None:
    assert not isinstance(message, External)
