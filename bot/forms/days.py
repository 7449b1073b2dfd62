"""A day as people type it: 2026-12-24, today, in 14 days."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

HOW = "2026-12-24, “today” or “in 14 days”"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAMED = {"yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_AHEAD = re.compile(r"in (\d{1,4}) (days?|weeks?)")
_AGO = re.compile(r"(\d{1,4}) (days?|weeks?) ago")
# "in 14 days" is the longest that there is.
_MOST_WORDS = 3


def read_day(typed: str, today: date) -> date:
    """Return the day that is meant, or raise ValueError with a sentence."""
    said = " ".join(typed.lower().split())
    if _ISO.fullmatch(said):
        try:
            return date.fromisoformat(said)
        except ValueError as error:
            raise ValueError(f"There is no day {said}.") from error
    if (days := _days(said)) is not None:
        return today + timedelta(days=days)
    raise ValueError(f"Type a day as {HOW}.")


def leading_day(words: Sequence[str], today: date) -> tuple[date | None, tuple[str, ...]]:
    """Return the day that words begin with, if they do, and what follows it.

    Raises ValueError for what looks like a day, and is none.
    """
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        said = " ".join(words[:count])
        if is_day(said):
            return read_day(said, today), tuple(words[count:])
    return None, tuple(words)


def is_day(typed: str) -> bool:
    """Say whether a text is meant as a day."""
    said = " ".join(typed.lower().split())
    return _ISO.fullmatch(said) is not None or _days(said) is not None


def day_within(text: str) -> date | None:
    """Return the first day that a sentence names as 2026-12-24; None where it names none."""
    for found in re.finditer(rf"(?<!\d){_ISO.pattern}(?!\d)", text):
        try:
            return date.fromisoformat(found[0])
        except ValueError:
            continue
    return None


def _days(said: str) -> int | None:
    """Return how many days from today on it is."""
    if said in _NAMED:
        return _NAMED[said]
    if ahead := _AHEAD.fullmatch(said):
        return int(ahead[1]) * _UNITS[ahead[2]]
    if ago := _AGO.fullmatch(said):
        return -int(ago[1]) * _UNITS[ago[2]]
    return None
