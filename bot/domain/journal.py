"""One line of the journal."""

from dataclasses import dataclass
from datetime import datetime

EDITED = "edited"
"""A letter, for one case or in general: `before` and `after` hold its words."""
RENAMED = "renamed"
"""A contact: `before` and `after` are the names."""


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
