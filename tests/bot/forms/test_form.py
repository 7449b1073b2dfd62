import pytest

from bot.forms.dois import dois_form, read_dois
from bot.forms.form import Faults, Field, find_faults

FIELDS = (
    Field(name="call", label="Was a call offered?", choices=("yes", "no")),
    Field(name="note", label="Note", is_required=False, limit=5),
)


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({"call": "yes"}, None),
        ({"call": "no", "note": "12345"}, None),
        ({}, {"call": "Please answer this."}),
        ({"call": " "}, {"call": "Please answer this."}),
        (
            {"call": "so", "note": "123456", "x": "y"},
            {
                "x": "There is no such question.",
                "call": "Choose one of yes, no.",
                "note": "At most 5 characters.",
            },
        ),
    ],
)
def test_all_faults_come_at_once(answers: dict[str, str], faults: dict[str, str] | None) -> None:
    assert find_faults(FIELDS, answers) == (Faults(faults) if faults else None)


def test_each_line_that_holds_something_is_an_entry() -> None:
    assert read_dois({"dois": " 10.5555/a\r\n\n10.5555/b, 10.5555/c\n"}) == (
        "10.5555/a",
        "10.5555/b, 10.5555/c",
    )


def test_no_dois_are_a_fault_of_the_form() -> None:
    assert read_dois({"dois": "\n"}) == Faults({"dois": "Please answer this."})
    assert dois_form(("check", "--test")).command == ("check", "--test")
