"""A link that lets somebody outside act: what for, on what, until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    CONFIRM = "confirm"
    """This address is mine."""
    LEAVE = "leave"
    """I am not the contact any more."""
    SUCCEED = "succeed"
    """I take over, and this address is mine."""
    STATUS = "status"
    """Where is my application?"""
    READY = "ready"
    """What did the check come to that I tried before I apply?"""


@dataclass(frozen=True, kw_only=True)
class Link:
    purpose: Purpose
    subject: str
    """What it is about (`CON-3`, `APP-12`, `CHK-812`)."""
    expires: datetime
