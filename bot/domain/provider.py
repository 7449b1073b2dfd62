"""A registered service provider, and what is to be done once one is approved (RULES 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ProviderStatus(StrEnum):
    REGISTERED = "registered"
    PROVISIONAL = "provisional"


class ChecklistLine(StrEnum):
    LISTING = "listing"
    SOFTWARE_FORM = "software-form"
    SOFTWARE_API = "software-api"
    SOFTWARE_PAGE = "software-page"
    BADGE = "badge"
    MAILING_LIST = "mailing-list"
    CHANNEL = "channel"
    QUARTERLY_CALL = "quarterly-call"


TITLES: Mapping[ChecklistLine, str] = {
    ChecklistLine.LISTING: "Listing entry",
    ChecklistLine.SOFTWARE_FORM: "Name in the software list of Fabrica's form",
    ChecklistLine.SOFTWARE_API: "Name in the software list of the API",
    ChecklistLine.SOFTWARE_PAGE: "Name on the support page about software",
    ChecklistLine.BADGE: "Badge sent",
    ChecklistLine.MAILING_LIST: "Invited to the mailing list",
    ChecklistLine.CHANNEL: "Shared Slack channel",
    ChecklistLine.QUARTERLY_CALL: "Invited to the quarterly call",
}


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """One line of a checklist that is done, or need not be."""

    line: ChecklistLine
    at: datetime
    by: str
    link: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Provider:
    number: int
    name: str
    status: ProviderStatus
    application: int
    contact: int
    registered_on: date
    ends_on: date | None = None
    """Of a provisional registration."""
    ended_at: datetime | None = None
    """When its approval was taken back."""

    @property
    def id(self) -> str:
        return provider_id(self.number)


def provider_id(number: int) -> str:
    return f"PRV-{number}"
