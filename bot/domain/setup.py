"""What has to be set up, and whether it works."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Member


class Working(StrEnum):
    YES = "works"
    PARTLY = "works_in_part"
    """All else works without it; what does not is said."""
    NO = "does_not_work"
    UNKNOWN = "unknown"
    """Whoever would know did not answer, or cannot be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that was looked at."""

    name: str
    working: Working
    says: str
    """One sentence: what there is, or why it does not work, or only in part, or is not known."""
    remedy: str = ""
    """One sentence: what to do; empty where there is nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    points: tuple[Point, ...]

    def has(self, working: Working) -> bool:
        return any(point.working is working for point in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Something that the bot asks Slack to be allowed."""

    name: str
    reason: str
    """What it is for, to be read in brackets behind the name."""
    is_optional: bool = False
    """Only one feature needs it, and that feature says when it is missing."""


def flaw(member: Member, home: str) -> str:
    """Say in a few words why somebody can have no role (`people.why_none`); empty for who can."""
    cases = (
        (member.team != home, "of another workspace"),
        (member.is_deleted, "deactivated"),
        (member.is_guest, "a guest"),
        (member.is_bot, "a bot"),
    )
    return next((why for is_so, why in cases if is_so), "")
