"""What comes from outside about an application, and what becomes of it here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.application import Application
from bot.domain.faults import Faults
from bot.domain.secrets import has_credential

_LONGEST_ID = 200
_NOT_VISIBLE = f"The id must have at most {_LONGEST_ID} characters, all of them visible."
_HOLDS_ONE = "The id looks like a password or a key; give another."


@dataclass(frozen=True, kw_only=True)
class Outside:
    """An application as the form service, or a file, has it."""

    id: str
    """What they call it; empty where they give none."""
    submitted_at: datetime | None
    """When it was sent there; None where nobody says, and then it counts as the newest."""
    answers: Mapping[str, str]
    """By our field names. What is not there is not said; what is empty was emptied."""

    def counts_from(self, now: datetime) -> datetime:
        """Return since when it is so: what says no time is as new as the moment it comes."""
        return self.submitted_at or now

    def is_older_than(self, known: Application) -> bool:
        if self.submitted_at is None or known.submitted_at is None:
            return False
        return self.submitted_at < known.submitted_at


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
    """It stays as it was before: a person changed it here, or it names a contact who is known."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    application: Application | None
    """As it is now; None where it was refused."""
    came: Came
    changes: tuple[Change, ...] = ()
    faults: Faults | None = None
    """Why it was refused."""


def fault_of_id(id_: str) -> str:
    """Say why something cannot be what others call an application; empty where it can."""
    if len(id_) > _LONGEST_ID or not id_.isprintable():
        return _NOT_VISIBLE
    return _HOLDS_ONE if has_credential(id_) else ""


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
