"""Who is asked what is set up, and what somebody found there."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.clock import Clock
from bot.domain.setup import Scope, Working
from bot.settings import Settings
from bot.use_cases.neighbours import Neighbours
from storage.database import Database

if TYPE_CHECKING:
    # Each takes long to import, and who has neither need not wait for them.
    from bot.clients.mail import Mailer
    from bot.clients.slack import Slack


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Who is asked, and which scopes the bot needs."""

    settings: Settings
    scopes: Sequence[Scope]
    slack: "Slack | None"
    mailer: "Mailer | None"
    database: Database
    neighbours: Callable[[], Awaitable[Neighbours]]
    clock: Clock
    patience: float = 5
    """Seconds that each is waited for."""


class Found(NamedTuple):
    working: Working
    says: str
    remedy: str = ""


def works(says: str) -> Found:
    return Found(Working.YES, says)


def partly(why: str, remedy: str) -> Found:
    return Found(Working.PARTLY, why, remedy)


def fails(why: str, remedy: str) -> Found:
    return Found(Working.NO, why, remedy)


def unknown(why: str, remedy: str = "") -> Found:
    return Found(Working.UNKNOWN, why, remedy)
