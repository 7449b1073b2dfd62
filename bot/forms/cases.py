"""What is asked when somebody works on a case; what is typed is read whole, or not at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.application import OPEN, State
from bot.domain.assessment import Judged
from bot.domain.criteria import Edition, Status
from bot.forms.days import HOW, read_day
from bot.forms.form import Faults, Field, Form, find_wrong

_IS_PAST = "Choose a day that is still to come."
_IS_TO_COME = "That day is still to come."
_LIMIT = 2000

DATE = Field(name="date", label="When was that?", hint=f"Such as {HOW}.", limit=50)
NOTE = Field(name="note", label="Note", is_required=False, is_multiline=True, limit=_LIMIT)
DUE = Field(name="due", label="Answer due", hint=f"Such as {HOW}.", limit=50)
ITEM = Field(
    name="item",
    label="What is missing?",
    hint="One a line: the letter lists them. Leave out what need not be asked.",
    is_multiline=True,
    limit=_LIMIT,
)
IN_THE_LETTER = Field(
    name="words",
    label="What else shall the letter say?",
    is_required=False,
    is_multiline=True,
    limit=_LIMIT,
)
QUESTION = Field(
    name="question",
    label="What is the board asked?",
    hint="It has no account: staff put the question to it, and note the answer here.",
    is_multiline=True,
    limit=_LIMIT,
)
ENDS = Field(
    name="ends", label="Last day of the provisional registration", hint=f"Such as {HOW}.", limit=50
)
CONDITIONS = Field(
    name="conditions",
    label="What is to be shown by then?",
    is_required=False,
    is_multiline=True,
    limit=_LIMIT,
)
REASON = Field(
    name="reason",
    label="For which criteria?",
    hint="Their keys, such as R3, one a line.",
    is_multiline=True,
    limit=200,
)
WORDS = Field(
    name="words",
    label="Or in words",
    hint="The letter says so, in these very words.",
    instead_of="reason",
    is_multiline=True,
    limit=_LIMIT,
)
WHY = Field(name="words", label="Why?", is_multiline=True, limit=_LIMIT)
STATE = Field(name="state", label="Where does it stand?", choices=tuple(map(str, OPEN)))

_CONTACT = (DATE, NOTE)
_ASK = (ITEM, DUE, IN_THE_LETTER)
_BOARD = (QUESTION, DUE)
_PROVISIONAL = (ENDS, CONDITIONS)
_DECLINE = (REASON, WORDS)


@dataclass(frozen=True, kw_only=True)
class Contacted:
    on: date
    note: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    items: tuple[str, ...]
    due_on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class ToBoard:
    question: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Provisionally:
    ends_on: date
    conditions: str


@dataclass(frozen=True, kw_only=True)
class Declined:
    reasons: tuple[str, ...]
    """Keys of criteria."""
    words: str


def contacted_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    title = "The call was offered"
    return Form(command=command, title=title, fields=_CONTACT, answers=answers)


def ask_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    title = "Ask for information"
    return Form(command=command, title=title, fields=_ASK, answers=answers)


def board_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    return Form(command=command, title="Ask the board", fields=_BOARD, answers=answers)


def provisional_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    title = "Approve provisionally"
    return Form(command=command, title=title, fields=_PROVISIONAL, answers=answers)


def decline_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    return Form(command=command, title="Decline", fields=_DECLINE, answers=answers)


def withdraw_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    fields = (IN_THE_LETTER,)
    return Form(command=command, title="They withdrew", fields=fields, answers=answers)


def why_form(command: tuple[str, ...], title: str) -> Form:
    """Ask for the one thing that is missing: why."""
    return Form(command=command, title=title, fields=(WHY,))


def place_form(command: tuple[str, ...]) -> Form:
    return Form(command=command, title="Where it stands", fields=(STATE,))


def read_contacted(answers: Mapping[str, str], today: date) -> Contacted | Faults:
    faults = find_wrong(_CONTACT, answers)
    on = _past(DATE, answers, today, faults)
    if faults or on is None:
        return Faults(faults)
    return Contacted(on=on, note=_said(NOTE, answers))


def read_ask(answers: Mapping[str, str], today: date) -> Asked | Faults:
    faults = find_wrong(_ASK, answers)
    due_on = _coming(DUE, answers, today, faults)
    if faults or due_on is None:
        return Faults(faults)
    items = tuple(line.strip() for line in answers[ITEM.name].splitlines() if line.strip())
    return Asked(items=items, due_on=due_on, words=_said(IN_THE_LETTER, answers))


def read_board(answers: Mapping[str, str], today: date) -> ToBoard | Faults:
    faults = find_wrong(_BOARD, answers)
    due_on = _coming(DUE, answers, today, faults)
    if faults or due_on is None:
        return Faults(faults)
    return ToBoard(question=_said(QUESTION, answers), due_on=due_on)


def read_provisional(answers: Mapping[str, str], today: date) -> Provisionally | Faults:
    faults = find_wrong(_PROVISIONAL, answers)
    ends_on = _coming(ENDS, answers, today, faults)
    if faults or ends_on is None:
        return Faults(faults)
    return Provisionally(ends_on=ends_on, conditions=_said(CONDITIONS, answers))


def read_decline(answers: Mapping[str, str], edition: Edition) -> Declined | Faults:
    faults = find_wrong(_DECLINE, answers)
    typed = re.split(r"[\s,;]+", _said(REASON, answers).upper())
    keys = tuple(dict.fromkeys(key for key in typed if key))
    if odd := [key for key in keys if edition.criterion(key) is None]:
        known = ", ".join(one.key for one in edition.criteria)
        faults.setdefault(REASON.name, f"There is no criterion {odd[0]}; there are {known}.")
    return Faults(faults) if faults else Declined(reasons=keys, words=_said(WORDS, answers))


def read_letter_words(answers: Mapping[str, str]) -> str | Faults:
    """Return what a letter shall say besides; empty where that is nothing."""
    faults = find_wrong((IN_THE_LETTER,), answers)
    return Faults(faults) if faults else _said(IN_THE_LETTER, answers)


def read_why(answers: Mapping[str, str]) -> str | Faults:
    faults = find_wrong((WHY,), answers)
    return Faults(faults) if faults else _said(WHY, answers)


def read_state(typed: str) -> State | None:
    """Return the state that is meant, `call-held` too; None where that is none."""
    said = " ".join(typed.lower().replace("-", " ").split())
    return next((state for state in State if state == said), None)


def open_items(judged: Sequence[Judged]) -> str:
    """Return what is not met or unclear of what is required, as items to ask for, one a line."""
    asked = (Status.NOT_MET, Status.UNCLEAR)
    lines = (_item(one) for one in judged if one.criterion.is_required and one.status in asked)
    return "\n".join(lines)


def not_met(judged: Sequence[Judged]) -> str:
    """Return the keys of what is not met, one a line."""
    return "\n".join(one.criterion.key for one in judged if one.status is Status.NOT_MET)


def _item(one: Judged) -> str:
    note = " ".join(one.answer.note.split()) if one.answer else ""
    head = f"{one.criterion.key} {one.criterion.title}"
    return f"{head}: {note}" if note else head


def _said(field: Field, answers: Mapping[str, str]) -> str:
    return answers.get(field.name, "").strip()


def _coming(
    field: Field, answers: Mapping[str, str], today: date, faults: dict[str, str]
) -> date | None:
    """Return a day after today; what is wrong with it is noted among the faults."""
    day = _day(field, answers, today, faults)
    if day and day <= today:
        faults.setdefault(field.name, _IS_PAST)
    return day


def _past(
    field: Field, answers: Mapping[str, str], today: date, faults: dict[str, str]
) -> date | None:
    day = _day(field, answers, today, faults)
    if day and day > today:
        faults.setdefault(field.name, _IS_TO_COME)
    return day


def _day(
    field: Field, answers: Mapping[str, str], today: date, faults: dict[str, str]
) -> date | None:
    try:
        return read_day(_said(field, answers), today)
    except ValueError as error:
        faults.setdefault(field.name, str(error))
        return None
