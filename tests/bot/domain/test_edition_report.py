"""Who would fail a coming edition."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.assessment import Answer, judge, still_open
from bot.domain.criteria import Criterion, Edition, Finder, Status
from bot.domain.edition_report import judge_by
from tests.bot.domain.cases import all_settled, an_edition, found, said

OLD = an_edition()


def coming(*changed: str, more: tuple[Criterion, ...] = ()) -> Edition:
    """Return the next edition, in which these criteria say something else."""
    criteria = [
        replace(one, words="Something else.", changed=True) if one.key in changed else one
        for one in OLD.criteria
    ]
    return replace(OLD, name="2029", in_force_on=date(2029, 1, 1), criteria=(*criteria, *more))


def fails(edition: Edition, *answers: Answer, by: Edition = OLD) -> list[str]:
    """Return what is open by an edition where another was judged by."""
    left = still_open(judge_by(edition, judge(by, answers)))
    return [one.criterion.key for one in left]


def test_whoever_meets_all_of_what_stays_fails_nothing() -> None:
    assert fails(coming(), *all_settled()) == []


def test_what_says_something_else_now_is_not_settled_by_what_was_said_before() -> None:
    assert fails(coming("R3"), *all_settled()) == ["R3"]


def test_what_was_open_before_is_open_still() -> None:
    answers = (*all_settled()[:7], said("R8", Status.NOT_MET), found("R9", Status.UNCLEAR))

    assert fails(coming("R3"), *answers) == ["R3", "R8", "R9"]


@pytest.mark.parametrize(
    "status", [Status.MET, Status.NOT_APPLICABLE, Status.DUE_LATER, Status.WAIVED]
)
def test_what_is_settled_in_any_way_stays_so(status: Status) -> None:
    assert fails(coming(), *all_settled()[:8], said("R9", status)) == []


def test_a_new_criterion_is_not_settled() -> None:
    new = Criterion(
        key="R10",
        title="New",
        words="New.",
        is_required=True,
        is_advice=False,
        finder=Finder.NOTHING,
        changed=True,
    )

    assert fails(coming(more=(new,)), *all_settled()) == ["R10"]


def test_encouragements_fail_nobody() -> None:
    assert fails(coming("E1", "E2"), *all_settled()) == []


def test_who_is_judged_by_the_edition_itself_has_answered_what_is_new_in_it() -> None:
    edition = coming("R3")

    assert fails(edition, *all_settled(), by=edition) == []


def test_what_was_found_and_said_goes_along_where_it_still_counts() -> None:
    answers = (said("R1", Status.MET), found("R1", Status.UNCLEAR), found("R3", Status.MET))

    first, _, third, *_ = judge_by(coming("R3"), judge(OLD, answers))

    assert (first.said, first.found) == answers[:2]
    assert (third.said, third.found) == (None, None)
