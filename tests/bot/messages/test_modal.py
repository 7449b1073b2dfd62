import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View as SlackView

from bot.errors import UsageError
from bot.forms.dois import dois_form
from bot.forms.form import Faults, Field, Form
from bot.messages import modal
from bot.messages.message import Message, refuse, say
from bot.messages.modal import FileRef, Sent
from tests.bot.messages.builders import BUILDERS, HOSTILE
from tests.bot.messages.limits import faults_of_view
from tests.fakes.slack_elements import texts

CALL = Field(name="call", label="Was a call offered?", choices=("yes", "no"))
NOTE = Field(name="note", label="Note", hint="Not shown to others.", is_required=False, limit=5)


def a_form(*fields: Field, **answers: str) -> Form:
    return Form(command=("trial", "--test"), title="A trial", fields=fields, answers=answers)


def a_view(form: Form) -> dict[str, Any]:
    view = modal.view(form, channel="CSTAFF")
    assert not faults_of_view(view)
    assert SlackView(**view).to_dict()["type"] == "modal"
    return view


def element(field: Field, **answers: str) -> dict[str, Any]:
    block: dict[str, Any] = a_view(a_form(field, **answers))["blocks"][-1]["element"]
    return block


def sent(values: Mapping[str, Any], form: Form | None = None) -> dict[str, Any]:
    """Return a modal as Slack sends it back."""
    state = {name: {"answer": answer} for name, answer in values.items()}
    return {**a_view(form or a_form(NOTE)), "state": {"values": state}}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def seen(node: object) -> str:
    return "\n".join(texts(node))


@pytest.mark.parametrize("button", ["Send", "Keep"])
def test_a_form_says_what_its_button_does(button: str) -> None:
    assert a_view(replace(a_form(NOTE), button=button))["submit"] == plain(button)


def test_a_form_is_a_modal_that_remembers_its_command_and_its_channel() -> None:
    view = a_view(a_form(CALL, NOTE))

    assert json.loads(view["private_metadata"]) == {
        "command": ["trial", "--test"],
        "channel": "CSTAFF",
    }
    assert view["title"] == plain("A trial")
    assert view["blocks"] == [
        {
            "type": "input",
            "block_id": "call",
            "label": plain("Was a call offered?"),
            "optional": False,
            "element": {
                "type": "radio_buttons",
                "options": [
                    {"text": plain("yes"), "value": "yes"},
                    {"text": plain("no"), "value": "no"},
                ],
                "action_id": "answer",
            },
        },
        {
            "type": "input",
            "block_id": "note",
            "label": plain("Note"),
            "hint": plain("Not shown to others."),
            "optional": True,
            "element": {
                "type": "plain_text_input",
                "multiline": False,
                "max_length": 5,
                "action_id": "answer",
            },
        },
    ]


def test_dois_are_pasted_or_come_in_a_file() -> None:
    dois, file = a_view(dois_form(("check",)))["blocks"]

    assert dois["optional"]
    assert file["optional"]
    assert dois["element"] == {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": 3_000,
        "placeholder": plain("10.5555/example"),
        "action_id": "answer",
    }
    assert file["element"] == {
        "type": "file_input",
        "filetypes": ["txt", "csv"],
        "max_files": 1,
        "action_id": "answer",
    }


@pytest.mark.parametrize(
    ("count", "kind"), [(5, "radio_buttons"), (6, "static_select"), (100, "static_select")]
)
def test_more_choices_than_slack_shows_at_once_are_a_menu(count: int, kind: str) -> None:
    assert element(Field(name="n", label="N?", choices=(*map(str, range(count)),)))["type"] == kind


def test_more_choices_than_a_menu_holds_are_typed() -> None:
    many = Field(name="n", label="N?", choices=(*map(str, range(101)),))

    assert element(many)["type"] == "plain_text_input"


def test_a_choice_too_long_to_be_sent_is_sent_as_its_number() -> None:
    field = Field(name="n", label="N?", choices=("short", "x" * 151))

    drawn = element(field, n="x" * 151)

    assert [option["value"] for option in drawn["options"]] == ["short", "2"]
    assert drawn["initial_option"] == drawn["options"][1]


@pytest.mark.parametrize(
    ("field", "given", "filled_in"),
    [
        (NOTE, "kept", {"initial_value": "kept"}),
        (NOTE, " ", {}),
        (CALL, "no", {"initial_option": {"text": plain("no"), "value": "no"}}),
        (CALL, "so", {}),
    ],
)
def test_what_was_typed_with_the_command_is_filled_in(
    field: Field, given: str, filled_in: dict[str, Any]
) -> None:
    drawn = element(field, **{field.name: given})

    assert {name: drawn[name] for name in drawn if name.startswith("initial")} == filled_in


def test_what_does_not_fit_is_cut_between_words_and_said_to_be() -> None:
    dois = "\n".join(f"10.5555/{number}" for number in range(500))
    warning, *questions = a_view(a_form(*dois_form(()).fields, dois=dois))["blocks"]

    filled_in = questions[0]["element"]["initial_value"]
    assert dois.startswith(f"{filled_in}\n")
    assert 2_980 < len(filled_in) <= 3_000
    assert seen(warning) == "⚠️ Which DOIs?: only the first 3000 characters of it fit here."


def test_a_command_too_long_for_slack_to_remember_is_refused() -> None:
    form = Form(command=("check", "x" * 3_000), title="T", fields=(NOTE,))

    with pytest.raises(UsageError, match="too long"):
        modal.view(form)


