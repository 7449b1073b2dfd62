"""Something said in Slack and put on a case."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class CaseNote:
    """Something said about a case in Slack, put on it by a shortcut or an emoji."""

    number: int
    application: int
    channel: str
    ts: str
    author: str
    """The Slack user who wrote it."""
    text: str
    link: str
    at: datetime
    """When it was put on the case."""
    by: str
