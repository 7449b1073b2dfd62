"""Where something is said in Slack, and who reads there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What Slack says of a channel that the bot can see."""

    id: str
    is_member: bool
    """Whether the bot is in it, and so may post."""
    is_shared: bool
    """With other organisations (`is_ext_shared`), or about to be: an invitation is pending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a report goes: the channel it was asked in, or a direct message to who asked."""

    channel: str
    is_direct: bool
