"""Applications in words: days, clocks, whose move it is, what a criterion's answer looks like."""

from collections.abc import Mapping
from datetime import date

from bot.domain.case import Whose
from bot.domain.clocks import Clock, in_words
from bot.domain.criteria import Status

SIGNS: Mapping[Status | None, str] = {
    Status.MET: "✓",
    Status.NOT_MET: "✗",
    Status.UNCLEAR: "?",
    Status.NOT_APPLICABLE: "–",  # noqa: RUF001 -- the sign that people know for it
    Status.DUE_LATER: "⏳",
    Status.WAIVED: "–",  # noqa: RUF001 -- as above
    None: "…",
}
NOBODY = "nobody owns it"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def left(count: int) -> str:
    """Say how many days are left until the last one; fewer than none are so many too late."""
    if count < 0:
        return f"{days(-count)} late"
    return f"{days(count)} left" if count else "today is the last day"


def by(until: date, today: date) -> str:
    return f"by {in_words(until)}: {left((until - today).days)}"


def clock(one: Clock, today: date) -> str:
    began = f"{in_words(one.started_on)} to {in_words(one.last_day)}"
    if one.stopped_on is None:
        return f"{began}: {left(one.left(today))}"
    return f"{began}; stopped on {in_words(one.stopped_on)}, {_stopped(one.left(today))}"


def capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def whose(count: int, moves: Whose) -> str:
    return f"{capital(moves)}: {count}"


def status(of: Status | None) -> str:
    return f"{SIGNS[of]} {of or 'not known yet'}"


def _stopped(count: int) -> str:
    if count < 0:
        return f"{days(-count)} late"
    return f"{days(count)} before its end" if count else "its last day"
