"""The criteria of a case: what is known about each, who says so, and what is to be done."""

from collections.abc import Iterator, Sequence

from bot.domain.assessment import Answer, Judged
from bot.domain.case import Case
from bot.domain.clocks import in_words
from bot.domain.criteria import Status
from bot.messages.case_words import SIGNS, status
from bot.messages.message import Cell, Column, Facts, Heading, Part, Row, Table, Text, Who
from bot.messages.plain import shortened

_COLUMNS = (Column("criterion"), Column("status"), Column("who says so"), Column("note"))
_PROBLEMS = (Column("criterion"), Column("what to do"))
_OPEN = (Status.NOT_MET, Status.UNCLEAR)
# The whole case must fit into one message of Slack's.
_NOTE, _PROBLEM, _CONTRADICTION = 80, 300, 250
_DISMISS = "`rsp dismiss {} {} WORDS` says why what was found out does not count."


def in_one_line(judged: Sequence[Judged]) -> str:
    return " ".join(f"{one.criterion.key} {SIGNS[one.status]}" for one in judged)


def evidence(case: Case) -> Iterator[Part]:
    yield from _problems(case)
    yield Heading(f"Criteria of {case.edition.name}")
    yield Table(_COLUMNS, tuple(map(_row, case.judged)))
    looked = [one.found.at for one in case.judged if one.found]
    if looked:
        yield Facts((("Last checked", max(looked)),))


def _problems(case: Case) -> Iterator[Part]:
    rows = [_problem(one, one.answer) for one in case.judged if one.answer and _is_problem(one)]
    if rows:
        yield Heading("What is not met, or not clear")
        yield Table(_PROBLEMS, tuple(rows))
    if wrong := [one for one in case.judged if one.is_contradicted or _is_found(one)]:
        yield Text(_DISMISS.format(case.application.id, wrong[0].criterion.key))


def _is_problem(one: Judged) -> bool:
    """Advice is never one (RULES 2): its hints stand in the table."""
    return one.criterion.is_required and one.status in _OPEN


def _is_found(one: Judged) -> bool:
    return _is_problem(one) and one.said is None


def _problem(one: Judged, answer: Answer) -> Row:
    note = answer.note or one.criterion.words
    known = f"{SIGNS[answer.status]} {one.criterion.key} {answer.status}"
    return Row((known, shortened(note, _PROBLEM)), link=answer.link)


def _row(one: Judged) -> Row:
    answer = one.answer
    known = f"{one.criterion.key} {one.criterion.title}"
    return Row((known, _status(one), _who(answer), _note(one)), link=_link(one), link_words="See")


def _status(one: Judged) -> str:
    due_on = one.answer.due_on if one.answer else None
    return f"{status(one.status)}, by {in_words(due_on)}" if due_on else status(one.status)


def _who(answer: Answer | None) -> Cell:
    if answer is None:
        return ""
    return Who(answer.by) if answer.is_person else answer.by


def _note(one: Judged) -> str:
    """Return why, and what contradicts it; what stands above is not said twice."""
    note = "" if _is_problem(one) or one.answer is None else shortened(one.answer.note, _NOTE)
    beside = shortened(_beside(one), _CONTRADICTION)
    return " · ".join(part for part in (note, beside) if part)


def _beside(one: Judged) -> str:
    found = one.found
    if found and found.dismissed:
        return f"{found.by} said {found.status}, which does not count: {found.dismissed}"
    if found and one.is_contradicted:
        return f"but {found.by} says {found.status}: {found.note}".rstrip(": ")
    return ""


def _link(one: Judged) -> str:
    """Return where to see it, or what to do; that all is well needs no reading."""
    if _is_problem(one) or one.answer is None:
        return ""
    if one.found and one.is_contradicted:
        return one.found.link or one.answer.link
    return one.answer.link if one.answer.is_person or one.status in _OPEN else ""
