"""What the bot's own page shows a person."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.case import Queue
from bot.domain.check import Recent
from bot.domain.people import Standing


@dataclass(frozen=True, kw_only=True)
class Home:
    standing: Standing
    tick: datetime | None
    """When a worker last looked for what is due; None where none ever did, as far as is known."""
    is_worker_late: bool
    recent: Recent | None
    """None where the database did not answer."""
    queue: Queue | None = None
    """None where the database did not answer, or where there is nobody to show it to."""
    words: tuple[tuple[str, str], ...]
    """The words people remember, each with its line of help."""
