"""The ways on from where a case is: exactly those that are open to one person."""

from collections.abc import Iterator
from enum import StrEnum

from bot.domain.application import BY_APPROVERS, MOVES, OPEN, State
from bot.domain.case import Case
from bot.domain.hold import HoldKind
from bot.domain.people import Role


class Way(StrEnum):
    """The word that goes it."""

    PLACE = "place"
    """Say where an old one stands."""
    OWN = "own"
    CONTACT = "contact"
    SCHEDULE = "schedule"
    HELD = "held"
    ASK = "ask"
    ANSWERED = "answered"
    BOARD = "board"
    SET = "set"
    SIGNED = "signed"
    RECHECK = "recheck"
    CONFIRM = "confirm"
    APPROVE = "approve"
    PROVISIONAL = "provisional"
    DECLINE = "decline"
    NOT_FOR_US = "not-for-us"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    """As unanswered."""
    TELL = "tell"
    UNDO = "undo"


FOR_APPROVERS = (Way.APPROVE, Way.PROVISIONAL, Way.DECLINE, Way.NOT_FOR_US, Way.TELL)
_MOVES = {
    State.CONTACTED: Way.CONTACT,
    State.CALL_SCHEDULED: Way.SCHEDULE,
    State.CALL_HELD: Way.HELD,
    State.APPROVED: Way.APPROVE,
    State.PROVISIONAL: Way.PROVISIONAL,
    State.DECLINED: Way.DECLINE,
    State.WITHDRAWN: Way.WITHDRAW,
}


def ways(case: Case, role: Role | None) -> tuple[Way, ...]:
    """Return what that role may do with the case now, the likeliest first."""
    if role is None:
        return ()
    return tuple(way for way in _open(case) if role is Role.APPROVER or _is_staffs(way, case))


def _is_staffs(way: Way, case: Case) -> bool:
    """Say whether a way is open to who is no approver: what approvers decided they take back."""
    is_decided = case.application.state in BY_APPROVERS
    return way not in FOR_APPROVERS and not (way is Way.UNDO and is_decided)


def _open(case: Case) -> Iterator[Way]:
    application = case.application
    if not application.is_told:
        yield Way.TELL
    if application.is_open and application.is_stale:
        yield Way.PLACE
    if not application.owner and application.is_open:
        yield Way.OWN
    if application.is_open:
        yield from _with_open(case)
    if application.before is not None:
        yield Way.UNDO


def _with_open(case: Case) -> Iterator[Way]:
    application = case.application
    if case.stands.is_unanswered:
        yield Way.CLOSE
    if case.open_holds:
        yield Way.ANSWERED
    if not application.is_stale:
        yield from (_MOVES[to] for to in MOVES[application.state] if to in OPEN)
    yield Way.SET
    if application.signed_on is None:
        yield Way.SIGNED
    yield Way.ASK
    if not any(hold.kind is HoldKind.BOARD for hold in case.open_holds):
        yield Way.BOARD
    if case.contact.confirmed_at is None:
        yield Way.CONFIRM
    yield Way.RECHECK
    yield from _decisions(case)


def _decisions(case: Case) -> Iterator[Way]:
    application = case.application
    if application.is_stale:
        return
    found = [_MOVES[to] for to in MOVES[application.state] if to not in OPEN]
    # What DataCite members use already is registered, or not.
    if case.application.filed.has_members and Way.PROVISIONAL in found:
        found.remove(Way.PROVISIONAL)
    yield from (way for way in found if way is not Way.WITHDRAW)
    yield Way.NOT_FOR_US
    yield Way.WITHDRAW
