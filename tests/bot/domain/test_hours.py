"""Quiet hours: staff are called when they work, and no clock moves for that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import is_working_day, next_working, nudge_at, why_unknown
from bot.domain.policy import Hours
from bot.errors import ConflictError

BERLIN, AUCKLAND, CHICAGO = map(ZoneInfo, ("Europe/Berlin", "Pacific/Auckland", "America/Chicago"))
ZONES = (BERLIN, AUCKLAND, CHICAGO, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu"))


def hours(**details: Any) -> Hours:  # noqa: ANN401 -- each field has its type in Hours
    plain: dict[str, Any] = {"weekdays": (1, 2, 3, 4, 5), "country": "", "region": ""}
    return Hours(**(plain | details))


IN_BERLIN = hours(country="DE", region="BE")


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def said(at: datetime, zone: ZoneInfo = BERLIN) -> str:
    assert at.tzinfo is UTC
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2026-03-06", True),
        ("2026-03-07", False),
        ("2026-03-08", False),
        ("2026-03-09", True),
        ("2026-04-02", True),
        ("2026-04-03", False),
        ("2026-04-06", False),
        ("2026-12-24", True),
        ("2026-12-25", False),
        ("2026-12-31", True),
        ("2027-01-01", False),
        ("2028-02-29", True),
    ],
)
def test_weekends_and_public_holidays_are_no_working_days(day: str, *, is_working: bool) -> None:
    assert is_working_day(date.fromisoformat(day), IN_BERLIN) == is_working


def test_a_region_has_holidays_of_its_own() -> None:
    womens_day = date(2027, 3, 8)

    assert not is_working_day(womens_day, IN_BERLIN)
    assert is_working_day(womens_day, hours(country="DE"))
    assert is_working_day(womens_day, hours(country="DE", region="BY"))


def test_without_a_country_only_the_week_counts() -> None:
    assert is_working_day(date(2026, 12, 25), hours())


def test_a_policy_may_have_another_week() -> None:
    sunday_to_thursday = hours(weekdays=(1, 2, 3, 4, 7))

    assert is_working_day(date(2026, 3, 8), sunday_to_thursday)
    assert not is_working_day(date(2026, 3, 6), sunday_to_thursday)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-03-04T08:59", "2026-03-04 09:00"),
        ("2026-03-04T09:00", "2026-03-04 09:00"),
        ("2026-03-04T16:59", "2026-03-04 16:59"),
        ("2026-03-04T17:00", "2026-03-05 09:00"),
        ("2026-03-06T17:00", "2026-03-09 09:00"),
        ("2026-03-07T12:00", "2026-03-09 09:00"),
        ("2026-03-09T00:00", "2026-03-09 09:00"),
        # Easter, from Thursday evening on.
        ("2026-04-02T20:00", "2026-04-07 09:00"),
        # The year's end: Christmas is on a Friday, and so is New Year's Day.
        ("2026-12-24T17:00", "2026-12-28 09:00"),
        ("2026-12-31T17:00", "2027-01-04 09:00"),
    ],
)
def test_what_comes_out_of_hours_waits_for_the_next_working_morning(at: str, then: str) -> None:
    assert said(next_working(local(at), IN_BERLIN, BERLIN)) == then


@pytest.mark.parametrize(
    ("at", "zone", "then"),
    [
        # The clocks of Berlin change on Sundays, 29 March and 25 October 2026.
        ("2026-03-28T12:00", BERLIN, "2026-03-30T07:00"),
        ("2026-03-29T02:30", BERLIN, "2026-03-30T07:00"),
        ("2026-10-24T12:00", BERLIN, "2026-10-26T08:00"),
        ("2026-10-25T02:30", BERLIN, "2026-10-26T08:00"),
        ("2026-04-04T12:00", AUCKLAND, "2026-04-05T21:00"),
        ("2026-03-07T12:00", CHICAGO, "2026-03-09T14:00"),
    ],
)
def test_nine_is_nine_after_the_clocks_have_changed(at: str, zone: ZoneInfo, then: str) -> None:
    assert next_working(local(at, zone), hours(), zone) == local(then, ZoneInfo("UTC"))


def test_an_hour_that_comes_twice_is_two_hours_for_those_who_work_then() -> None:
    """Whoever works on a Sunday only, at night: nine comes once all the same."""
    second = local("2026-10-25T02:30").replace(fold=1)

    assert said(next_working(second, hours(weekdays=(7,)), BERLIN)) == "2026-10-25 09:00"


def test_it_is_the_readers_morning_that_counts() -> None:
    due = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)

    mornings = [said(nudge_at(due, None, hours(), zone), zone) for zone in (BERLIN, AUCKLAND)]

    assert mornings == ["2026-03-04 09:00", "2026-03-04 09:00"]
    assert next_working(due, hours(), AUCKLAND) == due


@pytest.mark.parametrize(
    ("due", "ends", "then"),
    [
        # Within hours it is told at once.
        ("2026-03-04T10:00", "2026-03-04T23:59:59", "2026-03-04 10:00"),
        # The clock ends after the next morning, or just then.
        ("2026-03-07T09:00", "2026-03-09T23:59:59", "2026-03-09 09:00"),
        ("2026-03-07T09:00", "2026-03-09T09:00", "2026-03-09 09:00"),
        # It ends before: on Friday morning there is still time.
        ("2026-03-07T09:00", "2026-03-09T08:59:59", "2026-03-06 09:00"),
        ("2026-03-07T09:00", "2026-03-08T23:59:59", "2026-03-06 09:00"),
        ("2026-04-04T09:00", "2026-04-06T23:59:59", "2026-04-02 09:00"),
        ("2027-01-01T09:00", "2027-01-03T23:59:59", "2026-12-31 09:00"),
        # In the evening the last morning is that of the same day.
        ("2026-03-04T20:00", "2026-03-04T23:59:59", "2026-03-04 09:00"),
        ("2026-03-04T08:00", "2026-03-04T08:30", "2026-03-03 09:00"),
        # A clock that ended before the nudge fell due: as soon as may be.
        ("2026-03-07T09:00", "2026-03-05T12:00", "2026-03-05 09:00"),
        ("2026-03-30T08:00", "2026-03-30T08:59", "2026-03-27 09:00"),
    ],
)
def test_a_nudge_comes_before_the_clock_ends(due: str, ends: str, then: str) -> None:
    assert said(nudge_at(local(due), local(ends), IN_BERLIN, BERLIN)) == then


@pytest.mark.parametrize(
    ("country", "region", "place"),
    [("XX", "", "XX"), ("DE", "XX", "DE with the region XX")],
)
def test_a_country_that_nobody_knows_is_named(country: str, region: str, place: str) -> None:
    unknown = hours(country=country, region=region)

    assert why_unknown(unknown) == (
        f"The holidays of {place} are not known: change country or region under [hours] "
        "in the policy."
    )
    with pytest.raises(ConflictError, match=place):
        next_working(local("2026-03-04T10:00"), unknown, BERLIN)


def test_what_is_known_is_in_order() -> None:
    assert [why_unknown(one) for one in (IN_BERLIN, hours(), hours(country="US"))] == [""] * 3


INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 -- hypothesis wants it so
    max_value=datetime(2035, 12, 31),  # noqa: DTZ001 -- as above
    timezones=st.just(UTC),
)
WEEKS = st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days)))
PLACES = st.sampled_from([("", ""), ("DE", "BE"), ("US", ""), ("NZ", "")])
SOMEWHERE = st.builds(
    lambda week, place: hours(weekdays=week, country=place[0], region=place[1]), WEEKS, PLACES
)
READERS = st.sampled_from(ZONES)


@given(INSTANTS, SOMEWHERE, READERS)
def test_it_is_never_sooner_always_at_work_and_settled_by_then(
    at: datetime, kept: Hours, zone: ZoneInfo
) -> None:
    then = next_working(at, kept, zone)

    there = then.astimezone(zone)
    assert then >= at
    assert is_working_day(there.date(), kept)
    assert 9 <= there.hour < 17
    assert then == at or (there.hour, there.minute, there.second) == (9, 0, 0)
    assert next_working(then, kept, zone) == then


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=30)), SOMEWHERE, READERS)
def test_a_nudge_is_told_at_work_and_never_after_its_clock(
    due: datetime, left: timedelta, kept: Hours, zone: ZoneInfo
) -> None:
    then = nudge_at(due, due + left, kept, zone)

    there = then.astimezone(zone)
    assert then <= due + left
    assert is_working_day(there.date(), kept)
    assert 9 <= there.hour < 17
    if next_working(due, kept, zone) <= due + left:
        assert then >= due
