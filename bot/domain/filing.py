"""What comes from outside about an application, and what becomes of it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.application import Application
from bot.domain.faults import Faults


@dataclass(frozen=True, kw_only=True)
class Outside:
    """An application as the form service, or a file, has it."""

    id: str
    """What they call it; empty where they give none."""
    submitted_at: datetime | None
    """When it was sent there; None where nobody says, and then it counts as the newest."""
    answers: Mapping[str, str]
    """By our field names. What is not there is not said; what is empty was emptied."""


class Came(StrEnum):
    """What became of it."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    """It says nothing that is not here already, save what a person changed here."""
    OLDER = "older"
    """Something newer is here, and stays."""
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field that is told otherwise outside than it is here."""

    field: str
    before: str
    after: str
    is_kept: bool
    """A person changed it here, so it stays as it was before."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    application: Application | None
    """As it is now; None where it was refused."""
    came: Came
    changes: tuple[Change, ...] = ()
    faults: Faults | None = None
    """Why it was refused."""


def compare(
    before: Mapping[str, str], after: Mapping[str, str], changed: frozenset[str]
) -> tuple[Change, ...]:
    """Return where `after` differs from `before`, in its own order; what it leaves out stays.

    Both are answers as `answers_of` writes them, so that no spelling makes a difference.
    """
    return tuple(
        Change(field=name, before=had, after=said, is_kept=name in changed)
        for name, said in after.items()
        if said != (had := before.get(name, ""))
    )
