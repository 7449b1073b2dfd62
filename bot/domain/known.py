"""What is known of an application from all sides, before anything is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.domain.application import Filed
from bot.domain.check import Result
from bot.domain.contact import Contact
from bot.domain.criteria import Status
from bot.domain.repositories import Repository

FILED = "application"
"""Who says so, where it is what the applicant filed."""


@dataclass(frozen=True, kw_only=True)
class Clue:
    """What the bot makes of it for one criterion."""

    status: Status
    note: str
    """A sentence or two, with what is to be done."""
    by: str
    """What found it out: a check, a neighbour, what was filed."""
    link: str = ""


class Examples(NamedTuple):
    by: str
    """The check that looked at them."""
    results: tuple[Result, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is None, or missing, is not known: no failure comes of that (RULES 9)."""

    filed: Filed
    examples: int
    """So many findable DOIs show that an integration registers them."""
    check: str = ""
    results: tuple[Result, ...] = ()
    """Of the examples in production."""
    test_check: str = ""
    test_results: tuple[Result, ...] = ()
    contact: Contact | None = None
    takes_mail: bool | None = None
    """Whether the domain of the contact's address does."""
    is_support_answering: bool | None = None
    software: Mapping[str, int] = field(default_factory=dict)
    """How many repositories name a service in their settings, by its name."""
    repositories: Mapping[str, Repository] = field(default_factory=dict)
    """Those of the examples, by id."""
    in_re3data: Mapping[str, bool] = field(default_factory=dict)
    """Whether re3data has the record that a repository's settings name, by the id of that."""
    badge_seen: bool | None = None

    @property
    def shown(self) -> Examples:
        """Return the examples that show the integration: of production, else of the test system.

        "Provisional registration based on a demonstration using the test environment."
        """
        if self.results or not self.test_results:
            return Examples(self.check or FILED, self.results)
        return Examples(self.test_check, self.test_results)


def doi_of(result: Result) -> str:
    return result.doi or result.input


def first_of(names: Sequence[str]) -> str:
    """Name the first, and how many more there are."""
    first, *more = names
    return f"{first} and {len(more)} more" if more else first


def repositories(count: int) -> str:
    return "1 repository" if count == 1 else f"{count} repositories"
