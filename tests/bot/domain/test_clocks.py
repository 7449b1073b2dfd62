from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.clocks import Clock, begins, in_words, local_date, nine_on

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAYS = some.dates(date(2020, 1, 1), date(2040, 12, 31))
ZONES = some.sampled_from(
    [BERLIN, NEW_YORK, UTC, ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Tokyo")]
)


def a_clock(**details: date | None) -> Clock:
    return Clock(started_on=date(2026, 3, 2), days=14, **details)


def test_day_14_is_in_time_and_day_15_is_late() -> None:
    clock = a_clock()
    assert clock.last_day == date(2026, 3, 16)
    assert (clock.left(date(2026, 3, 16)), clock.is_late(date(2026, 3, 16))) == (0, False)
    assert (clock.left(date(2026, 3, 17)), clock.is_late(date(2026, 3, 17))) == (-1, True)


def test_it_ends_when_day_15_begins_in_the_programs_zone() -> None:
    assert a_clock().ends(BERLIN).astimezone(UTC) == datetime(2026, 3, 16, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("started", "hours"),
    [
        # Clocks go forward on 29 March 2026 and back on 25 October 2026.
        (date(2026, 3, 20), 15 * 24 - 1),
        (date(2026, 10, 20), 15 * 24 + 1),
        (date(2026, 6, 1), 15 * 24),
    ],
)
def test_days_are_those_of_the_calendar_and_not_hours(started: date, hours: int) -> None:
    clock = Clock(started_on=started, days=14)
    lasted = clock.ends(BERLIN).astimezone(UTC) - begins(started, BERLIN).astimezone(UTC)
    assert lasted == timedelta(hours=hours)


def test_a_year_that_ends_and_a_leap_day() -> None:
    assert Clock(started_on=date(2027, 12, 20), days=14).last_day == date(2028, 1, 3)
    assert Clock(started_on=date(2028, 2, 15), days=14).last_day == date(2028, 2, 29)


def test_a_clock_that_was_stopped_runs_no_more() -> None:
    clock = a_clock(stopped_on=date(2026, 3, 10))
    assert (clock.left(date(2027, 1, 1)), clock.is_late(date(2027, 1, 1))) == (6, False)
    assert a_clock(stopped_on=date(2026, 3, 17)).is_late(date(2026, 3, 17))


@given(DAYS, some.integers(1, 60), ZONES)
def test_its_last_second_is_of_its_last_day(started: date, days: int, zone: ZoneInfo) -> None:
    clock = Clock(started_on=started, days=days)
    last = clock.ends(zone).astimezone(UTC) - timedelta(microseconds=1)
    # Apia has once left out a whole day, so that one is nowhere.
    assert local_date(last, zone) <= clock.last_day
    assert not clock.is_late(local_date(last, zone))
    assert clock.is_late(local_date(clock.ends(zone).astimezone(UTC), zone))


@given(DAYS, ZONES)
def test_nine_is_nine_there_also_when_the_clocks_change(day: date, zone: ZoneInfo) -> None:
    local = nine_on(day, zone).astimezone(UTC).astimezone(zone)
    assert (local.date(), local.hour) == (day, 9)


def test_a_day_in_words() -> None:
    assert in_words(date(2026, 5, 2)) == "2 May 2026"
