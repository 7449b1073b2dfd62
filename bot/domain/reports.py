"""The report of a check: one message in Slack, edited in place until the check is over."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.channels import Channel, Place
from bot.domain.check import SoFar

# So long the door has to tell a short check's answer itself.
GRACE = timedelta(minutes=5)
DIRECTLY = Place(channel="", is_direct=True)
"""A direct message of which nobody has asked yet where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    check: int
    user: str
    """Who asked, and gets it directly where the channel may not read it."""
    place: Place
    ts: str | None = None
    """Slack's name for the message; None until it is posted."""
    shown: int = 0
    """How many answered entries it tells of."""

    def posted(self, ts: str, so_far: SoFar) -> "Report":
        return replace(self, ts=ts, shown=so_far.done)

    def moved(self, channel: str) -> "Report":
        """Return it as it begins anew, in a direct message."""
        place = Place(channel=channel, is_direct=True)
        return Report(check=self.check, user=self.user, place=place)


def report_key(check: int) -> str:
    return f"report:{check}"


def files(check: int) -> str:
    """Return what the rows of its CSV files are of."""
    return f"csv:{check}"


def csv_key(check: int, done: int) -> str:
    """Name the file of so many answered entries: a check that is gone on with has another."""
    return f"{files(check)}:{done}"


def may_read(channel: Channel) -> bool:
    """Say whether the bot may post there, and staff's own are the only ones who read it."""
    return channel.is_member and not channel.is_shared
