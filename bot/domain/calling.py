"""How the person who must act is called: an edited card calls nobody."""

from enum import StrEnum


class Calls(StrEnum):
    IN_THREAD = "thread"
    """By a fresh reply in the thread of the card."""
    DIRECTLY = "direct"
    """By a direct message."""
