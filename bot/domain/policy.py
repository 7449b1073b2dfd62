"""The program's numbers, which staff may change without code, and what each of them may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any


@dataclass(frozen=True)
class Rule:
    """What a value must be besides its type; the words end the sentence "It must be …"."""

    words: str
    holds: Callable[[Any], bool]


def between(least: int, most: int) -> Rule:
    return Rule(f"from {least} to {most}", lambda number: least <= number <= most)


ASCENDING = Rule("ascending", lambda numbers: list(numbers) == sorted(set(numbers)))

FILLED = Rule("a list that names at least one", bool)
AN_ADDRESS = Rule("an e-mail address", lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s]+", text)))
A_COUNTRY = Rule(
    "two capital letters, or empty", lambda text: bool(re.fullmatch(r"([A-Z]{2})?", text))
)

Weekday = Annotated[int, between(1, 7)]
Minutes = Annotated[int, between(1, 60 * 24 * 31)]
Days = Annotated[int, between(1, 3650)]


@dataclass(frozen=True, kw_only=True)
class Checks:
    ask_again_after_minutes: Annotated[tuple[Minutes, ...], ASCENDING]
    """Counted from the check that found the DOI resolving but not indexed."""


@dataclass(frozen=True, kw_only=True)
class Letters:
    reply_to: Annotated[str, AN_ADDRESS]
    """Who answers questions."""
    unseen_a_day: Annotated[int, between(0, 1000)]
    """So many letters to outsiders leave in one day without that a person saw them listed."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When staff work: nudges wait until then."""

    country: Annotated[str, A_COUNTRY]
    """Whose public holidays are kept, as ISO 3166-1 has it (`DE`); empty for none."""
    region: str
    """Whose holidays are kept besides (`BE`); empty for those of the whole country."""
    weekdays: Annotated[tuple[Weekday, ...], ASCENDING, FILLED]
    """1 is Monday."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    answers_days: Days
    """What DataCite and doi.org answered."""
    letter_texts_days: Days
    """Texts of letters and posts that have ended."""
    former_contacts_days: Days
    """Contacts who left, counted from then."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One field a table of the file, one field of that a key; `bot/policy.py` reads both."""

    checks: Checks
    letters: Letters
    hours: Hours
    retention: Retention
