"""How the person who must act is called: an edited card calls nobody."""

from enum import StrEnum


class Nudges(StrEnum):
    IN_THREAD = "thread"
    """By a fresh reply in the thread of the card."""
    DIRECTLY = "direct"
    """By a direct message."""


def is_group(whom: str) -> bool:
    """Say whether an id of Slack's is that of a user group."""
    return whom.startswith("S")
