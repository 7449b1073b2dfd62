from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.work import MOST_FAILURES, End, Work, WorkState, is_late
from tests.factories import MARCH_2

ROW = Work(key="report:12", due_at=MARCH_2, attempts=40, failures=2)


def test_what_is_done_is_not_due_again() -> None:
    assert ROW.after_success(None) == End(state=WorkState.SENT, due_at=MARCH_2, failures=0)


def test_a_step_that_succeeds_makes_failures_forgotten() -> None:
    later = MARCH_2 + timedelta(seconds=1)

    assert ROW.after_success(later) == End(state=WorkState.DUE, due_at=later, failures=0)


@pytest.mark.parametrize(
    ("failures", "jitter", "minutes"), [(0, 0, 1), (0, 1, 2), (3, 0, 8), (4, 0, 8), (50, 1, 16)]
)
def test_each_failure_in_a_row_doubles_the_wait_up_to_a_quarter_of_an_hour(
    failures: int, jitter: float, minutes: int
) -> None:
    row = Work(key="csv:1", due_at=MARCH_2, failures=failures)

    assert row.after_failure(MARCH_2, jitter) == End(
        state=WorkState.DUE, due_at=MARCH_2 + timedelta(minutes=minutes), failures=failures + 1
    )


def test_the_last_failure_gives_a_row_up_however_often_it_was_claimed() -> None:
    row = Work(key="again:1:0:0", due_at=MARCH_2, attempts=1, failures=MOST_FAILURES - 1)

    assert row.after_failure(MARCH_2, 0).state is WorkState.FAILED


@pytest.mark.parametrize("kind", ["report", "csv"])
def test_what_somebody_waits_for_is_given_up_after_about_a_day(kind: str) -> None:
    row, now = Work(key=f"{kind}:1", due_at=MARCH_2), MARCH_2
    while (end := row.after_failure(now, 0.5)).state is WorkState.DUE:
        row, now = replace(row, failures=end.failures), end.due_at

    assert timedelta(hours=20) < now - MARCH_2 < timedelta(hours=28)


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(30, timedelta(seconds=30)), (-1, timedelta()), (1e300, timedelta(hours=1))],
)
def test_being_told_to_wait_is_no_failure(seconds: float, wait: timedelta) -> None:
    assert ROW.after_wait(MARCH_2, seconds) == End(
        state=WorkState.DUE, due_at=MARCH_2 + wait, failures=2
    )


@pytest.mark.parametrize(
    ("ago", "late"),
    [(timedelta(minutes=10), False), (timedelta(minutes=10, seconds=1), True)],
)
def test_a_worker_is_late_after_ten_minutes(ago: timedelta, *, late: bool) -> None:
    assert is_late(MARCH_2 - ago, MARCH_2) is late


def test_a_rehearsals_worker_is_ahead_and_alive() -> None:
    assert not is_late(MARCH_2 + timedelta(days=200), MARCH_2)


def test_a_worker_that_never_was_is_late() -> None:
    assert is_late(None, MARCH_2)
