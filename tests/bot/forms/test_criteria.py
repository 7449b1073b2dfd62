"""Criteria: what a person says of all of them in one form, or of one in words."""

from collections.abc import Mapping
from datetime import date

import pytest

from bot.domain.assessment import Judged, judge
from bot.domain.criteria import Status
from bot.forms.criteria import (
    Said,
    criteria_form,
    leading_status,
    note_and_link,
    note_of,
    read_criteria,
)
from bot.forms.form import Faults
from tests.bot.domain.cases import an_edition, found, said
from tests.factories import AN_ACT

LINK = "https://example.org/r4"
ADA = {"by": "terminal:ada", "at": AN_ACT.at}
KNOWN = (
    said("R4", Status.MET, note="uses a password manager", link=LINK),
    found("R4", Status.UNCLEAR),
    found("R3", Status.NOT_MET, note="Two of three are schema 3."),
    said("R6", Status.DUE_LATER, note="by 2026-12-24", due_on=date(2026, 12, 24)),
)
NOTHING = Said(answers=(), left=())


def judged() -> tuple[Judged, ...]:
    return judge(an_edition(), KNOWN)


def read(answers: Mapping[str, str]) -> Said:
    came = read_criteria(answers, judged(), AN_ACT)
    assert isinstance(came, Said), came
    return came


def wrong(answers: Mapping[str, str]) -> Mapping[str, str]:
    came = read_criteria(answers, judged(), AN_ACT)
    assert isinstance(came, Faults)
    return came.by_field


def test_one_form_asks_about_all_and_is_filled_in_with_what_a_person_said() -> None:
    form = criteria_form(("set", "APP-12", "all"), judged())

    assert [field.name for field in form.fields[:4]] == ["R1", "R1-note", "R2", "R2-note"]
    assert len(form.fields) == 26
    assert form.fields[0].choices == (
        "as found",
        "met",
        "not met",
        "unclear",
        "not applicable",
        "due later",
        "waived",
    )
    assert form.answers == {
        "R4": "met",
        "R4-note": f"uses a password manager {LINK}",
        "R6": "due later",
        "R6-note": "by 2026-12-24",
    }


def test_what_was_found_out_is_said_beside_the_choice() -> None:
    hints = {field.name: field.hint for field in criteria_form(("set",), judged()).fields}

    assert hints["R3"] == "Found: not met: Two of three are schema 3."
    assert hints["R1"] == "Nothing was found out about it."


def test_a_form_that_is_sent_as_it_was_changes_nothing() -> None:
    form = criteria_form(("set",), judged())
    sent = {field.name: form.answers.get(field.name, "") for field in form.fields}

    assert read(sent) == NOTHING
    assert read({}) == NOTHING
    # At a terminal what was left open is not there at all.
    assert read(form.answers) == NOTHING


def test_only_what_differs_is_said_anew() -> None:
    form = criteria_form(("set",), judged())
    sent = {**form.answers, "R1": "met", "R4": "not met"}

    assert read(sent) == Said(
        answers=(
            said("R1", Status.MET, **ADA),
            said("R4", Status.NOT_MET, note="uses a password manager", link=LINK, **ADA),
        ),
        left=(),
    )


@pytest.mark.parametrize("choice", ["", "as found"])
def test_what_is_left_open_is_left_to_what_is_found_out(choice: str) -> None:
    note = f"uses a password manager {LINK}"

    assert read({"R4": choice, "R4-note": note, "R1": choice}) == Said(answers=(), left=("R4",))


def test_another_note_alone_is_a_change() -> None:
    came = read({"R4": "met", "R4-note": "by encrypted mail"})

    assert came.answers == (said("R4", Status.MET, note="by encrypted mail", **ADA),)


def test_what_is_due_later_may_name_its_day() -> None:
    came = read({"R7": "due later", "R7-note": "they promise it for 2026-09-01"})

    assert [one.due_on for one in came.answers] == [date(2026, 9, 1)]
    assert read({"R7": "met", "R7-note": "since 2026-09-01"}).answers[0].due_on is None


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({"R1": "perhaps"}, {"R1"}),
        ({"R1": "", "R1-note": "a note"}, {"R1"}),
        ({"R4": "as found", "R4-note": "another note"}, {"R4"}),
        ({"R1": "waived", "R1-note": ""}, {"R1-note"}),
        ({"R1": "met", "R1-note": "secret: hunter2"}, {"R1-note"}),
        ({"R77": "met"}, {"R77"}),
        ({"R1": "perhaps", "R2": "waived", "R3-note": "pwd=x"}, {"R1", "R2-note", "R3-note"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once(answers: dict[str, str], faults: set[str]) -> None:
    assert {*wrong(answers)} == faults


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("met", ("met", "")),
        ("met uses a password manager", ("met", "uses a password manager")),
        ("not met too old", ("not met", "too old")),
        ("Not-Met too old", ("not met", "too old")),
        ("not-applicable", ("not applicable", "")),
        ("due later by 2026-12-24", ("due later", "by 2026-12-24")),
        ("as found", ("as found", "")),
        ("perhaps met", None),
        ("", None),
    ],
)
def test_a_status_is_typed_in_one_word_or_two(words: str, status: tuple[str, str] | None) -> None:
    assert leading_status(words.split()) == status


@pytest.mark.parametrize(
    ("line", "note", "link"),
    [
        (f"uses a password manager {LINK}", "uses a password manager", LINK),
        (f"<{LINK}|r4>", "", LINK),
        (f"{LINK} shows it", "shows it", LINK),
        (f"see <{LINK}> here", f"see {LINK} here", ""),
        ("  two\nlines ", "two lines", ""),
        ("", "", ""),
    ],
)
def test_a_line_may_end_with_a_link(line: str, note: str, link: str) -> None:
    assert note_and_link(line) == (note, link)


def test_a_note_has_a_question_of_its_own() -> None:
    assert note_of("R4") == "R4-note"
