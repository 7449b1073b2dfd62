"""A case moves on: contacted, placed, owned, signed, a step taken back."""

from dataclasses import replace
from datetime import date

from bot.domain.application import Application, State, Told, why_not_moved
from bot.domain.case import Case
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.use_cases.cases import Cases, Changing
from bot.use_cases.registering import unregister

MOVED, CONTACTED, OWNED, SIGNED, TAKEN_BACK = (
    "moved",
    "contacted",
    "owned",
    "signed PDF",
    "taken back",
)


async def contact(
    number: int,
    on: date | None,
    note: str,
    act: Act,
    *,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Note a contact that offered the call: the first one stops the contact clock."""
    async with cases.changing(number, act, seen=seen) as changing:
        application, today = changing.application, cases.today(act.at)
        day = on or today
        _refuse_odd_day(application, day, today)
        after = _contacted(application, day)
        await call_off(changing, cases)
        said = f"{day.isoformat()} {note}".strip()
        return await cases.keep(
            changing, after, act, CONTACTED, was=application.state, now_is=said
        )


async def move(
    number: int,
    to: State,
    note: str,
    act: Act,
    *,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Move a case one step along the table; raises ConflictError that names the open steps."""
    async with cases.changing(number, act, seen=seen) as changing:
        after = changing.application.move(to)
        return await _moved(changing, after, note, act, cases)


async def place(
    number: int, to: State, act: Act, *, seen: int | None = None, cases: Cases
) -> Case:
    """Say where a case stands that was older than its clocks when it came."""
    async with cases.changing(number, act, seen=seen) as changing:
        application = changing.application
        if not application.is_stale:
            raise ConflictError(f"{application.id} moves step by step; it is {application.state}.")
        return await _moved(changing, application.placed(to), "placed", act, cases)


async def own(number: int, owner: str, act: Act, *, seen: int | None = None, cases: Cases) -> Case:
    """Give a case an owner, by signature; empty for nobody."""
    async with cases.changing(number, act, seen=seen) as changing:
        before = changing.application.owner
        if owner == before:
            return changing.case
        after = replace(changing.application, owner=owner)
        return await cases.keep(changing, after, act, OWNED, was=before, now_is=owner)


async def sign(
    number: int, on: date | None, act: Act, *, seen: int | None = None, cases: Cases
) -> Case:
    """Note that the signed PDF is there; it is not asked for any more."""
    async with cases.changing(number, act, seen=seen) as changing:
        application, today = changing.application, cases.today(act.at)
        day = on or today
        _refuse_odd_day(application, day, today)
        before = application.signed_on
        after = replace(application, signed_on=day)
        await cases.telling.void(signature_key(number), store=changing.store)
        was, now_is = before.isoformat() if before else "", day.isoformat()
        return await cases.keep(changing, after, act, SIGNED, was=was, now_is=now_is)


async def undo(number: int, why: str, act: Act, *, seen: int | None = None, cases: Cases) -> Case:
    """Take the last step back.

    A decision that was told needs a reason and leaves a correction letter, which waits as the
    decision did.
    """
    async with cases.changing(number, act, seen=seen) as changing:
        application = changing.application
        after = application.taken_back()
        if not why.strip():
            raise ConflictError("Say why the step is taken back.")
        if application.state is State.CONTACTED and after.state is State.RECEIVED:
            after = replace(after, contacted_on=None)
        after = _old_again(after, cases)
        after = await _undo_decision(changing, after, why, act, cases)
        said = f"{after.state}: {why}"
        return await cases.keep(
            changing, after, act, TAKEN_BACK, was=application.state, now_is=said
        )


async def call_off(changing: Changing, cases: Cases) -> None:
    """Call nobody to a case whose reason for that is gone."""
    card = cases.card(changing.application.id, changing.application.logged_at)
    await cases.telling.call_off(card, store=changing.store)


def signature_key(number: int) -> str:
    """Return what the keys of letters begin with that ask for a signature."""
    return f"mail:signature:{number}"


def _contacted(application: Application, day: date) -> Application:
    if not application.is_open:
        raise ConflictError(why_not_moved(application, State.CONTACTED))
    after = application
    if application.is_stale or application.state is State.RECEIVED:
        after = application.placed(State.CONTACTED)
    first = min(filter(None, (application.contacted_on, day)))
    return replace(after, contacted_on=first)


async def _moved(
    changing: Changing, after: Application, note: str, act: Act, cases: Cases
) -> Case:
    await call_off(changing, cases)
    said = f"{after.state}: {note}" if note else after.state
    was = changing.application.state
    return await cases.keep(changing, after, act, MOVED, was=was, now_is=said)


def _old_again(after: Application, cases: Cases) -> Application:
    """Let staff say anew where a case stands that was older than its clocks when it came."""
    came = cases.today(after.logged_at)
    is_stale = not after.past and cases.clocks(after).contact.is_late(came)
    return replace(after, is_stale=is_stale)


async def _undo_decision(
    changing: Changing, after: Application, why: str, act: Act, cases: Cases
) -> Application:
    """Withdraw what was not told; what was stands outside until its correction is told."""
    before, store = changing.application, changing.store
    decision = before.decision
    if decision is None:
        return after
    await store.holds.reopen(before.number, before.state, decision.at)
    await unregister(before, act, cases=cases, store=store)
    if decision.told_at:
        return replace(after, told=Told(state=before.state, ends_on=decision.ends_on, words=why))
    await cases.telling.void(decision.letter, store=store)
    return after


def _refuse_odd_day(application: Application, day: date, today: date) -> None:
    if day > today:
        raise ConflictError(f"{day.isoformat()} is still to come.")
    if day < application.received_on:
        received = application.received_on.isoformat()
        raise ConflictError(
            f"{application.id} was received on {received}, after {day.isoformat()}."
        )
