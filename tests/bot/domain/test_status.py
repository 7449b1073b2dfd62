"""What an applicant may know: no decision before it is told, and nothing that is staff's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.application import MOVES, OPEN, Application, State
from bot.domain.case import Case
from bot.domain.hold import HoldKind
from bot.domain.status import Asked, OutsideStatus, outside
from tests.bot.domain.cases import TODAY, a_case, a_decision, a_hold, an_application, said
from tests.factories import MARCH_2

DECIDED = [(before, to) for before, steps in MOVES.items() for to in steps if to not in OPEN]
A_DAY = timedelta(days=1)


def decided(before: State, to: State, *, is_told: bool = False) -> Application:
    decision = a_decision(
        at=MARCH_2,
        words="for staff alone",
        reasons=("R3",),
        ends_on=date(2027, 3, 2) if to is State.PROVISIONAL else None,
        told_at=MARCH_2 if is_told else None,
    )
    return replace(an_application(state=before).move(to), decision=decision)


def case_of(application: Application, **details: object) -> Case:
    return a_case(application=application, **details)


def test_an_application_that_is_new_shows_until_when_it_is_our_move() -> None:
    assert outside(a_case()) == OutsideStatus(
        id="APP-12",
        organisation="Example Ltd",
        state=State.RECEIVED,
        received_on=TODAY,
        signed_on=None,
        until=date(2026, 3, 16),
    )


@pytest.mark.parametrize(
    ("state", "until"),
    [
        (State.RECEIVED, date(2026, 3, 16)),
        (State.CONTACTED, date(2026, 3, 16)),
        (State.CALL_SCHEDULED, date(2026, 3, 16)),
        (State.CALL_HELD, None),
    ],
)
def test_each_open_state_has_its_day(state: State, until: date | None) -> None:
    assert outside(a_case(state=state)).until == until


@pytest.mark.parametrize(("days", "until"), [(14, date(2026, 3, 16)), (15, None)])
def test_a_day_that_has_passed_is_promised_no_more(days: int, until: date | None) -> None:
    assert outside(a_case(today=TODAY + days * A_DAY)).until == until


@pytest.mark.parametrize(("before", "to"), DECIDED)
@pytest.mark.parametrize("days", [0, 20])
def test_a_decision_that_is_not_told_changes_nothing_outside(
    before: State, to: State, days: int
) -> None:
    today = TODAY + days * A_DAY
    open_hold = a_hold()
    closed = replace(open_hold, answered_at=MARCH_2, answered_by="ULEAD", answer=f"{to}")
    was = a_case(state=before, today=today, holds=(open_hold,))

    found = case_of(decided(before, to), today=today, holds=(closed,))

    assert outside(found) == outside(was)


@pytest.mark.parametrize(("before", "to"), DECIDED)
def test_a_decision_that_is_told_is_shown(before: State, to: State) -> None:
    found = outside(case_of(decided(before, to, is_told=True), holds=(a_hold(),)))

    assert (found.state, found.until, found.asked, found.is_open) == (to, None, None, False)
    assert found.ends_on == (date(2027, 3, 2) if to is State.PROVISIONAL else None)


def test_what_they_were_asked_for_is_shown_until_they_answer() -> None:
    asked = a_hold(question="A support page\nThree DOIs", due_on=date(2026, 3, 9))

    assert outside(a_case(holds=(asked,))).asked == Asked(
        items=("A support page", "Three DOIs"), until=date(2026, 3, 9)
    )
    answered = replace(asked, answered_at=MARCH_2, answered_by="USTAFF")
    assert outside(a_case(holds=(answered,))).asked is None


def test_what_was_answered_before_an_untold_decision_is_not_asked_again() -> None:
    answered = a_hold(answered_at=MARCH_2 - A_DAY, answered_by="USTAFF")

    found = case_of(decided(State.CALL_HELD, State.DECLINED), holds=(answered,))

    assert outside(found).asked is None


def test_nothing_of_the_board_of_owners_and_of_criteria_is_in_it() -> None:
    board = a_hold(kind=HoldKind.BOARD, question="Is it too secret?")

    plain = outside(a_case())
    found = outside(
        a_case(said("R3", "not met", note="secret"), holds=(board,), owner="USTAFF")  # type: ignore[arg-type] # a word of it
    )

    assert found == plain
