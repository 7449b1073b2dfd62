"""What waits to be said, and what a person can do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.domain.delivery import IN_SLACK, STAGES, Audience, Delivery, Held, Medium, Stage
from bot.domain.journal import Noted
from bot.domain.work import Work, WorkState

IN_HAND = (WorkState.SENDING,)
"""What is claimed is not begun yet, so a person may still decide about it."""
_UNSENT = (WorkState.DUE, WorkState.CLAIMED, WorkState.HELD)
STUCK = (WorkState.FAILED, WorkState.UNSURE)
"""Only a person goes on with these."""
OPEN: Mapping[Stage, tuple[WorkState, ...]] = {
    stage: tuple(state for state, told in STAGES.items() if told is stage)
    for stage in (Stage.FAILED, Stage.UNSURE, Stage.HELD, Stage.WAITING)
}
"""What is not over; first what needs a person."""
OF_CHECKS = ("report", "csv")
"""Kinds of work that tell what a long check came to; nothing is kept of them but their rows."""
EDITABLE = (*_UNSENT, WorkState.FAILED)
# There is more to say: a person's words, or where to put the file.
_EXPLAINED = (Held.BY_PERSON, Held.NO_BADGE)
_CAME_BACK = "It came back; nothing more is written to that address."


class Shelf(StrEnum):
    """A part of the outbox that one can look at."""

    OPEN = "open"
    WAITING = "waiting"
    HELD = "held"
    FAILED = "failed"
    UNSURE = "unsure"
    ALL = "all"
    """What is over, too."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Return what is on it and not over, in the order in which it is looked at."""
        if self in (Shelf.OPEN, Shelf.ALL):
            return (*OPEN,)
        return (Stage(self.value),)


class Verb(StrEnum):
    """What a person can do with something in the outbox, as it is typed."""

    HOLD = "hold"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    SENT = "sent"
    """It was sent."""
    SEND = "send"
    """Send it, however often that makes it."""
    BOUNCED = "bounced"
    """It came back later, to a mailbox that the program does not read."""


@dataclass(frozen=True, kw_only=True)
class Move:
    before: tuple[WorkState, ...]
    after: WorkState
    noted: str
    """As the journal says it, and as it ends "It cannot be …"."""


MOVES: Mapping[Verb, Move] = {
    Verb.HOLD: Move(before=_UNSENT, after=WorkState.HELD, noted="held"),
    Verb.RELEASE: Move(before=(WorkState.HELD,), after=WorkState.DUE, noted="released"),
    Verb.WITHDRAW: Move(
        before=(*_UNSENT, WorkState.FAILED, WorkState.UNSURE),
        after=WorkState.VOID,
        noted="withdrawn",
    ),
    Verb.SENT: Move(
        before=(WorkState.UNSURE, WorkState.FAILED),
        after=WorkState.SENT,
        noted="marked as sent",
    ),
    Verb.SEND: Move(
        before=(WorkState.UNSURE, WorkState.FAILED),
        after=WorkState.DUE,
        noted="sent once more",
    ),
    Verb.BOUNCED: Move(before=(WorkState.SENT,), after=WorkState.SENT, noted="marked as bounced"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of work that tells what a check came to, which nobody goes on with by itself."""

    work: Work
    state: WorkState

    @property
    def check(self) -> int:
        return int(self.work.details[0])


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing in the outbox, as it is listed."""

    id: str
    """`OUT-7`, or the key of a row that tells what a check came to (`csv:12:500`)."""
    stage: Stage
    medium: str
    kind: str
    about: str
    to: str
    """Empty where that is judged when it is delivered."""
    at: datetime
    """When it is due; when it was accepted, or came back."""
    why: str
    """Why it is not gone, or what the neighbour said; empty where there is nothing to say."""

    @classmethod
    def of(cls, delivery: Delivery, missing: Mapping[Medium, str]) -> Self:
        """`missing` is what is not set up, by what needs it."""
        return cls(
            id=delivery.id,
            stage=delivery.stage,
            medium=delivery.medium,
            kind=delivery.kind,
            about=delivery.about,
            to=delivery.to,
            at=delivery.bounced_at or delivery.accepted_at or delivery.due_at,
            why=why(delivery, missing),
        )

    @classmethod
    def of_check(cls, row: Row) -> Self:
        return cls(
            id=row.work.key,
            stage=STAGES[row.state],
            medium=row.work.kind,
            kind=row.work.kind,
            about=f"CHK-{row.check}",
            to="",
            at=row.work.due_at,
            why="",
        )


@dataclass(frozen=True, kw_only=True)
class Outbox:
    shelf: Shelf
    counts: Mapping[Stage, int]
    """Of what is not over, whatever is looked at."""
    lines: tuple[Line, ...]
    more: int
    """How many of the shelf are not listed."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What every letter has around it, as the settings say."""

    sender: str
    reply_to: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One thing that was said, or is to be said, with all that is known of it."""

    id: str
    stage: Stage
    medium: Medium
    audience: Audience
    kind: str
    about: str
    to: str
    template: str
    owner: str
    written_at: datetime
    written_by: str
    due_at: datetime
    accepted_at: datetime | None
    bounced_at: datetime | None
    held: Held | None
    is_in_hand: bool
    why: str
    sender: str
    """Of a letter, as `reply_to` is; empty for what is said in Slack."""
    reply_to: str
    subject: str
    text: str
    """Empty where it is drawn when it is delivered."""
    html: str
    attached: str
    """What goes with it, or what is wrong with that; empty for nothing."""
    history: tuple[Noted, ...]
    """Oldest first."""

    @classmethod
    def of(
        cls,
        delivery: Delivery,
        history: tuple[Noted, ...],
        envelope: Envelope,
        missing: Mapping[Medium, str],
        *,
        attached: str = "",
    ) -> Self:
        is_mail = delivery.medium is Medium.MAIL
        same = ("id", "stage", "medium", "audience", "kind", "about", "to", "template", "owner")
        when = ("written_at", "written_by", "due_at", "accepted_at", "bounced_at", "held")
        return cls(
            **{name: getattr(delivery, name) for name in (*same, *when)},
            is_in_hand=delivery.state in IN_HAND,
            why=why(delivery, missing),
            sender=envelope.sender if is_mail else "",
            reply_to=envelope.reply_to if is_mail else "",
            subject=delivery.subject,
            text=delivery.text,
            html=str(delivery.payload.get("html", "")),
            attached=attached,
            history=history,
        )


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """A row that tells what a check came to, with what people did about it."""

    line: Line
    history: tuple[Noted, ...]


def missing(*, mail: Sequence[str], slack: Sequence[str]) -> Mapping[Medium, str]:
    """Say which settings are not set, by what waits for them."""
    waiting = {Medium.MAIL: mail, **dict.fromkeys(IN_SLACK, slack)}
    return {medium: not_set(names) for medium, names in waiting.items() if names}


def not_set(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} not set"


def why(delivery: Delivery, missing: Mapping[Medium, str]) -> str:
    """Say why it is not gone, or what the neighbour said of it."""
    match delivery.stage:
        case Stage.HELD:
            said = delivery.why if delivery.held in _EXPLAINED else ""
            return ": ".join(part for part in (delivery.held or "", said) if part)
        case Stage.WAITING if delivery.state in IN_HAND:
            return "being sent just now"
        case Stage.WAITING:
            return missing.get(delivery.medium, delivery.why)
        case Stage.BOUNCED:
            # The server had taken it, and said so.
            return _CAME_BACK
    return delivery.why
