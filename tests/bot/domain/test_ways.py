import pytest

from bot.domain.application import OPEN, State
from bot.domain.hold import HoldKind
from bot.domain.people import Role
from bot.domain.ways import FOR_APPROVERS, Way, ways
from tests.bot.domain.cases import a_case, a_decision, a_hold, filed


@pytest.mark.parametrize("state", State)
def test_staff_are_offered_nothing_that_only_approvers_may(state: State) -> None:
    case = a_case(state=state, decision=None if state in OPEN else a_decision())
    assert not {*ways(case, Role.STAFF)} & {*FOR_APPROVERS}


@pytest.mark.parametrize("state", State)
def test_nobody_else_is_offered_anything(state: State) -> None:
    assert ways(a_case(state=state), None) == ()


def test_only_the_moves_of_its_state_are_offered() -> None:
    received = ways(a_case(state=State.RECEIVED), Role.APPROVER)
    assert Way.CONTACT in received
    assert not {Way.APPROVE, Way.PROVISIONAL, Way.HELD, Way.UNDO} & {*received}
    held = ways(a_case(state=State.CALL_HELD, past=(State.CONTACTED,)), Role.APPROVER)
    assert {Way.APPROVE, Way.DECLINE, Way.NOT_FOR_US, Way.WITHDRAW, Way.UNDO} <= {*held}


def test_provisional_is_offered_where_no_member_uses_it_yet() -> None:
    none_yet = a_case(state=State.CALL_HELD, filed=filed(has_members=False))
    assert Way.PROVISIONAL in ways(none_yet, Role.APPROVER)
    some = a_case(state=State.CALL_HELD, filed=filed(has_members=True))
    assert Way.PROVISIONAL not in ways(some, Role.APPROVER)


def test_a_decision_that_is_not_told_is_sent_or_taken_back() -> None:
    decided = a_case(
        state=State.DECLINED, past=(State.RECEIVED,), decision=a_decision(), owner="USTAFF"
    )
    assert ways(decided, Role.APPROVER) == (Way.TELL, Way.UNDO)


@pytest.mark.parametrize(
    ("state", "is_theirs"),
    [
        (State.CONTACTED, True),
        (State.WITHDRAWN, True),
        (State.APPROVED, False),
        (State.PROVISIONAL, False),
        (State.DECLINED, False),
    ],
)
def test_staff_take_back_what_no_approver_decided(state: State, *, is_theirs: bool) -> None:
    case = a_case(state=state, past=(State.RECEIVED,))
    assert (Way.UNDO in ways(case, Role.STAFF)) is is_theirs
    assert Way.UNDO in ways(case, Role.APPROVER)


def test_what_was_old_when_it_came_is_placed_first() -> None:
    old = ways(a_case(is_stale=True), Role.APPROVER)
    assert old[0] is Way.PLACE
    assert not {Way.CONTACT, Way.APPROVE, Way.DECLINE} & {*old}


def test_the_board_is_asked_one_thing_at_a_time() -> None:
    asked = a_case(holds=(a_hold(kind=HoldKind.BOARD),))
    assert Way.ANSWERED in ways(asked, Role.STAFF)
    assert Way.BOARD not in ways(asked, Role.STAFF)
