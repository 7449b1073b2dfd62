"""The program's numbers, which staff may change without code, and what each of them may be."""

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

Minutes = Annotated[int, between(1, 60 * 24 * 31)]
Days = Annotated[int, between(1, 3650)]


@dataclass(frozen=True, kw_only=True)
class Checks:
    ask_again_after_minutes: Annotated[tuple[Minutes, ...], ASCENDING]
    """Counted from the check that found the DOI resolving but not indexed."""
    keep_answers_days: Days


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One field a table of the file, one field of that a key; `bot/policy.py` reads both."""

    checks: Checks
