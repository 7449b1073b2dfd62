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


@pytest.mark.parametrize("answers", [{}, {"dois": "\n"}, {"file": " "}])
def test_without_dois_both_ways_to_give_them_are_named(answers: dict[str, str]) -> None:
    assert read_dois(answers) == Faults(
        {
            "dois": "Please answer this, or “Or a file of them”.",
            "file": "Please answer this, or “Which DOIs?”.",
        }
    )


@pytest.mark.parametrize(
    ("answers", "dois"),
    [
        ({"file": "10.5555/b\r\n10.5555/c"}, ("10.5555/b", "10.5555/c")),
        ({"dois": "10.5555/a", "file": "10.5555/b\n"}, ("10.5555/a", "10.5555/b")),
    ],
)
def test_a_file_is_read_like_what_is_pasted(
    answers: dict[str, str], dois: tuple[str, ...]
) -> None:
    assert read_dois(answers) == dois


def test_what_was_asked_stays_with_the_form() -> None:
    form = dois_form(("check", "--test"))

    assert form.command == ("check", "--test")
    assert [form.is_optional(field) for field in form.fields] == [True, True]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("dois.txt", None),
        ("DOIs.CSV", None),
        ("dois.xlsx", "Choose a text file: .txt or .csv."),
        ("txt", "Choose a text file: .txt or .csv."),
        ("", "Choose a text file: .txt or .csv."),
    ],
)
def test_a_file_is_judged_by_its_name(name: str, fault: str | None) -> None:
    _, file = dois_form(("check",)).fields

    assert file.file_fault(name) == fault


LONG = "x" * 151


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [("yes", "yes"), ("1", None), ("3", LONG), (LONG, LONG), ("4", None), ("", None)],
)
def test_only_a_choice_too_long_to_be_sent_is_meant_by_its_number(
    answer: str, chosen: str | None
) -> None:
    field = Field(name="call", label="Was a call offered?", choices=("yes", "no", LONG))

    assert field.chosen(answer) == chosen
    assert (field.fault(answer) is None) == (chosen is not None)


def test_one_of_two_questions_that_nobody_must_answer_may_stay_open() -> None:
    either = (
        Field(name="a", label="A?", is_required=False),
        Field(name="b", label="B?", is_required=False, instead_of="a"),
    )

    assert find_faults(either, {}) is None
    assert find_faults(either, {"a": "x" * 1_001}) == Faults({"a": "At most 1000 characters."})
