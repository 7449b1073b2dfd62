"""Criteria: data with an edition, to which each application is pinned (RULES 2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    UNCLEAR = "unclear"
    NOT_APPLICABLE = "not applicable"
    DUE_LATER = "due later"
    WAIVED = "waived"


SETTLED = (Status.MET, Status.NOT_APPLICABLE, Status.DUE_LATER, Status.WAIVED)
"""What keeps no approval up."""


class Finder(StrEnum):
    """What the bot looks for by itself; an edition names it for each of its criteria."""

    API = "api"
    FINDABLE = "findable"
    SCHEMA = "schema"
    HANDOVER = "handover"
    PRACTICES = "practices"
    BADGE = "badge"
    SUPPORT = "support"
    CONTACT = "contact"
    LISTING = "listing"
    SOFTWARE = "software"
    USAGE = "usage"
    METRICS_BADGE = "metrics badge"
    RE3DATA = "re3data"
    NOTHING = "nothing"
    """Only a person can say."""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    key: str
    """`R1` … `R9` are required, `E1` … `E4` encouraged."""
    title: str
    """A few words, for a table."""
    words: str
    """What it asks, in a sentence or two."""
    is_required: bool
    is_advice: bool
    """What is found about it is a hint, and never makes it *not met* (RULES 2)."""
    finder: Finder
    changed: bool = False
    """Whether it is new, or says something else than in the edition before."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    name: str
    """The year it is of, or what tells it from others of that year."""
    announced_on: date
    in_force_on: date
    source: str
    """Where its text is from."""
    criteria: tuple[Criterion, ...]

    def criterion(self, key: str) -> Criterion | None:
        return next((one for one in self.criteria if one.key == key.upper()), None)
