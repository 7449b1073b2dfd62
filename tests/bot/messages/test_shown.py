"""One thing of the outbox in full: what it says, what became of it, what can be done about it."""

from typing import Any

import pytest

from bot.domain.check import Level
from bot.domain.contact import ERASED
from bot.domain.delivery import Audience, Held, Medium, Stage
from bot.messages.json import encode
from bot.messages.message import Button, Facts, Heading, Internal, Part, Text, Who
from bot.messages.outbox import html, one
from tests.bot.messages.outbox_builders import a_noted, a_shown, buttons, facts, table
from tests.factories import MARCH_2

NOTED = (
    '{"at": "2026-03-02T09:00:00Z", "by": "USTAFF", "door": "slack", "subject": "OUT-7", '
    '"what": "held", "before": "waiting", "after": "Wait."}'
)
ONE_THING = (
    "{\n"
    '  "id": "OUT-7",\n'
    '  "stage": "waiting",\n'
    '  "medium": "mail",\n'
    '  "audience": "external",\n'
    '  "kind": "confirm-address",\n'
    '  "about": "CON-3",\n'
    '  "to": "ada@example.org",\n'
    '  "template": "confirm-address 3",\n'
    '  "owner": "",\n'
    '  "written_at": "2026-03-02T09:00:00Z",\n'
    '  "written_by": "USTAFF",\n'
    '  "due_at": "2026-03-02T09:00:00Z",\n'
    '  "accepted_at": null,\n'
    '  "bounced_at": null,\n'
    '  "held": null,\n'
    '  "is_in_hand": false,\n'
    '  "why": "",\n'
    '  "sender": "rsp@example.org",\n'
    '  "reply_to": "support@example.org",\n'
    '  "subject": "[Please confirm by 12 May] Is this address yours?",\n'
    '  "text": "Hello Ada,\\n\\nplease confirm.",\n'
    '  "html": "<p>Hello Ada,</p>",\n'
    '  "attached": "",\n'
    '  "history": [\n'
    f"    {NOTED}\n"
    "  ]\n"
    "}\n"
)


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


def test_what_goes_with_a_letter_is_named() -> None:
    found = one(a_shown(attached="badge.png, badge.svg"))

    assert facts(found)["Attached"] == "badge.png, badge.svg"


def test_a_text_that_is_forgotten_is_not_made_up() -> None:
    found = one(a_shown(text="", stage=Stage.FAILED))

    assert Text("Its text is not kept any more.") in found.parts
    assert "Edit" not in buttons(found)


def test_its_history_says_who_did_what() -> None:
    edited = a_noted(what="edited", before="Subject\n\nHello", after="Subject\n\nHi")

    rows = table(one(a_shown(history=(a_noted(), edited))).parts).rows

    assert [line.cells for line in rows] == [
        (MARCH_2, Who("USTAFF"), "held", "waiting → Wait."),
        (MARCH_2, Who("USTAFF"), "edited", "`rsp log OUT-7` has both wordings"),
    ]


@pytest.mark.parametrize(
    ("details", "labels"),
    [
        ({}, ["Hold", "Withdraw", "Edit"]),
        ({"is_in_hand": True}, []),
        ({"stage": Stage.HELD, "held": Held.BY_PERSON}, ["Release", "Withdraw", "Edit"]),
        ({"stage": Stage.HELD, "held": Held.CEILING}, ["Release", "Withdraw", "Edit"]),
        ({"stage": Stage.HELD, "held": Held.NO_BADGE}, ["Release", "Withdraw", "Edit"]),
        ({"stage": Stage.HELD, "held": Held.UNTOLD}, ["Show CON-3", "Withdraw", "Edit"]),
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
        "Show CON-3": "show CON-3",
        "Look at all that is not live yet": "live",
        "Send it": "outbox send OUT-7",
        "Send it (it may come twice)": "outbox send OUT-7",
        "It was sent": "outbox sent OUT-7",
        "Mark as bounced": "outbox bounced OUT-7",
    }


@pytest.mark.parametrize(
    ("details", "labels"),
    [
        ({"stage": Stage.FAILED}, ["It was sent", "Withdraw"]),
        ({"stage": Stage.UNSURE}, ["It was sent", "Withdraw"]),
        ({"stage": Stage.HELD, "held": Held.CEILING}, ["Withdraw"]),
    ],
)
def test_nothing_is_offered_that_would_send_it_to_somebody_who_is_erased(
    details: dict[str, Any], labels: list[str]
) -> None:
    assert [*buttons(one(a_shown(to=ERASED, **details)))] == labels


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


def test_one_thing_as_json() -> None:
    assert encode(a_shown(history=(a_noted(),))) == ONE_THING
