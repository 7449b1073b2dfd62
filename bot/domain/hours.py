"""When staff work: what calls them waits until then; due dates never move."""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.policy import Hours
from bot.errors import ConflictError

OPENS, CLOSES = time(9), time(17)
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)
# No country rests for so long; a policy under which nobody ever works must not hold us up.
_LONGEST_REST = 366


def is_working_day(day: date, hours: Hours) -> bool:
    """Raise ConflictError where the policy names a country or region of which nothing is known."""
    return day.isoweekday() in hours.weekdays and day not in _holidays(hours.country, hours.region)


def next_working(at: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """Return an instant at which staff work: that one, or the next nine in the morning there."""
    local = at.astimezone(zone)
    today = local.date()
    if OPENS <= local.time() < CLOSES and is_working_day(today, hours):
        return at.astimezone(UTC)
    first = today if local.time() < OPENS else today + _A_DAY
    return _opening(_nearest_working_day(first, _A_DAY, hours), zone)


def nudge_at(due: datetime, ends: datetime | None, hours: Hours, zone: ZoneInfo) -> datetime:
    """Return when to nudge whoever reads it in that zone about what is due.

    That is the next time that they work, or the last nine in the morning before, where the next
    comes after the clock `ends` that the nudge is about.
    """
    later = next_working(due, hours, zone)
    if ends is None or later <= ends:
        return later
    return _last_opening(min(due, ends), hours, zone)


def begun_week(now: datetime, hours: Hours, zone: ZoneInfo) -> tuple[date, datetime]:
    """Return the Monday of the latest week in which work has begun, and when it began."""
    today = now.astimezone(zone).date()
    monday = today - _A_DAY * today.weekday()
    while (began := next_working(_opening(monday, zone), hours, zone)) > now:
        monday -= _A_WEEK
    return monday, began


def why_unknown(hours: Hours) -> str:
    """Say what is wrong with a policy's country or region; empty where they are known."""
    if hours.region and not hours.country:
        return "hours.region in the policy does nothing without hours.country: set both, or none."
    try:
        _holidays(hours.country, hours.region)
    except ConflictError as error:
        return str(error)
    return ""


def _last_opening(at: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    last = local.date() if local.time() >= OPENS else local.date() - _A_DAY
    return _opening(_nearest_working_day(last, -_A_DAY, hours), zone)


def _nearest_working_day(first: date, step: timedelta, hours: Hours) -> date:
    days = (first + step * number for number in range(_LONGEST_REST))
    return next((day for day in days if is_working_day(day, hours)), first)


def _opening(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, OPENS, zone).astimezone(UTC)


@lru_cache
def _holidays(country: str, region: str) -> Container[date]:
    if not country:
        return ()
    # It takes a tenth of a second, and only what waits for somebody's morning needs it.
    from holidays import country_holidays  # noqa: PLC0415 -- above

    try:
        return country_holidays(country, subdiv=region or None)
    except NotImplementedError as error:
        place = f"{country} with the region {region}" if region else country
        raise ConflictError(
            f"The holidays of {place} are not known: change country or region under [hours] "
            "in the policy."
        ) from error
