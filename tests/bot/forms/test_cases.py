"""What is asked when somebody works on a case."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.assessment import judge
from bot.domain.criteria import Status
from bot.forms import cases
from bot.forms.cases import Asked, Contacted, Declined, Provisionally, ToBoard
from bot.forms.form import Faults, Form
from tests.bot.domain.cases import TODAY, an_edition, found, said

SECRET = "Password: hunter2"  # noqa: S105 -- it opens nothing
NO_SECRET = "This looks like a password or a key; leave it out."  # noqa: S105 -- a sentence
ANSWER = "Please answer this."
PAST = "Choose a day that is still to come."
HOW = "Type a day as 2026-12-24, “today” or “in 14 days”."


def faults(read: object) -> Mapping[str, str]:
    assert isinstance(read, Faults)
    return read.by_field


def test_a_contact_has_a_day_and_perhaps_a_note() -> None:
    read = cases.read_contacted({"date": "yesterday", "note": " Three slots. "}, TODAY)

    assert read == Contacted(on=date(2026, 3, 1), note="Three slots.")
    assert cases.read_contacted({"date": "2026-03-02"}, TODAY) == Contacted(on=TODAY, note="")


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {"date": ANSWER}),
        ({"date": "soon"}, {"date": HOW}),
        ({"date": "tomorrow"}, {"date": "That day is still to come."}),
        ({"date": "", "note": SECRET}, {"date": ANSWER, "note": NO_SECRET}),
    ],
)
def test_all_that_is_wrong_with_a_contact_is_said_at_once(
    answers: dict[str, str], wrong: dict[str, str]
) -> None:
    assert faults(cases.read_contacted(answers, TODAY)) == wrong


def test_items_are_asked_for_one_a_line() -> None:
    answers = {"item": "R3: schema 4\n\n three DOIs ", "due": "in 14 days", "words": "Thanks."}

    assert cases.read_ask(answers, TODAY) == Asked(
        items=("R3: schema 4", "three DOIs"), due_on=date(2026, 3, 16), words="Thanks."
    )


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"item": "\n", "due": "today"}, {"item": ANSWER, "due": PAST}),
        (
            {"item": SECRET, "due": "2026-02-30", "words": SECRET},
            {"item": NO_SECRET, "due": "There is no day 2026-02-30.", "words": NO_SECRET},
        ),
    ],
)
def test_what_keeps_a_letter_from_asking_is_said(
    answers: dict[str, str], wrong: dict[str, str]
) -> None:
    assert faults(cases.read_ask(answers, TODAY)) == wrong


def test_the_board_is_asked_by_a_day_to_come() -> None:
    answers = {"question": "May they?", "due": "2026-03-03"}

    assert cases.read_board(answers, TODAY) == ToBoard(
        question="May they?", due_on=date(2026, 3, 3)
    )
    assert faults(cases.read_board({**answers, "due": "2026-03-02"}, TODAY)) == {"due": PAST}


def test_a_provisional_registration_ends_on_a_day_to_come() -> None:
    read = cases.read_provisional({"ends": "2026-09-30", "conditions": "One member."}, TODAY)

    assert read == Provisionally(ends_on=date(2026, 9, 30), conditions="One member.")
    assert faults(cases.read_provisional({"conditions": "x"}, TODAY)) == {"ends": ANSWER}
    assert faults(cases.read_provisional({"ends": "today"}, TODAY)) == {"ends": PAST}


@pytest.mark.parametrize(
    ("answers", "declined"),
    [
        ({"reason": "R3"}, Declined(reasons=("R3",), words="")),
        ({"reason": "r3, R1\nr3"}, Declined(reasons=("R3", "R1"), words="")),
        ({"words": "They sell shoes."}, Declined(reasons=(), words="They sell shoes.")),
        ({"reason": "", "words": "No."}, Declined(reasons=(), words="No.")),
    ],
)
def test_it_is_declined_for_criteria_or_in_words(
    answers: dict[str, str], declined: Declined
) -> None:
    assert cases.read_decline(answers, an_edition()) == declined


def test_it_is_declined_for_something() -> None:
    wrong = faults(cases.read_decline({"reason": " "}, an_edition()))

    assert wrong == {
        "reason": "Please answer this, or “Or in words”.",
        "words": "Please answer this, or “For which criteria?”.",
    }


def test_it_is_declined_for_criteria_that_there_are() -> None:
    wrong = faults(cases.read_decline({"reason": "R3 R77"}, an_edition()))

    assert wrong["reason"].startswith("There is no criterion R77; there are R1, R2,")


@pytest.mark.parametrize(
    ("read", "answers", "is_read"),
    [
        (cases.read_letter_words, {}, ""),
        (cases.read_letter_words, {"words": " Good luck. "}, "Good luck."),
        (cases.read_letter_words, {"words": SECRET}, {"words": NO_SECRET}),
        (cases.read_why, {"words": "A slip."}, "A slip."),
        (cases.read_why, {"words": " "}, {"words": ANSWER}),
        (cases.read_why, {"words": SECRET}, {"words": NO_SECRET}),
    ],
)
def test_words_are_plain(
    read: Callable[[Mapping[str, str]], str | Faults],
    answers: dict[str, str],
    is_read: str | dict[str, str],
) -> None:
    words = read(answers)

    assert (words.by_field if isinstance(words, Faults) else words) == is_read


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("received", State.RECEIVED),
        ("Call-Held", State.CALL_HELD),
        ("call  scheduled", State.CALL_SCHEDULED),
        ("lost", None),
        ("", None),
    ],
)
def test_a_state_is_typed_in_one_word_or_two(typed: str, state: State | None) -> None:
    assert cases.read_state(typed) == state


def test_what_is_not_met_or_unclear_of_what_is_required_is_asked_for() -> None:
    judged = judge(
        an_edition(),
        [
            said("R2", Status.NOT_MET, note="only two\nof three"),
            found("R3", Status.UNCLEAR),
            found("R4", Status.MET),
            found("R7", Status.NOT_MET, dismissed="It answers."),
            found("E2", Status.UNCLEAR),
        ],
    )

    assert cases.open_items(judged) == ("R2 Findable DOIs: only two of three\nR3 Schema 4")
    assert cases.not_met(judged) == "R2"


FORMS: list[tuple[str, Form]] = [
    ("contact", cases.contacted_form(("contact", "APP-12"), {})),
    ("ask", cases.ask_form(("ask", "APP-12"), {})),
    ("board", cases.board_form(("board", "APP-12"), {})),
    ("provisional", cases.provisional_form(("provisional", "APP-12"), {})),
    ("decline", cases.decline_form(("decline", "APP-12"), {})),
    ("withdraw", cases.withdraw_form(("withdraw", "APP-12"), {})),
    ("undo", cases.why_form(("undo", "APP-12"), "Take the step back")),
    ("place", cases.place_form(("place", "APP-12"))),
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_each_form_completes_its_command(name: str, form: Form) -> None:
    assert form.command == (name, "APP-12")
    # Slack cuts a longer one.
    assert len(form.title) <= 24
