"""What people say about criteria: one form for all of them, and one criterion in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.assessment import Answer, Judged
from bot.domain.criteria import Status
from bot.domain.people import Act
from bot.forms.addresses import unlinked
from bot.forms.days import day_within
from bot.forms.form import Faults, Field, Form, find_wrong

AS_FOUND = "as found"
"""Instead of a status: it is left to what is found out."""
CHOICES = (AS_FOUND, *map(str, Status))
_NO_STATUS = "Choose a status too, or leave the note out."
_NO_REASON = "Say why it is waived."
_LIMIT = 1000
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
# "not met" is the longest that there is.
_MOST_WORDS = 2


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says otherwise than it was said before."""

    answers: tuple[Answer, ...]
    left: tuple[str, ...]
    """Keys of criteria that are left to what is found out, and were not."""


def criteria_form(command: tuple[str, ...], judged: Sequence[Judged]) -> Form:
    """Ask about all criteria at once, filled in with what a person said."""
    fields = tuple(field for one in judged for field in _fields(one))
    answers = {name: said for one in judged for name, said in _answers(one)}
    return Form(command=command, title="Criteria", fields=fields, answers=answers, button="Save")


def read_criteria(answers: Mapping[str, str], judged: Sequence[Judged], act: Act) -> Said | Faults:
    """Return what changes; a criterion that `answers` do not name stays as it is."""
    fields = tuple(field for one in judged for field in _fields(one))
    faults = find_wrong(fields, answers)
    asked = [one for one in judged if one.criterion.key in answers]
    for one in asked:
        faults = {**_odd(one, answers), **faults}
    if faults:
        return Faults(faults)
    found = (_answer(one, answers, act) for one in asked if _is_status(one, answers))
    return Said(
        answers=tuple(one for one in found if _differs(one, judged)),
        left=tuple(
            one.criterion.key for one in asked if one.said and not _is_status(one, answers)
        ),
    )


def note_of(key: str) -> str:
    """Return the name of the question for a criterion's note and link."""
    return f"{key}-note"


def leading_status(words: Sequence[str]) -> tuple[str, str] | None:
    """Return the choice that words begin with, and what follows it; None where they do not."""
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        said = " ".join(" ".join(words[:count]).lower().replace("-", " ").split())
        if said in CHOICES:
            return said, " ".join(words[count:])
    return None


def note_and_link(line: str) -> tuple[str, str]:
    """Return a line's note, and the link that it ends or begins with, if there is one."""
    words = unlinked(line).split()
    for at in (-1, 0):
        if words and _LINK.fullmatch(words[at]):
            link = words.pop(at)
            return " ".join(words), link
    return " ".join(words), ""


def _fields(one: Judged) -> tuple[Field, Field]:
    criterion = one.criterion
    status = Field(
        name=criterion.key,
        label=f"{criterion.key} {criterion.title}",
        hint=_found(one),
        choices=CHOICES,
        is_required=False,
    )
    note = Field(
        name=note_of(criterion.key),
        label=f"{criterion.key}: note and link",
        is_required=False,
        limit=_LIMIT,
    )
    return status, note


def _found(one: Judged) -> str:
    if one.found is None:
        return "Nothing was found out about it."
    note = f": {one.found.note}" if one.found.note else ""
    return f"Found: {one.found.status}{note}"


def _answers(one: Judged) -> Iterator[tuple[str, str]]:
    if one.said:
        yield one.criterion.key, str(one.said.status)
        if line := _line(one.said):
            yield note_of(one.criterion.key), line


def _line(said: Answer | None) -> str:
    return " ".join(filter(None, (said.note, said.link))) if said else ""


def _is_status(one: Judged, answers: Mapping[str, str]) -> bool:
    return answers[one.criterion.key].strip() not in ("", AS_FOUND)


def _odd(one: Judged, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong about a criterion that no field knows by itself."""
    line = answers.get(note_of(one.criterion.key), "").strip()
    if not _is_status(one, answers):
        is_new = line and line != _line(one.said)
        return {one.criterion.key: _NO_STATUS} if is_new else {}
    is_waived = answers[one.criterion.key] == Status.WAIVED
    return {note_of(one.criterion.key): _NO_REASON} if is_waived and not line else {}


def _answer(one: Judged, answers: Mapping[str, str], act: Act) -> Answer:
    key = one.criterion.key
    status = Status(answers[key].strip())
    note, link = note_and_link(answers.get(note_of(key), ""))
    return Answer(
        key=key,
        status=status,
        note=note,
        link=link,
        due_on=day_within(note) if status is Status.DUE_LATER else None,
        by=act.by.signature,
        at=act.at,
        is_person=True,
    )


def _differs(answer: Answer, judged: Sequence[Judged]) -> bool:
    said = next(one.said for one in judged if one.criterion.key == answer.key)
    if said is None:
        return True
    return (answer.status, answer.note, answer.link, answer.due_on) != (
        said.status,
        said.note,
        said.link,
        said.due_on,
    )
