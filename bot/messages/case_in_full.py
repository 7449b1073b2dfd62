"""A case for programs, as `show --json` prints it: whole, but without the letters' texts."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.application import Decision, Filed, State
from bot.domain.assessment import Answer, Judged
from bot.domain.case import Case, Repeat, Whose, reasons, why_not_registered
from bot.domain.case_note import CaseNote
from bot.domain.check import check_id
from bot.domain.clocks import Clock
from bot.domain.contact import Contact
from bot.domain.criteria import Status
from bot.domain.hold import Hold
from bot.messages.contacts import SaidOnce, said_once


@dataclass(frozen=True, kw_only=True)
class ClockInFull:
    started_on: date
    last_day: date
    stopped_on: date | None
    days_left: int
    """Negative where it is late."""


@dataclass(frozen=True, kw_only=True)
class CriterionInFull:
    key: str
    title: str
    is_required: bool
    status: Status | None
    """What counts; None where nobody has said or found anything yet."""
    is_settled: bool
    is_contradicted: bool
    said: Answer | None
    found: Answer | None


@dataclass(frozen=True, kw_only=True)
class PersonInFull:
    id: str
    name: str
    address: str
    confirmed_at: datetime | None
    unreachable_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CaseInFull:
    id: str
    organisation: str
    state: State
    whose: Whose
    next_step: str
    until: date | None
    days_left: int | None
    reasons: tuple[str, ...]
    open: tuple[str, ...]
    """What keeps an approval up."""
    owner: str
    edition: str
    version: int
    """As `--seen` takes it."""
    received_on: date
    signed_on: date | None
    contacted_on: date | None
    is_stale: bool
    logged_at: datetime
    logged_by: str
    outside_id: str
    contact_clock: ClockInFull
    call_window: ClockInFull | None
    decision: Decision | None
    filed: Filed
    contact: PersonInFull
    second_contact: PersonInFull | None
    check: str | None
    test_check: str | None
    provider: str | None
    criteria: tuple[CriterionInFull, ...]
    holds: tuple[Hold, ...]
    letters: tuple[SaidOnce, ...]
    notes: tuple[CaseNote, ...]
    repeats: tuple[Repeat, ...]


def in_full(case: Case) -> CaseInFull:
    one, stands, today = case.application, case.stands, case.today
    return CaseInFull(
        organisation=one.filed.organisation,
        whose=stands.whose,
        next_step=stands.next_step,
        until=stands.until,
        days_left=stands.days_left(today),
        reasons=tuple(reasons(one, case.judged, case.clocks, today)),
        open=_open(case),
        contact_clock=_clock(case.clocks.contact, today),
        call_window=_clock(case.clocks.call, today) if case.clocks.call else None,
        contact=_person(case.contact),
        second_contact=_person(case.second) if case.second else None,
        check=check_id(one.check) if one.check else None,
        test_check=check_id(one.test_check) if one.test_check else None,
        provider=case.provider.id if case.provider else None,
        criteria=tuple(map(_criterion, case.judged)),
        letters=tuple(map(said_once, case.letters)),
        holds=case.holds,
        notes=case.notes,
        repeats=case.repeats,
        **{name: getattr(one, name) for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "id",
    "state",
    "owner",
    "edition",
    "version",
    "received_on",
    "signed_on",
    "contacted_on",
    "is_stale",
    "logged_at",
    "logged_by",
    "outside_id",
    "decision",
    "filed",
)


def _open(case: Case) -> tuple[str, ...]:
    if not case.application.is_open:
        return ()
    return why_not_registered(case.application, case.judged, to=State.APPROVED)


def _clock(one: Clock, today: date) -> ClockInFull:
    return ClockInFull(
        started_on=one.started_on,
        last_day=one.last_day,
        stopped_on=one.stopped_on,
        days_left=one.left(today),
    )


def _person(one: Contact) -> PersonInFull:
    return PersonInFull(
        id=one.id,
        name=one.name,
        address=one.address,
        confirmed_at=one.confirmed_at,
        unreachable_at=one.unreachable_at,
    )


def _criterion(one: Judged) -> CriterionInFull:
    return CriterionInFull(
        key=one.criterion.key,
        title=one.criterion.title,
        is_required=one.criterion.is_required,
        status=one.status,
        is_settled=one.is_settled,
        is_contradicted=one.is_contradicted,
        said=one.said,
        found=one.found,
    )
