"""What the bot says by itself: to whom, over what, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.contact import ERASED
from bot.domain.work import WorkState


class Medium(StrEnum):
    """Over what something is said; the rows of work that say it are of this kind."""

    MAIL = "mail"
    POST = "post"
    """A message in a Slack channel."""
    CARD = "card"
    """A message in a Slack channel that is edited as its thing changes."""
    DIRECT = "direct"
    """A message to one Slack user."""


IN_SLACK = (Medium.POST, Medium.CARD, Medium.DIRECT)


class Audience(StrEnum):
    INTERNAL = "internal"
    EXTERNAL = "external"
    """Applicants, providers, and whoever reads a channel with them."""


class Held(StrEnum):
    """Why something waits for a person, in the words that are shown."""

    NOT_LIVE = "not live yet"
    IMPORTED = "imported, and nobody has gone live since"
    CEILING = "too many letters that nobody has seen in one day"
    SHARED = "the channel is shared with another organisation by now"
    UNREACHABLE = "the address is unreachable"
    NO_BADGE = "there is no badge file in badge/ of RSP_LETTERS_DIR"
    UNTOLD = "decided, and to be told when somebody presses Send it"
    BY_PERSON = "held by a person"


class Stage(StrEnum):
    """What people are told of it."""

    WAITING = "waiting"
    HELD = "held"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"
    BOUNCED = "bounced"


STAGES = {
    WorkState.DUE: Stage.WAITING,
    WorkState.CLAIMED: Stage.WAITING,
    WorkState.SENDING: Stage.WAITING,
    WorkState.HELD: Stage.HELD,
    WorkState.SENT: Stage.ACCEPTED,
    WorkState.FAILED: Stage.FAILED,
    WorkState.UNSURE: Stage.UNSURE,
    WorkState.VOID: Stage.WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Something to be said, as whoever makes it hands it over."""

    key: str
    """The medium and what it is (`mail:renewal:42:2026:-45`), so that nothing is said twice.

    It is kept for ever: no name and no address of a person in it.
    """
    audience: Audience
    kind: str
    """What it says: a letter's kind, or a post's (`digest`)."""
    about: str
    """The thing that it is about (`CON-3`)."""
    to: str
    """A mail address, or the id of a Slack channel or user."""
    due_at: datetime
    payload: Mapping[str, object] = field(default_factory=dict)
    """As the client takes it; empty where it is drawn when it is delivered."""
    template: str = ""
    """The version of the letter that it was written from (`confirm-address 3`)."""
    owner: str = ""
    """The Slack user who is told if it comes to nothing; empty for the staff channel alone."""
    thread: str = ""
    """The key of the card in whose thread it goes; empty where it stands alone."""
    is_unattended: bool = False
    """Whether no person has seen it listed before it leaves (RULES 10, *Ceiling*)."""
    held: Held | None = None
    """Decided now, told later: it waits until a person releases it."""

    @property
    def medium(self) -> Medium:
        return Medium(self.key.partition(":")[0])

    @property
    def is_in_slack(self) -> bool:
        """Whether it is posted to where Slack takes one message a second."""
        return self.medium in IN_SLACK


@dataclass(frozen=True, kw_only=True)
class Delivery(Draft):
    """Something said, or to be said, as it is kept."""

    number: int
    state: WorkState
    written_at: datetime
    written_by: str
    """As `Person.signature` says it."""
    why: str = ""
    """What the neighbour said: the mail server's answer, or why it came to nothing."""
    nonce: str = ""
    """By which a Slack message is found again; the key is nobody's business there."""
    channel: str = ""
    """Where in Slack it stands."""
    ts: str = ""
    """Slack's name for the message; empty until it is posted."""
    touches: int = 0
    """How often the thing of a card changed."""
    accepted_at: datetime | None = None
    bounced_at: datetime | None = None

    @property
    def id(self) -> str:
        return delivery_id(self.number)

    @property
    def stage(self) -> Stage:
        return Stage.BOUNCED if self.bounced_at else STAGES[self.state]

    @property
    def is_erased(self) -> bool:
        """Whether whom it was to is erased, so that it can go to nobody."""
        return self.to == ERASED

    @property
    def text(self) -> str:
        """Return what it says in words alone; empty where it is drawn at delivery."""
        return str(self.payload.get("text", ""))

    @property
    def subject(self) -> str:
        return str(self.payload.get("subject", ""))

    @property
    def attaches(self) -> str:
        """Return what goes with it, as its letter's kind says; empty for nothing."""
        return str(self.payload.get("attaches", ""))


def delivery_id(number: int) -> str:
    return f"OUT-{number}"
