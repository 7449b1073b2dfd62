"""A case: one application with all that is known about it, and whose move it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.application import OPEN, Application, State
from bot.domain.assessment import Judged, still_open
from bot.domain.case_note import CaseNote
from bot.domain.clocks import Clock, local_date
from bot.domain.contact import Contact
from bot.domain.criteria import Edition, Status
from bot.domain.delivery import Delivery
from bot.domain.hold import Hold, HoldKind
from bot.domain.provider import Provider

CLOSE = "close it as unanswered, or ask once more"
"""Our move where an applicant has not answered for long."""


class Whose(StrEnum):
    """To people every state is shown as one of four (RULES 3)."""

    OURS = "our move"
    THEIRS = "their move"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Stands:
    """Whose move a case is, and what that is."""

    whose: Whose
    next_step: str
    until: date | None = None
    """The last day on which that is in time, where there is one."""
    is_unanswered: bool = False
    """What was asked has not been answered for so long that closing it is offered."""

    def days_left(self, today: date) -> int | None:
        """Return how many days are left; 0 on the last one, negative once it is over."""
        return (self.until - today).days if self.until else None


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """Another application that is likely of the same organisation."""

    id: str
    organisation: str
    state: State
    received_on: date
    reasons: tuple[str, ...]
    """Keys of criteria that it was declined for."""
    why: tuple[str, ...]
    """What they share: `name`, `domain`, `contact`, `repository`."""


@dataclass(frozen=True, kw_only=True)
class Clocks:
    contact: Clock
    """From receipt to the first contact that offers the call."""
    call: Clock | None
    """Until the start of the call; None while the policy counts it from a contact to come."""


@dataclass(frozen=True, kw_only=True)
class Case:
    application: Application
    contact: Contact
    second: Contact | None
    edition: Edition
    judged: tuple[Judged, ...]
    holds: tuple[Hold, ...]
    """All of them, oldest first."""
    notes: tuple[CaseNote, ...]
    letters: tuple[Delivery, ...]
    """Letters about it, oldest first."""
    repeats: tuple[Repeat, ...]
    """Newest first."""
    provider: Provider | None
    clocks: Clocks
    stands: Stands
    today: date
    """In the program's zone."""

    @property
    def open_holds(self) -> tuple[Hold, ...]:
        return tuple(one for one in self.holds if one.is_open)


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case in a list: where it stands, and all the reasons to look at it."""

    id: str
    organisation: str
    state: State
    whose: Whose
    next_step: str
    until: date | None
    days_left: int | None
    owner: str
    received_on: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What somebody must do something about: our move first, oldest first."""

    lines: tuple[CaseLine, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which applications are looked for; what is empty is all the same."""

    states: tuple[State, ...] = OPEN
    country: str = ""
    """ISO 3166-1 alpha-2."""
    api: str = ""
    """A word of the API's name: `MDS`, `REST`."""
    owner: str = ""
    """A signature; `nobody` for those that nobody owns."""
    received_until: date | None = None
    due_within: int | None = None
    """Days from today within which the next step is due, or was."""
    text: tuple[str, ...] = ()
    """Each of them in the name or the domain, in any case."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search came to."""

    words: str
    """As it was typed."""
    lines: tuple[CaseLine, ...]
    count: int
    """How many there are in all."""


def clocks(
    application: Application, *, contact_days: int, call_days: int, from_contact: bool
) -> Clocks:
    """Return both clocks of an application; `from_contact`: the call is counted from there."""
    contact = Clock(
        started_on=application.received_on,
        days=contact_days,
        stopped_on=application.contacted_on,
    )
    started = application.contacted_on if from_contact else application.received_on
    call = Clock(started_on=started, days=call_days) if started else None
    return Clocks(contact=contact, call=call)


def stands(
    application: Application,
    holds: Sequence[Hold],
    clocks: Clocks,
    *,
    today: date,
    close_after: int,
    zone: ZoneInfo,
) -> Stands:
    """Say whose move it is; `holds` are those that are open, `close_after` is in days."""
    if not application.is_told:
        does = "tells the decision" if application.decision else "corrects what was told"
        return Stands(whose=Whose.OURS, next_step=f"send the letter that {does}")
    if not application.is_open:
        return Stands(whose=Whose.DONE, next_step=f"nothing: it is {application.state}")
    if application.is_stale:
        return Stands(whose=Whose.OURS, next_step="say where it stands")
    if holds:
        asked_on = local_date(holds[-1].asked_at, zone)
        return _on_hold(holds[-1], is_over=(today - asked_on).days >= close_after)
    return _by_state(application, clocks)


def _on_hold(hold: Hold, *, is_over: bool) -> Stands:
    if hold.kind is HoldKind.BOARD:
        return Stands(
            whose=Whose.WAITING, next_step="the board answers our question", until=hold.due_on
        )
    if is_over:
        return Stands(whose=Whose.OURS, next_step=CLOSE, until=hold.due_on, is_unanswered=True)
    return Stands(whose=Whose.THEIRS, next_step="they answer what we asked", until=hold.due_on)


def _by_state(application: Application, clocks: Clocks) -> Stands:
    call_by = clocks.call.last_day if clocks.call else None
    match application.state:
        case State.RECEIVED:
            return Stands(
                whose=Whose.OURS,
                next_step="contact them and offer the verification call",
                until=clocks.contact.last_day,
            )
        case State.CONTACTED:
            return Stands(
                whose=Whose.THEIRS, next_step="they choose a time for the call", until=call_by
            )
        case State.CALL_SCHEDULED:
            return Stands(whose=Whose.WAITING, next_step="the call takes place", until=call_by)
    return Stands(whose=Whose.OURS, next_step="decide")


def line(application: Application, found: Stands, reasons: Sequence[str], today: date) -> CaseLine:
    return CaseLine(
        id=application.id,
        organisation=application.filed.organisation,
        state=application.state,
        whose=found.whose,
        next_step=found.next_step,
        until=found.until,
        days_left=found.days_left(today),
        owner=application.owner,
        received_on=application.received_on,
        reasons=tuple(reasons),
    )


def reasons(
    application: Application, judged: Sequence[Judged], clocks: Clocks, today: date
) -> Iterator[str]:
    """Say all that there is to look at, in words."""
    if not application.owner and application.is_open:
        yield "nobody owns it"
    if application.is_open and application.signed_on is None:
        yield "the signed PDF is missing"
    if application.state is State.RECEIVED and clocks.contact.is_late(today):
        yield "contact is late"
    not_met = [one.criterion.key for one in judged if one.status is Status.NOT_MET]
    if application.is_open and not_met:
        yield f"not met: {', '.join(not_met)}"
    contradicted = [one.criterion.key for one in judged if one.is_contradicted]
    if contradicted:
        yield f"contradicted: {', '.join(contradicted)}"


def why_not_registered(
    application: Application, judged: Sequence[Judged], *, to: State
) -> tuple[str, ...]:
    """Say all that keeps an approval up; empty where an approver may decide now.

    "Approve and provisional need a signed PDF and every required criterion settled."
    """
    faults = []
    if application.signed_on is None:
        faults.append(f"The signed PDF is missing: `rsp signed {application.id}` notes it.")
    faults += [
        f"{one.criterion.key} {one.criterion.title} is {one.status or 'not known yet'}."
        for one in still_open(judged)
    ]
    if to is State.PROVISIONAL and application.filed.has_members:
        faults.append("DataCite members use it already, so it cannot be provisional.")
    return tuple(faults)


def order(lines: Sequence[CaseLine]) -> tuple[CaseLine, ...]:
    """Our move first, then those that wait, then theirs; the oldest first."""
    places = {Whose.OURS: 0, Whose.WAITING: 1, Whose.THEIRS: 2, Whose.DONE: 3}
    return tuple(sorted(lines, key=lambda one: (places[one.whose], one.received_on, one.id)))


def why_alike(one: Application, other: Application) -> tuple[str, ...]:
    """Say what two applications share."""
    shared = {
        "name": _folded(one.filed.organisation) == _folded(other.filed.organisation),
        "domain": bool(one.filed.domain) and one.filed.domain == other.filed.domain,
        "contact": one.contact == other.contact,
        "repository": bool(one.filed.repository)
        and _folded(one.filed.repository) == _folded(other.filed.repository),
    }
    return tuple(name for name, is_shared in shared.items() if is_shared)


def _folded(text: str) -> str:
    return text.strip().casefold()
