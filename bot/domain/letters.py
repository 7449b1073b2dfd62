"""Letters: what kinds there are, and what one is written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

BADGE = "badge"
"""What a letter may attach: the files of the badge."""


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """What all letters of a kind have in common; it stands in its folder's `letter.toml`."""

    name: str
    """As its folder: `confirm-address`."""
    about: str
    """One line: when it is sent, and to whom."""
    offers_call: bool
    """Whether it offers the verification call, and so stops the contact clock (RULES 3)."""
    is_news: bool
    """News can be unsubscribed from; service mail is what a provider must get."""
    counts: bool
    """Whether it counts for the ceiling; receipts and reminders of booked calls do not."""
    values: tuple[str, ...]
    """What its template may name besides what every letter has."""
    attaches: str = ""
    """What goes with it: `badge`, or nothing."""


@dataclass(frozen=True, kw_only=True)
class LetterText:
    """The templates of one version of a letter."""

    subject: str
    text: str
    html: str
    """Empty where it is made from the text."""


@dataclass(frozen=True, kw_only=True)
class LetterVersion:
    """A version that staff made; the one that comes with the program has no number."""

    kind: str
    number: int
    text: LetterText
    at: datetime
    by: str
    note: str
    """`edited`, or what was restored."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter with all its values in it, as it will leave."""

    subject: str
    text: str
    html: str
    attaches: str = ""
    """As its kind's."""

    @property
    def payload(self) -> Mapping[str, object]:
        words = {"subject": self.subject, "text": self.text, "html": self.html}
        return words | ({"attaches": self.attaches} if self.attaches else {})


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes = field(repr=False)
    media_type: str
