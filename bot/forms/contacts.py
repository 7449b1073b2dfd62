"""Who a contact is: a name and an address, as staff or an outsider type them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.contact import known_as
from bot.forms.form import Faults, Field, Form, find_wrong

ADDRESS = Field(
    name="address",
    label="E-mail address",
    hint="A group address is welcome, such as helpdesk@example.org.",
    limit=254,
)
NAME = Field(name="name", label="Name", hint="Of a person or a team.", limit=100)
WORDS = Field(
    name="words",
    label="Is there anything that we should know?",
    hint="Up to 500 characters, for DataCite staff only.",
    is_required=False,
    is_multiline=True,
    limit=500,
)
NO_NAME = "Give a name alone, without a web or mail address."
_CONTACT = (ADDRESS, replace(NAME, is_required=False))
_SUCCESSOR = (NAME, ADDRESS, WORDS)
_ONESELF = "This is your own address; name somebody else's."
# Slack makes a link of an address that is typed after a command.
_SLACK_LINK = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>")
# It stands in letters to others, and mail programs make links of what looks like one.
_LINKS = re.compile(r"://|www\.|\S@\S", re.IGNORECASE)
# They count as letters, and show nothing.
_FILLERS = re.compile("[\u115f\u1160\u3164\uffa0]")


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody to write to; without a name where none was given."""

    name: str
    address: str
    """As every mail server takes it: a domain beyond ASCII is encoded."""
    words: str = ""


def contact_form(command: tuple[str, ...], answers: Mapping[str, str]) -> Form:
    return Form(command=command, title="Confirm an address", fields=_CONTACT, answers=answers)


def read_contact(answers: Mapping[str, str]) -> Named | Faults:
    return _read(_CONTACT, answers)


def successor_form() -> Form:
    return Form(command=("leave",), title="Who is the contact now?", fields=_SUCCESSOR)


def read_successor(answers: Mapping[str, str], own: str) -> Named | Faults:
    """Return whom the owner of the address `own` names."""
    found = _read(_SUCCESSOR, answers)
    if isinstance(found, Named) and known_as(found.address) == known_as(own):
        return Faults({ADDRESS.name: _ONESELF})
    return found


def read_address(typed: str) -> str:
    """Return an address as it is kept, or raise ValueError with a sentence."""
    from email_validator import validate_email  # noqa: PLC0415 -- no start need wait for it

    # A sentence or a list goes on after it.
    bare = _SLACK_LINK.sub(r"\1", typed.strip().rstrip(",;."))
    found = validate_email(bare, check_deliverability=False, allow_smtputf8=False)
    return found.ascii_email or found.normalized


def is_name(name: str) -> bool:
    is_seen = any(sign.isalnum() for sign in name)
    return is_seen and not _LINKS.search(name)


def one_line(name: str) -> str:
    """Return a name that fits a letter's first line, whatever was pasted."""
    shown = _FILLERS.sub("", name)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in shown).split())


def printable(words: str) -> str:
    """Return words without what no database takes, and nobody sees."""
    return "".join(sign for sign in words if sign.isprintable() or sign == "\n").strip()


def _read(fields: tuple[Field, ...], answers: Mapping[str, str]) -> Named | Faults:
    found = find_wrong(fields, answers)
    name = one_line(answers.get(NAME.name, ""))
    if answers.get(NAME.name, "").strip() and not is_name(name):
        found.setdefault(NAME.name, NO_NAME)
    try:
        address = read_address(answers.get(ADDRESS.name, ""))
    except ValueError as error:
        return Faults({ADDRESS.name: str(error)} | found)
    if found:
        return Faults(found)
    return Named(name=name, address=address, words=printable(answers.get(WORDS.name, "")))
