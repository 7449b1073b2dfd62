from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.application import State
from bot.domain.case import CaseLine, Whose, order, reasons, why_alike, why_not_registered
from bot.domain.criteria import Status
from bot.domain.hold import HoldKind
from tests.bot.domain.cases import (
    TODAY,
    a_case,
    a_case_line,
    a_decision,
    a_hold,
    all_settled,
    an_application,
    filed,
    found,
    said,
)

IN_14_DAYS = TODAY + timedelta(days=14)


@pytest.mark.parametrize(
    ("state", "whose", "until"),
    [
        (State.RECEIVED, Whose.OURS, IN_14_DAYS),
        (State.CONTACTED, Whose.THEIRS, IN_14_DAYS),
        (State.CALL_SCHEDULED, Whose.WAITING, IN_14_DAYS),
        (State.CALL_HELD, Whose.OURS, None),
        (State.APPROVED, Whose.DONE, None),
        (State.PROVISIONAL, Whose.DONE, None),
        (State.DECLINED, Whose.DONE, None),
        (State.WITHDRAWN, Whose.DONE, None),
    ],
)
def test_each_state_is_shown_as_one_of_four(state: State, whose: Whose, until: date) -> None:
    stands = a_case(state=state).stands
    assert (stands.whose, stands.until) == (whose, until)


def test_a_decision_that_is_not_told_is_our_move() -> None:
    stands = a_case(state=State.APPROVED, decision=a_decision()).stands
    assert (stands.whose, stands.next_step) == (
        Whose.OURS,
        "send the letter that tells the decision",
    )


def test_what_was_old_when_it_came_waits_for_us_to_say_where_it_stands() -> None:
    stands = a_case(is_stale=True).stands
    assert (stands.whose, stands.next_step) == (Whose.OURS, "say where it stands")


def test_who_is_asked_for_more_has_the_next_move_until_21_days_are_over() -> None:
    hold = a_hold()
    on = {days: a_case(holds=(hold,), today=TODAY + timedelta(days=days)) for days in (0, 20, 21)}
    assert [case.stands.whose for case in on.values()] == [
        Whose.THEIRS,
        Whose.THEIRS,
        Whose.OURS,
    ]


def test_a_case_with_the_board_waits_for_it() -> None:
    hold = a_hold(kind=HoldKind.BOARD)
    stands = a_case(holds=(hold,)).stands
    assert (stands.whose, stands.until) == (Whose.WAITING, hold.due_on)


def test_all_the_reasons_to_look_at_a_case() -> None:
    case = a_case(
        said("R4", Status.NOT_MET),
        said("R1", Status.MET),
        found("R1", Status.NOT_MET),
        today=TODAY + timedelta(days=15),
    )
    known = reasons(case.application, case.judged, case.clocks, case.today)
    assert [*known] == [
        "nobody owns it",
        "the signed PDF is missing",
        "contact is late",
        "not met: R4",
        "contradicted: R1",
    ]


def test_nothing_keeps_up_an_approval_that_is_signed_and_settled() -> None:
    case = a_case(*all_settled(), signed_on=TODAY)
    assert why_not_registered(case.application, case.judged, to=State.APPROVED) == ()


def test_all_that_keeps_an_approval_up_is_named_at_once() -> None:
    settled = [one for one in all_settled() if one.key not in ("R2", "R4")]
    case = a_case(*settled, said("R4", Status.NOT_MET))
    assert why_not_registered(case.application, case.judged, to=State.APPROVED) == (
        "The signed PDF is missing: `rsp signed APP-12` notes it.",
        "R2 Findable DOIs is not known yet.",
        "R4 Credentials handed over safely is not met.",
    )


def test_who_has_members_already_cannot_be_provisional() -> None:
    case = a_case(*all_settled(), signed_on=TODAY, filed=filed(has_members=True))
    known = (case.application, case.judged)
    assert why_not_registered(*known, to=State.PROVISIONAL) == (
        "DataCite members use it already, so it cannot be provisional.",
    )
    none_yet = replace(case.application, filed=filed(has_members=False))
    assert why_not_registered(none_yet, case.judged, to=State.PROVISIONAL) == ()


def lines(*details: dict[str, Any]) -> list[CaseLine]:
    return [a_case_line(id=f"APP-{number}", **one) for number, one in enumerate(details, 1)]


def test_our_move_comes_first_and_the_oldest_before_others() -> None:
    found = lines(
        {"whose": Whose.THEIRS},
        {"whose": Whose.OURS, "received_on": date(2026, 3, 2)},
        {"whose": Whose.WAITING},
        {"whose": Whose.OURS, "received_on": date(2026, 2, 1)},
    )
    assert [line.id for line in order(found)] == ["APP-4", "APP-2", "APP-3", "APP-1"]


def test_what_two_applications_share() -> None:
    one = an_application()
    other = an_application(
        contact=4,
        filed=filed(organisation="EXAMPLE LTD ", website="https://example.org", repository=""),
    )
    assert why_alike(one, other) == ("name", "domain")
    assert why_alike(one, replace(one, number=13)) == ("name", "domain", "contact", "repository")
