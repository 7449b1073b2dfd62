"""One line of the journal."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    at: datetime
    by: str
    """As `Person.signature` says it."""
    door: str
    subject: str
    """What it was done to (`CHK-12`)."""
    what: str
    before: str
    after: str
