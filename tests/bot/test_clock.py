import time
from datetime import UTC, datetime, timedelta

from bot.clock import starting_at, utc_now

DECEMBER_1 = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_a_rehearsals_clock_starts_where_it_is_told() -> None:
    clock = starting_at(DECEMBER_1)

    assert DECEMBER_1 <= clock() < DECEMBER_1 + timedelta(minutes=1)


def test_a_rehearsals_clock_runs_on() -> None:
    clock = starting_at(DECEMBER_1)
    before = clock()

    time.sleep(0.01)

    assert clock() >= before + timedelta(seconds=0.01)
