"""Where an application stands, as its applicant may know it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.application import OPEN, Application, State
from bot.domain.case import Case
from bot.domain.hold import Hold, HoldKind


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the applicant was asked for, and has not answered yet."""

    items: tuple[str, ...]
    until: date


@dataclass(frozen=True, kw_only=True)
class OutsideStatus:
    id: str
    organisation: str
    state: State
    """Never a decision before it is told."""
    received_on: date
    signed_on: date | None
    """When the signed PDF arrived."""
    until: date | None
    """The last day for the next step; None where there is none, or it has passed."""
    asked: Asked | None = None
    ends_on: date | None = None
    """Of a provisional registration."""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def outside(case: Case) -> OutsideStatus:
    """Return what may be shown outside: nothing that staff, the board or criteria say."""
    application = case.application
    state, decided = application.outside_state, application.told or application.decision
    until = _until(case, state)
    return OutsideStatus(
        id=application.id,
        organisation=application.filed.organisation,
        state=state,
        received_on=application.received_on,
        signed_on=application.signed_on,
        until=until if until and until >= case.today else None,
        asked=_asked(case) if state in OPEN else None,
        ends_on=decided.ends_on if decided and state is State.PROVISIONAL else None,
    )


def _until(case: Case, state: State) -> date | None:
    match state:
        case State.RECEIVED:
            return case.clocks.contact.last_day
        case State.CONTACTED | State.CALL_SCHEDULED:
            return case.clocks.call.last_day if case.clocks.call else None
    return None


def _asked(case: Case) -> Asked | None:
    """Return what was asked last; what the board is asked is nobody else's."""
    asked = [
        hold
        for hold in case.holds
        if hold.kind is HoldKind.INFORMATION and _seems_open(hold, case.application)
    ]
    if not asked:
        return None
    return Asked(items=tuple(asked[-1].question.splitlines()), until=asked[-1].due_on)


def _seems_open(hold: Hold, application: Application) -> bool:
    """Say whether it looks open from outside: that a decision closed it would tell of that."""
    decision = application.decision
    if hold.answered_at is None or decision is None or application.is_told:
        return hold.is_open
    return hold.answered_at >= decision.at
