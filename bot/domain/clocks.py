"""The two clocks of an application: calendar days in the program's zone (RULES 3).

"DataCite staff will review your application and contact you within 2 weeks to schedule a
verification call."
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_DAY = timedelta(days=1)
_NINE = time(9)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Days that pass from one date until something is done."""

    started_on: date
    days: int
    stopped_on: date | None = None

    @property
    def last_day(self) -> date:
        """Return the last day on which it is in time: until its 23:59:59."""
        return self.started_on + _A_DAY * self.days

    @property
    def is_stopped(self) -> bool:
        return self.stopped_on is not None

    def left(self, today: date) -> int:
        """Return how many days are left; 0 on the last one, negative once it is late."""
        return (self.last_day - (self.stopped_on or today)).days

    def is_late(self, today: date) -> bool:
        """Say whether it ran out, or was stopped too late; an early stop is forgiven nothing."""
        return self.left(today) < 0

    def ends(self, zone: ZoneInfo) -> datetime:
        """Return the instant at which it is late: when the day after the last one begins."""
        return begins(self.last_day + _A_DAY, zone)


def begins(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins there, on which the clocks may change too."""
    return datetime.combine(day, time(), zone)


def nine_on(day: date, zone: ZoneInfo) -> datetime:
    """Return when what falls due by the day falls due (RULES 9)."""
    return datetime.combine(day, _NINE, zone)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def in_words(day: date) -> str:
    """Return a day as letters and pages write it."""
    return f"{day.day} {day:%B %Y}"
