from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Annotated

import pytest

from bot import policy
from bot.domain.policy import (
    ASCENDING,
    Applications,
    Checks,
    Clocks,
    Hours,
    Intake,
    Letters,
    Policy,
    Retention,
    between,
)
from bot.forms.applications import FIELDS
from bot.policy import PolicyError

OURS = Policy(
    checks=Checks(ask_again_after_minutes=(15, 120, 1440)),
    letters=Letters(reply_to="support@datacite.org", unseen_a_day=5),
    hours=Hours(country="", region="", weekdays=(1, 2, 3, 4, 5)),
    clocks=Clocks(
        contact_days=14,
        call_days=14,
        call_counts_from="receipt",
        owner_day=7,
        channel_day=11,
        lead_day=13,
    ),
    applications=Applications(
        examples=3,
        signature_days=(3, 7),
        information_days=14,
        information_reminder_day=7,
        information_close_day=21,
        badge_days=30,
        pin_emoji="pushpin",
    ),
    intake=Intake(signature="timestamp", fields={field.name: field.name for field in FIELDS}),
    retention=Retention(
        answers_days=90, letter_texts_days=730, former_contacts_days=365, drafts_days=30
    ),
)


@dataclass(frozen=True, kw_only=True)
class Calls:
    minutes: Annotated[int, between(15, 120)]
    days_before: Annotated[tuple[Annotated[int, between(-60, 60)], ...], ASCENDING]
    reasons: tuple[str, ...]
    begins: time
    holiday: date
    is_recorded: bool


@dataclass(frozen=True, kw_only=True)
class ALaterPolicy:
    calls: Calls


CALLS = {
    "minutes": 45,
    "days_before": [-14, 0],
    "reasons": ["away"],
    "begins": time(9),
    "holiday": date(2026, 12, 24),
    "is_recorded": False,
}


def a_file(folder: Path, text: str | bytes) -> Path:
    file = folder / "policy.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def faults(folder: Path, text: str | bytes) -> list[str]:
    file = a_file(folder, text)
    with pytest.raises(PolicyError) as caught:
        policy.read(file)
    return [fault.replace(str(file), "FILE") for fault in caught.value.faults]


def test_the_programs_own_numbers() -> None:
    assert policy.read(None) == OURS


def test_a_file_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    changed = policy.read(a_file(tmp_path, "[retention]\nanswers_days = 30\n"))

    assert changed == replace(OURS, retention=replace(OURS.retention, answers_days=30))


@pytest.mark.parametrize("text", ["", "# nothing\n", "[checks]\n"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert policy.read(a_file(tmp_path, text)) == OURS


def test_nothing_is_asked_again_where_the_list_is_empty(tmp_path: Path) -> None:
    changed = policy.read(a_file(tmp_path, "[checks]\nask_again_after_minutes = []\n"))

    assert changed.checks.ask_again_after_minutes == ()


def test_all_that_is_wrong_is_named_at_once_with_file_and_key(tmp_path: Path) -> None:
    text = """
        [checks]
        ask_again_after_minutes = [120, 15]
        ask_again_after = 90
        [call]
        minutes = 45
        [retention]
        answers_days = "90"
    """

    assert faults(tmp_path, text) == [
        f"FILE: call is unknown; known here: {', '.join(vars(OURS))}.",
        f"FILE: checks.ask_again_after is unknown; known here: {', '.join(vars(OURS.checks))}.",
        "FILE: checks.ask_again_after_minutes must be ascending.",
        "FILE: retention.answers_days must be a whole number.",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("retention.answers_days = 0", "retention.answers_days must be from 1 to 3650."),
        ("retention.answers_days = 3651", "retention.answers_days must be from 1 to 3650."),
        ("retention.answers_days = 90.0", "retention.answers_days must be a whole number."),
        ("retention.answers_days = true", "retention.answers_days must be a whole number."),
        ("retention.answers_days = [90]", "retention.answers_days must be a whole number."),
        (
            "checks.ask_again_after_minutes = 15",
            "checks.ask_again_after_minutes must be a list in brackets.",
        ),
        (
            "checks.ask_again_after_minutes = [15, 15]",
            "checks.ask_again_after_minutes must be ascending.",
        ),
        (
            "checks.ask_again_after_minutes = [15, 99999]",
            "Entry 2 of checks.ask_again_after_minutes must be from 1 to 44640.",
        ),
        (
            "checks.ask_again_after_minutes = ['soon']",
            "Entry 1 of checks.ask_again_after_minutes must be a whole number.",
        ),
        ("letters.reply_to = 'support'", "letters.reply_to must be an e-mail address."),
        ("letters.unseen_a_day = -1", "letters.unseen_a_day must be from 0 to 1000."),
        ("hours.weekdays = []", "hours.weekdays must be a list that names at least one."),
        ("hours.weekdays = [0]", "Entry 1 of hours.weekdays must be from 1 to 7."),
        ("hours.country = 'de'", "hours.country must be two capital letters, or empty."),
    ],
)
def test_a_number_out_of_its_range_is_refused(tmp_path: Path, line: str, fault: str) -> None:
    assert faults(tmp_path, f"{line}\n") == [f"FILE: {fault}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("checks = 5", "FILE: checks must be a table, which begins with the line [checks]."),
        ("\n[checks\n", "FILE must be TOML: "),
        (b"# \xff\n", "FILE must be text in UTF-8."),
    ],
)
def test_what_is_no_policy_file_is_refused(tmp_path: Path, text: str | bytes, fault: str) -> None:
    (said,) = faults(tmp_path, text)

    assert said.startswith(fault)


def test_toml_gone_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, "[checks]\nask_again 90\n")

    assert "at line 2" in said


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read: No such file or directory"):
        policy.read(tmp_path / "missing.toml")


def test_a_later_table_needs_a_value_with_annotations_and_nothing_else() -> None:
    expected = Calls(
        minutes=45,
        days_before=(-14, 0),
        reasons=("away",),
        begins=time(9),
        holiday=date(2026, 12, 24),
        is_recorded=False,
    )

    assert policy.parse(ALaterPolicy, {"calls": CALLS}) == ALaterPolicy(calls=expected)


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("reasons", [1], "Entry 1 of calls.reasons must be text in quotation marks."),
        ("begins", "9:00", "calls.begins must be a time such as 09:00:00."),
        ("holiday", 24, "calls.holiday must be a date such as 2026-12-24."),
        ("is_recorded", 0, "calls.is_recorded must be true or false."),
    ],
)
def test_each_kind_of_value_says_what_it_must_be(key: str, value: object, fault: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy.parse(ALaterPolicy, {"calls": CALLS | {key: value}})

    assert caught.value.faults == [fault]


def test_a_number_that_is_missing_is_named() -> None:
    with pytest.raises(PolicyError, match=r"^calls\.holiday is missing\.$"):
        policy.parse(ALaterPolicy, {"calls": {k: v for k, v in CALLS.items() if k != "holiday"}})
