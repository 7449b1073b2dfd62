import pytest

from bot.domain.assessment import judge, still_open
from bot.domain.criteria import Status
from tests.bot.domain.cases import all_settled, an_edition, found, said

EDITION = an_edition()


def test_what_a_person_says_wins_over_what_is_found() -> None:
    (one, *_) = judge(EDITION, [found("R1", Status.NOT_MET), said("R1", Status.MET)])
    assert (one.status, one.is_settled, one.is_contradicted) == (Status.MET, True, True)


def test_what_nobody_knows_is_unknown_and_keeps_an_approval_up() -> None:
    (one, *_) = judge(EDITION, [])
    assert (one.status, one.is_settled) == (None, False)


def test_what_is_dismissed_does_not_count() -> None:
    (one, *_) = judge(EDITION, [found("R1", Status.NOT_MET, dismissed="a known mistake")])
    assert (one.status, one.is_contradicted) == (None, False)


@pytest.mark.parametrize(
    ("by_person", "by_check", "is_contradicted"),
    [
        (Status.MET, Status.NOT_MET, True),
        (Status.NOT_MET, Status.MET, True),
        (Status.MET, Status.MET, False),
        (Status.MET, Status.UNCLEAR, False),
        (Status.UNCLEAR, Status.MET, False),
        (Status.WAIVED, Status.NOT_MET, True),
        (Status.NOT_APPLICABLE, Status.MET, False),
    ],
)
def test_when_the_two_contradict_each_other(
    by_person: Status, by_check: Status, *, is_contradicted: bool
) -> None:
    (one, *_) = judge(EDITION, [said("R1", by_person), found("R1", by_check)])
    assert one.is_contradicted is is_contradicted


@pytest.mark.parametrize(
    ("status", "is_settled"),
    [
        (Status.MET, True),
        (Status.NOT_APPLICABLE, True),
        (Status.DUE_LATER, True),
        (Status.WAIVED, True),
        (Status.NOT_MET, False),
        (Status.UNCLEAR, False),
    ],
)
def test_which_answers_settle_a_criterion(status: Status, *, is_settled: bool) -> None:
    (one, *_) = judge(EDITION, [said("R1", status)])
    assert one.is_settled is is_settled


def test_encouragements_keep_no_approval_up() -> None:
    assert still_open(judge(EDITION, all_settled())) == ()
    left = still_open(judge(EDITION, []))
    assert [one.criterion.key for one in left] == [f"R{number}" for number in range(1, 10)]
