"""What an applicant filed: badge, support, contact, listing entry, hand-over of credentials."""

import re

from bot.domain import links
from bot.domain.application import Filed, Handover
from bot.domain.clocks import in_words
from bot.domain.contact import Contact
from bot.domain.criteria import Status
from bot.domain.known import FILED, Clue, Known

_PROGRAM = "the program"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NO_WORD = re.compile(r"[^a-z]+")
_OF_GROUPS = re.compile(
    "admin|contact|data|datacite|desk|doi|dois|group|hello|help|helpdesk|info|it|library|mail|"
    "office|post|repository|research|sales|service|services|support|team|tech"
)
_SAFER = "a password manager, encrypted mail or a form of the software is needed."
_ADVISED = "It looks like one person's: a group address is advised."
# No note repeats an address of mail: it might be a person's, and outlive it.
_MAIL = (
    "The support address",
    "is at a domain that takes mail",
    "is at a domain that takes none",
    "name server",
)
_PAGE = ("The support page", "answers", "does not answer", "web page")
_ANOTHER = "another is needed."
_SHORTEST_NAME = 3


def handover(known: Known) -> Clue:
    """Judge by how customers share their credentials (R4): "plain text is not secure"."""
    status, note = {
        None: (Status.UNCLEAR, "How customers share their credentials is not said."),
        Handover.NEVER: (Status.NOT_APPLICABLE, "They say that credentials are never shared."),
        Handover.SAFELY: (Status.MET, "They say that credentials are shared by a secure means."),
        Handover.BY_MAIL: (Status.NOT_MET, f"Credentials are sent by plain e-mail: {_SAFER}"),
    }[known.filed.handover]
    return Clue(status=status, note=note, by=FILED, link=links.PROGRAM)


def badge(known: Known) -> Clue:
    """Put the badge off until it can be there (R6): its file is sent on approval."""
    note = "The badge is sent on approval, and is due then."
    if known.badge_seen:
        note = f"{note} Their web site shows one already: it must not, before they are registered."
    return Clue(status=Status.DUE_LATER, note=note, by=_PROGRAM, link=links.PROGRAM)


def support(known: Known) -> Clue:
    """Judge by whether the place where users get help is there (R7)."""
    where = known.filed.support
    if not where:
        note = "Where users get support first is not said."
        return Clue(status=Status.UNCLEAR, note=note, by=FILED, link=links.PROGRAM)
    what, does, does_not, by = _MAIL if "://" not in where else _PAGE
    if known.is_support_answering is None:
        status, note = Status.UNCLEAR, f"{what} is to be looked at by hand, since nobody told."
    elif known.is_support_answering:
        status, note = Status.MET, f"{what} {does}."
    else:
        status, note = Status.NOT_MET, f"{what} {does_not}: another is needed."
    return Clue(status=status, note=note, by=by, link=links.PROGRAM)


def contact(known: Known) -> Clue | None:
    """Judge by the designated contact's address (R8)."""
    if (named := known.contact) is None:
        return None
    status, note = _by_address(named, known)
    if status is not Status.NOT_MET and _is_personal(named):
        note = f"{note} {_ADVISED}"
    return Clue(status=status, note=note, by=named.id, link=links.PROGRAM)


def _by_address(named: Contact, known: Known) -> tuple[Status, str]:
    if named.is_erased:
        return Status.UNCLEAR, f"The address was erased: {_ANOTHER}"
    if not _ADDRESS.fullmatch(named.address):
        return Status.NOT_MET, f"The address is none that mail can go to: {_ANOTHER}"
    if named.unreachable_at:
        return Status.NOT_MET, f"Mail to the address comes back: {_ANOTHER}"
    if known.takes_mail is False:
        return Status.NOT_MET, f"The domain of the address takes no mail: {_ANOTHER}"
    if named.confirmed_at:
        return Status.MET, f"The address was confirmed on {in_words(named.confirmed_at)}."
    silent = "" if known.takes_mail else " Whether its domain takes mail is not known."
    return Status.UNCLEAR, f"The address is not confirmed yet: press *Ask to confirm*.{silent}"


def _is_personal(named: Contact) -> bool:
    """Guess whether an address is one person's: by a first and last name, or the contact's own."""
    words = _words(named.address.rpartition("@")[0])
    if any(map(_OF_GROUPS.fullmatch, words)):
        return False
    names = [one for one in _words(named.greeted) if len(one) >= _SHORTEST_NAME]
    return len(words) > 1 or not set(names).isdisjoint(words)


def _words(text: str) -> list[str]:
    return [word for word in _NO_WORD.split(text.casefold()) if word]


def listing(known: Known) -> Clue:
    """Judge by how complete the listing entry is (R9); the logo comes later."""
    entry = _entry(known.filed)
    missing = [name for name, is_there in entry.items() if not is_there]
    note = f"Listing entry: {len(entry) - len(missing)} of {len(entry)}."
    if missing:
        note = f"{note} Missing: {', '.join(missing)}."
        return Clue(status=Status.NOT_MET, note=note, by=FILED, link=links.PROGRAM)
    return Clue(status=Status.MET, note=f"{note} The logo comes later.", by=FILED)


def _entry(filed: Filed) -> dict[str, bool]:
    services = filed.services
    return {
        "name": bool(filed.organisation),
        "website": bool(filed.website),
        "country": bool(filed.country),
        "service type": filed.kind is not None,
        "service audience": any(one.audience for one in services),
        "focus area": any(one.focus for one in services),
        "supported integrations": any(one.integrations for one in services),
    }
