"""The program's numbers, which staff may change without code, and what each of them may be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any


@dataclass(frozen=True)
class Rule:
    """What a value must be besides its type; the words end the sentence "It must be …"."""

    words: str
    holds: Callable[[Any], bool]


def between(least: int, most: int) -> Rule:
    return Rule(f"from {least} to {most}", lambda number: least <= number <= most)


def one_of(*words: str) -> Rule:
    return Rule(f"one of {', '.join(words)}", lambda text: text in words)


ASCENDING = Rule("ascending", lambda numbers: list(numbers) == sorted(set(numbers)))

FILLED = Rule("a list that names at least one", bool)
AN_ADDRESS = Rule("an e-mail address", lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s]+", text)))
A_COUNTRY = Rule(
    "two capital letters, or empty", lambda text: bool(re.fullmatch(r"([A-Z]{2})?", text))
)

AN_EMOJI = Rule(
    "an emoji's name without colons", lambda text: bool(re.fullmatch(r"[a-z0-9_+'-]+", text))
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
    drafts_days: Days
    """Forms that somebody has begun and not sent, counted from their last step."""


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Days are those of the calendar, counted from the date of receipt in the program's zone."""

    contact_days: Days
    """So long staff have to contact an applicant and offer the call."""
    call_days: Days
    """So long there is until the call starts."""
    call_counts_from: Annotated[str, one_of("receipt", "contact")]
    owner_day: Days
    """When the owner is called who has not contacted an applicant yet."""
    channel_day: Days
    """When the whole staff channel reads of it."""
    lead_day: Days
    """When the lead is called."""


@dataclass(frozen=True, kw_only=True)
class Applications:
    examples: Annotated[int, between(1, 100)]
    """So many findable DOIs show that an integration registers them."""
    signature_days: Annotated[tuple[Days, ...], ASCENDING]
    """Days after receipt on which a missing signature is asked for."""
    information_days: Days
    """So long an applicant has to answer, unless staff choose another day."""
    information_reminder_day: Days
    """Days after asking on which an applicant is reminded."""
    information_close_day: Days
    """Days after asking from which closing it as unanswered is offered."""
    badge_days: Days
    """So long after approval the badge may take to appear on the web site."""
    pin_emoji: Annotated[str, AN_EMOJI]
    """Whoever puts it on a message in a case's thread puts that message on the case."""


@dataclass(frozen=True, kw_only=True)
class Intake:
    signature: Annotated[str, one_of("timestamp", "body")]
    """What the form service signs: time and body, or the body alone."""
    fields: Annotated[Mapping[str, str], Rule("our names of fields, each with theirs", bool)]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One field a table of the file, one field of that a key; `bot/policy.py` reads both."""

    checks: Checks
    letters: Letters
    hours: Hours
    clocks: Clocks
    applications: Applications
    intake: Intake
    retention: Retention