@settings(deadline=None)
@given(
    st.text(),
    st.text(max_size=50),
    st.lists(st.text(min_size=1), max_size=120, unique=True),
    st.booleans(),
)
def test_slack_takes_whatever_is_asked(
    given_answer: str,
    label: str,
    choices: list[str],
    is_multiline: bool,  # noqa: FBT001 -- hypothesis hands it over
) -> None:
    field = Field(
        name="x",
        label=f"?{label}",
        choices=tuple(f"-{choice}" for choice in choices),
        is_multiline=is_multiline,
    )

    a_view(a_form(field, x=given_answer * 50))


def test_what_was_filled_in_is_read_back() -> None:
    url = "https://files.example/F1"
    file = {"id": "F1", "name": "dois.txt", "size": 12, "url_private_download": url}
    values = {
        "call": {
            "type": "radio_buttons",
            "selected_option": {"text": plain("yes"), "value": "yes"},
        },
        "note": {"type": "plain_text_input", "value": "kept"},
        "open": {"type": "plain_text_input", "value": None},
        "none": {"type": "radio_buttons", "selected_option": None},
        "file": {"type": "file_input", "files": [file]},
    }

    assert modal.read(sent(values)) == Sent(
        command=("trial", "--test"),
        channel="CSTAFF",
        fields=frozenset(values),
        answers={"call": "yes", "note": "kept"},
        files={"file": (FileRef(name="dois.txt", size=12, url=url),)},
    )


def test_a_file_that_slack_says_little_of_has_gaps() -> None:
    values = {"file": {"type": "file_input", "files": [{"id": "F1", "size": None}]}}

    assert modal.read(sent(values)).files == {"file": (FileRef(name="", size=0, url=""),)}


@pytest.mark.parametrize(
    "state", [{}, {"state": None}, {"state": {}}, {"state": {"values": None}}]
)
def test_a_modal_without_answers_is_an_empty_one(state: dict[str, Any]) -> None:
    read = modal.read({**a_view(a_form(NOTE)), **state})

    assert (read.answers, read.files, read.fields) == ({}, {}, frozenset())


GOOD = json.dumps({"command": ["trial"], "channel": ""})


@pytest.mark.parametrize(
    "odd",
    [
        {"callback_id": "old"},
        {"callback_id": None},
        {"private_metadata": ""},
        {"private_metadata": None},
        {"private_metadata": "check"},
        {"private_metadata": "[]"},
        {"private_metadata": "{}"},
        {"private_metadata": '{"command": "check", "channel": ""}'},
        {"private_metadata": '{"command": [1], "channel": ""}'},
        {"private_metadata": '{"command": [], "channel": ""}'},
        {"private_metadata": '{"command": ["check"], "channel": null}'},
        {"state": {"values": {"note": {"typed": {"value": "x"}}}}},
        {"state": {"values": {"note": {}}}},
        {"state": {"values": {"note": {"answer": None}}}},
        {"state": {"values": {"note": {"answer": {"value": 7}}}}},
        {"state": {"values": {"note": {"answer": {"selected_option": {"text": "x"}}}}}},
        {"state": {"values": {"note": {"answer": {"files": ["F1"]}}}}},
        {"state": {"values": []}, "private_metadata": "x"},
    ],
)
def test_a_modal_of_another_version_is_refused_with_a_sentence(odd: dict[str, Any]) -> None:
    view = {"callback_id": "rsp", "private_metadata": GOOD} | odd

    with pytest.raises(UsageError, match="another version of the bot"):
        modal.read(view)
    assert isinstance(modal.typed(view), dict)


def test_what_was_typed_into_an_old_modal_is_not_lost() -> None:
    view = {"state": {"values": {"old": {"typed": {"value": "10.5555/x"}}, "open": {"x": {}}}}}

    assert modal.typed(view) == {"old": "10.5555/x"}


def test_faults_stand_below_their_questions() -> None:
    faults = Faults({"dois": "Please answer this."})

    assert modal.acknowledgement(faults, ("dois", "file"), {}) == {
        "response_action": "errors",
        "errors": {"dois": "Please answer this."},
    }


def answered(answer: Message | Faults, typed: Mapping[str, str]) -> dict[str, Any]:
    said = modal.acknowledgement(answer, ("dois",), typed)
    assert said["response_action"] == "update"
    assert not faults_of_view(said["view"])
    view: dict[str, Any] = said["view"]
    return view


def test_faults_without_a_question_of_their_own_are_said_with_what_was_typed() -> None:
    faults = Faults({"dois": "Odd.", "page": "There is no such question."})
    view = answered(faults, {"dois": "10.5555/x\n10.5555/y", "empty": " "})

    assert seen(view["blocks"]).replace("\n\n", "\n") == (
        "dois: Odd.\npage: There is no such question.\n"
        "What you gave as “dois”\n10.5555/x\n10.5555/y"
    )


def test_a_refusal_gives_back_what_was_typed() -> None:
    view = answered(refuse("The form is old."), {"dois": "10.5555/x"})

    assert seen(view["blocks"]) == "The form is old.\nWhat you gave as “dois”\n10.5555/x"


def test_an_answer_takes_the_forms_place() -> None:
    view = answered(say("Done."), {"dois": "10.5555/x"})

    assert seen(view["blocks"]) == "Done."
    assert view["title"] == plain("Answer")


def test_the_next_form_follows_and_remembers_the_channel() -> None:
    said = modal.acknowledgement(a_form(NOTE), (), {}, channel="CSTAFF")

    assert said == {
        "response_action": "update",
        "view": modal.view(a_form(NOTE), channel="CSTAFF"),
    }


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_slack_takes_every_message_as_an_answer(name: str, text: str) -> None:
    answered(BUILDERS[name](50, text), {"dois": text})
    answered(refuse(text), {"dois": text[:3_000], text: text[:3_000]})
