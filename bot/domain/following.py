"""What is decided about a contact's address: whether to ask for it, and what a link still does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.contact import Contact
from bot.domain.delivery import Delivery, Stage
from bot.domain.ids import number_of
from bot.domain.link import Link, Purpose

VALID = timedelta(days=30)
"""So long a link that confirms something can be followed."""
ASKS = "confirm-address"
"""The letter that asks whether an address is its owner's."""
_ON_ITS_WAY = (Stage.WAITING, Stage.HELD)
_ARRIVED = (Stage.ACCEPTED, Stage.UNSURE)


class Asking(StrEnum):
    """What came of asking whether an address is its owner's."""

    WRITTEN = "written"
    UNREACHABLE = "unreachable"
    """Nothing is asked: letters to the address come back, or were refused there for good."""
    CONFIRMED = "confirmed"
    """Nothing is asked: it was confirmed before."""
    WAITING = "waiting"
    """Nothing is asked: the letter before has not left yet."""
    UNANSWERED = "unanswered"
    """Nothing is asked: the link in the letter before can still be followed."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    contact: Contact
    came: Asking
    letter: Delivery | None
    """The last letter that asks; None where there was never one."""
    why_unreachable: str = ""
    """As the journal has it; empty where nobody said why, or where the address is reachable."""


def may_ask(contact: Contact, letter: Delivery | None, now: datetime, *, is_again: bool) -> Asking:
    """Say what comes of asking; `letter` is the last one that asked."""
    if contact.unreachable_at and not is_again:
        return Asking.UNREACHABLE
    if letter and not _is_answered(letter, contact) and now < letter.written_at + VALID:
        if is_on_its_way(letter):
            return Asking.WAITING
        if letter.stage in _ARRIVED and not is_again:
            return Asking.UNANSWERED
    if contact.confirmed_at and not is_again:
        return Asking.CONFIRMED
    return Asking.WRITTEN


def is_on_its_way(letter: Delivery) -> bool:
    """Say whether it may leave still, by itself or once a person releases it."""
    return letter.stage in _ON_ITS_WAY


def _is_answered(letter: Delivery, contact: Contact) -> bool:
    return contact.confirmed_at is not None and contact.confirmed_at >= letter.written_at


class Leads(StrEnum):
    """What a link does for whoever follows it."""

    ON = "on"
    """It acts, once its page is answered."""
    DONE = "done"
    """It has done what it is for."""
    NOWHERE = "nowhere"
    """It does nothing any more: somebody else is the contact by now, or was named."""


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A link, and who it is about."""

    link: Link
    leads: Leads
    contact: Contact
    """Who acts by it."""
    other: Contact | None = None
    """The successor; of a link that makes somebody one, the contact before."""


def follow(link: Link, contact: Contact, other: Contact | None, *, is_used: bool) -> Followed:
    if contact.is_erased:
        return Followed(link=link, leads=Leads.NOWHERE, contact=contact, other=other)
    match link.purpose:
        case Purpose.CONFIRM:
            leads = _confirming(link, contact)
        case Purpose.LEAVE:
            leads = _leaving(contact, is_used=is_used)
        case _:
            leads = _succeeding(contact, other)
    return Followed(link=link, leads=leads, contact=contact, other=other)


def numbers(link: Link) -> tuple[int, ...]:
    """Return the contacts that a link names, who acts by it last: `CON-3>CON-4`."""
    return tuple(number_of(name) for name in link.subject.split(">"))


def newest(deliveries: Sequence[Delivery], kind: str) -> Delivery | None:
    """Return the last of a kind, of deliveries from the oldest to the newest."""
    return next((one for one in reversed(deliveries) if one.kind == kind), None)


def _confirming(link: Link, contact: Contact) -> Leads:
    if contact.left_at:
        return Leads.NOWHERE
    written_at = link.expires - VALID
    is_done = contact.confirmed_at is not None and contact.confirmed_at >= written_at
    return Leads.DONE if is_done else Leads.ON


def _leaving(contact: Contact, *, is_used: bool) -> Leads:
    if contact.left_at:
        return Leads.NOWHERE
    return Leads.DONE if is_used else Leads.ON


def _succeeding(contact: Contact, former: Contact | None) -> Leads:
    if former is None or former.successor != contact.number:
        return Leads.NOWHERE
    return Leads.DONE if former.left_at else Leads.ON
