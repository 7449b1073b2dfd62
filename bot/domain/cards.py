"""What cards and posts in the staff channel tell: trouble, the ceiling, the digest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.case import CaseLine
from bot.domain.delivery import Stage
from bot.domain.hours import OPENS, next_working
from bot.domain.journal import Noted
from bot.domain.outbox import MOVES, Line, Verb
from bot.domain.policy import Hours

UNSEEN = "unseen:"
"""With the day behind it, the mark that counts that day's letters which nobody has seen."""
DIGEST = "digest"
"""The kind of post that tells what waits, when a week begins."""
SOLVING = tuple(MOVES[verb].noted for verb in (Verb.SENT, Verb.SEND, Verb.WITHDRAW))
"""As the journal says what a person can do about what failed."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What failed or may have failed, and once that is over, how it came about."""

    line: Line
    solved: Noted | None
    """What a person did about it; None where nobody did anything."""

    @property
    def is_open(self) -> bool:
        return self.line.stage in (Stage.FAILED, Stage.UNSURE)


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """What the ceiling holds of one day, earliest first, and who has released others of it."""

    day: str
    held: tuple[Line, ...]
    released: Noted | None
    last: str = ""
    """The newest of them (`OUT-17`): what comes later is not listed yet."""


@dataclass(frozen=True, kw_only=True)
class Released:
    """What the ceiling held of one day, and a person has released together."""

    day: str
    ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """One part of the digest: how many there are, and the oldest few of them."""

    stage: Stage
    count: int
    oldest: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Digest:
    week: str
    """As ISO 8601 has it (`2026-W48`)."""
    needs: tuple[Needs, ...]
    unowned: tuple[CaseLine, ...] = ()
    """Applications that nobody has owned for more than one working day, oldest first."""
    untold: tuple[CaseLine, ...] = ()
    """Decisions whose letter waits for somebody to press *Send it*."""

    @property
    def is_empty(self) -> bool:
        return not (self.needs or self.unowned or self.untold)


def is_neglected(since: datetime, now: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    """Say whether more than one working day has passed, as staff work in the program's zone."""
    began = next_working(since, hours, zone).astimezone(zone)
    tomorrow = datetime.combine(began.date() + timedelta(days=1), OPENS, zone)
    next_day = next_working(tomorrow, hours, zone).astimezone(zone).date()
    return now > datetime.combine(next_day, began.time(), zone)


def ceiling_of(day: str) -> str:
    """Return what the journal calls the ceiling of a day."""
    return f"ceiling {day}"


def day_of(at: datetime, zone: ZoneInfo) -> str:
    """Return the day that a letter counts for (RULES 10, *Ceiling*)."""
    return at.astimezone(zone).date().isoformat()
