"""The address book: people to write to, and whether their address is known to be theirs."""

from dataclasses import dataclass
from datetime import datetime

ERASED = "erased"
"""What stands where something personal was."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    number: int
    name: str
    address: str
    added_at: datetime
    added_by: str
    confirmed_at: datetime | None = None
    """When its owner followed a link that was sent there."""
    unreachable_at: datetime | None = None
    """When a mail server refused the address for good, or a person marked it as bounced."""
    left_at: datetime | None = None
    """When a successor took over."""
    successor: int | None = None
    """The contact who was named to take over, and has confirmed it once `left_at` is there."""

    @property
    def greeted(self) -> str:
        """The name to greet by; empty where no more than the address is known."""
        return "" if known_as(self.name) == known_as(self.address) else self.name

    @property
    def is_erased(self) -> bool:
        return self.address == ERASED

    @property
    def id(self) -> str:
        return contact_id(self.number)


def contact_id(number: int) -> str:
    return f"CON-{number}"


def known_as(address: str) -> str:
    """Return what two spellings of one address share: no provider tells cases apart."""
    return address.strip().casefold()
