"""What falls due by the day about applications: nudges, breaches, reminders; each once."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.domain.application import Application, State
from bot.domain.case import CLOSE
from bot.domain.clocks import in_words, nine_on
from bot.domain.delivery import Audience, Draft, Medium
from bot.domain.hold import Hold, HoldKind
from bot.domain.hours import nudge_at
from bot.domain.people import CLOCK, Act, slack_user
from bot.errors import ConflictError
from bot.log import events
from bot.use_cases.cases import CaseLetter, Cases
from bot.use_cases.filing import receipt
from bot.use_cases.holding import listed, reminder_key
from bot.use_cases.moving import signature_key
from bot.use_cases.telling import nudge_key
from storage.database import Store

LATE = "the contact clock ran out"
_A_DAY = timedelta(days=1)
# In days: what was missed for longer is not made up for.
_LATEST = 7

Write = Callable[[Store, Act], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class _Due:
    """Something that is due, unless it was written before."""

    keys: tuple[str, ...]
    """Of deliveries: where one of them is there, it was."""
    write: Write


@dataclass(frozen=True, kw_only=True)
class _Nudge:
    """A call to look at a case, once for what it is about."""

    application: Application
    text: str
    once: str
    whom: tuple[str, ...]
    """Slack ids; empty for the whole channel."""
    ends: datetime | None = None
    """When it is too late."""

    def keys(self, cases: Cases) -> tuple[str, ...]:
        card = cases.card(self.application.id, self.application.logged_at)
        if not self.whom:
            return (_to_channel(card, self.once),)
        media = (Medium.POST, Medium.DIRECT)
        return tuple(nudge_key(card, one, whom, self.once) for one in media for whom in self.whom)


async def plan(now: datetime, *, cases: Cases) -> None:
    """Write what is due; what was missed is not made up for, only the latest of each goes."""
    async with cases.database.read() as store:
        found = [one for one in await store.applications.open() if not one.is_stale]
        holds = await store.holds.open_of([one.number for one in found])
        due = [one for application in found for one in _due(application, holds, now, cases)]
        there = await store.deliveries.of_keys([key for one in due for key in one.keys])
    for one in due:
        if there.keys().isdisjoint(one.keys):
            await _write(one, now, cases)
    for application in found:
        await _note_late(application, now, cases)


async def _write(due: _Due, now: datetime, cases: Cases) -> None:
    try:
        async with cases.database.begin() as store:
            await due.write(store, Act(by=CLOCK, at=now))
    except ConflictError as error:
        # Another worker wrote it, or letters cannot be written yet.
        events.info("not_written", key=due.keys[0], why=str(error))


def _due(
    application: Application, holds: Sequence[Hold], now: datetime, cases: Cases
) -> Iterator[_Due]:
    if application.is_told:
        yield from _to_applicant(application, holds, now, cases)
    if _is_awaiting_contact(application):
        yield from _contact(application, now, cases)
    for hold in holds:
        is_theirs = hold.application == application.number
        if is_theirs and hold.kind is HoldKind.INFORMATION:
            yield from _close(application, hold, now, cases)


def _to_applicant(
    application: Application, holds: Sequence[Hold], now: datetime, cases: Cases
) -> Iterator[_Due]:
    yield from _receipt(application, now, cases)
    yield from _signature(application, now, cases)
    for hold in holds:
        is_theirs = hold.application == application.number
        if is_theirs and hold.kind is HoldKind.INFORMATION:
            yield from _reminder(hold, now, cases)


def _is_awaiting_contact(application: Application) -> bool:
    return application.state is State.RECEIVED and application.contacted_on is None


def _receipt(application: Application, now: datetime, cases: Cases) -> Iterator[_Due]:
    """Make up for a receipt that could not be written when the application came.

    It says by when we contact them, so there is none once that day is over.
    """
    clock = cases.clocks(application).contact
    if application.state is State.RECEIVED and not clock.is_late(cases.today(now)):
        letter = receipt(application, cases)
        yield _letter(letter, application.number, cases)


def _contact(application: Application, now: datetime, cases: Cases) -> Iterator[_Due]:
    """Call the owner, the channel, the lead: the last of them whose day has come."""
    numbers, clock = cases.policy.clocks, cases.clocks(application).contact
    ends = clock.ends(cases.zone)
    days = (numbers.owner_day, numbers.channel_day, numbers.lead_day)
    come = [day for day in days if _at(application, day, ends, cases) <= now]
    if not come or now >= ends:
        return
    day, left = max(come), clock.left(cases.today(now))
    text = (
        f"{application.id} {application.filed.organisation} has not been contacted yet: "
        f"{left} {'day is' if left == 1 else 'days are'} left, until {in_words(clock.last_day)}."
    )
    whom: tuple[str, ...] = ()
    if day == numbers.lead_day:
        whom = cases.telling.leads
    elif day == numbers.owner_day:
        whom = _owner(application)
    once = f"day-{day}"
    nudge = _Nudge(application=application, text=text, once=once, whom=whom, ends=ends)
    yield from _called(nudge, cases)


def _close(application: Application, hold: Hold, now: datetime, cases: Cases) -> Iterator[_Due]:
    """Offer once to close what is not answered; nothing is closed by itself."""
    days = cases.policy.applications.information_close_day
    if nine_on(cases.today(hold.asked_at) + _A_DAY * days, cases.zone) > now:
        return
    text = (
        f"{application.id} {application.filed.organisation} has not answered for {days} days: "
        f"{CLOSE}."
    )
    once = f"close-{hold.number}"
    whom = _owner(application)
    nudge = _Nudge(application=application, text=text, once=once, whom=whom)
    yield from _called(nudge, cases)


def _called(nudge: _Nudge, cases: Cases) -> Iterator[_Due]:
    if cases.telling.staff_channel:
        yield _Due(keys=nudge.keys(cases), write=partial(_call, nudge, cases))


async def _call(nudge: _Nudge, cases: Cases, store: Store, act: Act) -> None:
    telling, card = cases.telling, cases.card(nudge.application.id, act.at)
    # The card says so too, from that day on.
    await cases.show_card(nudge.application, act, store)
    for whom in nudge.whom:
        await telling.nudge(
            whom, card, nudge.text, act, store=store, once=nudge.once, ends=nudge.ends
        )
    if not nudge.whom:
        post = Draft(
            key=_to_channel(card, nudge.once),
            audience=Audience.INTERNAL,
            kind="nudge",
            about=nudge.application.id,
            to=telling.staff_channel,
            due_at=act.at,
            payload={"text": nudge.text},
        )
        await telling.write(post, act, store=store)


def _to_channel(card: Draft, once: str) -> str:
    return nudge_key(card, Medium.POST, "channel", once)


def _owner(application: Application) -> tuple[str, ...]:
    """Return whom to call in Slack; nobody is called at a terminal."""
    user = slack_user(application.owner)
    return (user,) if user else ()


def _signature(application: Application, now: datetime, cases: Cases) -> Iterator[_Due]:
    days = cases.policy.applications.signature_days
    come = [
        day
        for day in days
        if _nine(application, day, cases) <= now < _nine(application, day + _LATEST, cases)
    ]
    if application.signed_on or not come:
        return
    before = signature_key(application.number)
    letter = CaseLetter(key=f"{before}:{max(come)}", kind="signature-missing")
    yield _letter(letter, application.number, cases, instead_of=before)


def _reminder(hold: Hold, now: datetime, cases: Cases) -> Iterator[_Due]:
    days = cases.policy.applications.information_reminder_day
    if nine_on(cases.today(hold.asked_at) + _A_DAY * days, cases.zone) <= now:
        values = {"items": listed(hold), "due": in_words(hold.due_on)}
        key = reminder_key(hold.number)
        letter = CaseLetter(key=key, kind="more-information-reminder", values=values)
        yield _letter(letter, hold.application, cases)


def _letter(letter: CaseLetter, number: int, cases: Cases, *, instead_of: str = "") -> _Due:
    """Return a letter that is due, and withdraws what it stands for."""

    async def write(store: Store, act: Act) -> None:
        if instead_of:
            await cases.telling.void(instead_of, store=store)
        case = await cases.case_of(number, act.at, store=store)
        await cases.write(letter, case, act, store=store)

    return _Due(keys=(letter.key,), write=write)


async def _note_late(application: Application, now: datetime, cases: Cases) -> None:
    """Log the breach when the day after the last one begins; nothing holds that up."""
    clock = cases.clocks(application).contact
    is_late = _is_awaiting_contact(application) and now >= clock.ends(cases.zone)
    if application.late_at or not is_late:
        return
    async with cases.database.begin() as store:
        if await store.applications.note_late(application.number, now):
            act, last = Act(by=CLOCK, at=now), clock.last_day.isoformat()
            said = f"nobody contacted it by {last}"
            await store.journal.add(act, application.id, LATE, after=said)
            await cases.show_card(application, act, store)


def _at(application: Application, day: int, ends: datetime, cases: Cases) -> datetime:
    """Return when a nudge of that day is worth it: in hours, and before the clock ends."""
    due = _nine(application, day, cases)
    return nudge_at(due, ends, cases.policy.hours, cases.zone)


def _nine(application: Application, day: int, cases: Cases) -> datetime:
    return nine_on(application.received_on + _A_DAY * day, cases.zone)
