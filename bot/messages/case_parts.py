"""The head of a case: whose move it is, who owns it, what runs and what waits."""

from collections.abc import Iterator, Sequence

from bot.domain.application import Application, Decision, State
from bot.domain.case import Case, Repeat, Whose
from bot.domain.check import Level
from bot.domain.clocks import in_words
from bot.domain.hold import Hold
from bot.messages.case_words import NOBODY, by, capital, clock
from bot.messages.message import Cell, Column, Facts, More, Part, Row, Table, Text, Who

_Pairs = Iterator[tuple[str, Cell]]

_OLD = "It was older than its clocks when it came: nobody is nagged until it is said where it is."
_STOPS_NOTHING = "; waiting for the applicant, which stops nothing"
# The time for a call is over once it is held, or nothing more comes of it.
_BEFORE_THE_CALL = (State.RECEIVED, State.CONTACTED, State.CALL_SCHEDULED)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
REPEATS = 2
"""So many earlier applications are named."""
_ANSWERED = 3


def title(case: Case) -> str:
    return f"{case.application.id} {case.application.filed.organisation}"


def move(case: Case) -> tuple[str, Cell]:
    """Return whose move it is, and which, by when, and how many days that leaves."""
    stands = case.stands
    until = f", {by(stands.until, case.today)}" if stands.until else ""
    return capital(stands.whose), f"{stands.next_step}{until}"


def head(case: Case) -> Iterator[Part]:
    if case.application.is_stale:
        yield Text(_OLD, Level.WARNING)
    yield Facts((move(case), *facts(case)))
    yield from (Facts((*_waits(hold, case),)) for hold in case.open_holds)


def facts(case: Case) -> _Pairs:
    application = case.application
    yield "State", f"{application.state}, by the criteria of {application.edition}"
    yield "Owner", owner(application.owner)
    yield from _clocks(case)
    signed = application.signed_on
    yield "Signed PDF", f"signed on {in_words(signed)}" if signed else "missing"
    if application.decision:
        yield from decision(application, application.decision)


def owner(signature: str) -> Cell:
    return Who(signature) if signature else NOBODY


def decision(application: Application, found: Decision) -> _Pairs:
    yield capital(application.state), found.at
    yield "Decided by", Who(found.by)
    if found.is_not_for_us:
        yield "Why", "it is not for this program"
    if found.reasons:
        yield "For", ", ".join(found.reasons)
    if found.words:
        yield "In words", found.words
    if found.ends_on:
        yield "Ends on", in_words(found.ends_on)
    if found.conditions:
        yield "Conditions", found.conditions
    yield "Told", found.told_at or "not yet, so nothing outside shows it"


def repeats(case: Case) -> Iterator[Part]:
    """Link what is likely of the same organisation: the last one first."""
    if not case.repeats:
        return
    yield Text(_said_before(case), Level.WARNING)
    yield from (Text(_repeat(one)) for one in case.repeats[:REPEATS])
    if len(case.repeats) > REPEATS:
        yield More(len(case.repeats) - REPEATS, "`rsp show NAME` with its name shows them.")


def answered(holds: Sequence[Hold]) -> Iterator[Part]:
    """Show what was asked before, and what was answered."""
    closed = [one for one in holds if not one.is_open][-_ANSWERED:]
    if closed:
        rows = (Row((capital(one.kind), f"{_asked(one)} → {one.answer}")) for one in closed)
        yield Table((Column("asked"), Column("question → answer")), tuple(rows))


def _clocks(case: Case) -> _Pairs:
    application, today = case.application, case.today
    if application.is_stale:
        return
    waits = _STOPS_NOTHING if case.stands.whose is Whose.THEIRS else ""
    is_running = application.is_open and not case.clocks.contact.is_stopped
    if is_running or case.clocks.contact.is_stopped:
        said = clock(case.clocks.contact, today)
        yield "Contact clock", f"{said}{waits}" if is_running else said
    if application.state in _BEFORE_THE_CALL:
        call = case.clocks.call
        yield "Call window", f"{clock(call, today)}{waits}" if call else "begins with the contact"


def _waits(hold: Hold, case: Case) -> _Pairs:
    yield capital(hold.kind), _asked(hold)
    yield "Answer due", by(hold.due_on, case.today)
    yield "Asked by", Who(hold.asked_by)


def _asked(hold: Hold) -> str:
    return "; ".join(hold.question.splitlines())


def _said_before(case: Case) -> str:
    last = case.repeats[0]
    reasons = f" for {', '.join(last.reasons)}" if last.reasons else ""
    count = _ordinal(len(case.repeats) + 1)
    return f"Likely the {count} application, last {last.state}{reasons} in {last.received_on:%Y}."


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else "ninth or later"


def _repeat(one: Repeat) -> str:
    same, received = " and ".join(one.why), in_words(one.received_on)
    return f"{one.id} {one.organisation}, of {received}, has the same {same}; it is {one.state}."
