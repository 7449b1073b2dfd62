"""Going live: until then what the bot says by itself reaches staff alone."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.outbox import Line


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """One thing that waits for *Go live*."""

    line: Line
    lacks: str
    """What keeps it from arriving even then; empty where nothing does."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Something that has to be set up for what waits."""

    name: str
    is_set: bool


@dataclass(frozen=True, kw_only=True)
class Went:
    """Who went live, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Live:
    """Whether mail and posts leave, and what waits for that."""

    since: Went | None
    today: tuple[Leaving, ...]
    soon: tuple[Leaving, ...]
    """Within 30 days."""
    later: int
    settings: tuple[Needed, ...]
    imported: int = 0
    """How many records were imported since, and are quiet until somebody goes live once more."""
