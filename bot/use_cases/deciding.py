"""Decisions: made now, told later (RULES 3, issue *Clocks and decision*)."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.application import REGISTERED, Application, Decision, State
from bot.domain.case import Case, why_not_registered
from bot.domain.clocks import in_words
from bot.domain.criteria import Finder, Status
from bot.domain.delivery import Delivery
from bot.domain.letters import Attachment
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.use_cases.cases import CaseLetter, Cases, Changing
from bot.use_cases.decisions import release, why_still_held
from bot.use_cases.holding import close_all
from bot.use_cases.moving import call_off, signature_key
from bot.use_cases.registering import note_badge_sent, register_provider
from bot.use_cases.untold import UNTOLD, untold_letters
from storage.database import Store

DECIDED, TOLD = "decided", "told"
_OTHER_CONTACT = (
    "{0} is written to somebody who is not the contact of {1} any more: "
    "`rsp undo {1} contact changed`, and decide again."
)


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What is decided about an application, in the words of whoever decides."""

    to: State
    reasons: tuple[str, ...] = ()
    """Keys of criteria, where it is declined for them."""
    words: str = ""
    is_not_for_us: bool = False
    ends_on: date | None = None
    """Compulsory for what is provisional."""
    conditions: str = ""


async def decide(
    number: int, ruling: Ruling, act: Act, *, seen: int | None = None, cases: Cases
) -> Case:
    """Decide; the letter that tells it is written, and waits for *Send it*.

    Raises ConflictError that names all that keeps an approval up.
    """
    async with cases.changing(number, act, seen=seen) as changing:
        after = _decided(changing, ruling, act, cases)
        case, store = changing
        letter = await cases.write(_letter(case, ruling, act, cases), case, act, store=store)
        decision = after.decision and replace(after.decision, letter=letter.key)
        after = replace(after, decision=decision)
        await call_off(changing, cases)
        await cases.telling.void(signature_key(number), store=store)
        await close_all(changing, f"{after.state}", act, cases=cases)
        if after.decision and ruling.to in REGISTERED:
            provider = await register_provider(case, after, act, cases=cases, store=store)
            after = replace(after, provider=provider.number)
            await _put_badge_off(case, _badge_by(act, cases), store)
        said = "; ".join(filter(None, (after.state, *ruling.reasons, ruling.words)))
        was = changing.application.state
        return await cases.keep(changing, after, act, DECIDED, was=was, now_is=said)


async def tell(number: int, act: Act, *, seen: int | None = None, cases: Cases) -> Case:
    """Let the letter go that tells a decision; from now on it may be shown outside.

    Raises ConflictError where nothing is to be told, where the letter cannot leave yet or would go
    to somebody who is not the contact any more, or the badge is missing that goes along.
    """
    files = await _badge(number, act, cases)
    async with cases.changing(number, act, seen=seen) as changing:
        case, store = changing
        letters, decision = untold_letters(case), case.application.decision
        is_untold = decision is not None and decision.told_at is None
        if not letters and not is_untold:
            raise ConflictError(f"{case.application.id} has no decision that waits to be told.")
        for letter in letters:
            await _send(letter, case, act, cases=cases, store=store)
        after = case.application
        if decision and is_untold:
            after = replace(after, decision=replace(decision, told_at=act.at))
            await note_badge_sent(case, letters, files, act, cases=cases, store=store)
        sent = ", ".join(letter.id for letter in letters) or "without a letter"
        return await cases.keep(changing, after, act, TOLD, now_is=sent)


async def _send(letter: Delivery, case: Case, act: Act, *, cases: Cases, store: Store) -> None:
    if letter.to != case.contact.address:
        raise ConflictError(_OTHER_CONTACT.format(letter.id, case.application.id))
    if not await release(letter, act, telling=cases.telling, store=store):
        raise ConflictError(await why_still_held(letter, store))


async def _badge(number: int, act: Act, cases: Cases) -> tuple[Attachment, ...]:
    """Read what goes along, before the case is opened: a disk may be slow."""
    letters = untold_letters(await cases.find(number, act.at))
    if any(letter.attaches for letter in letters):
        return await asyncio.to_thread(cases.badge.files)
    return ()


def _decided(changing: Changing, ruling: Ruling, act: Act, cases: Cases) -> Application:
    case = changing.case
    after = _moved(case.application, ruling)
    if ruling.to is State.PROVISIONAL:
        _refuse_odd_end(ruling.ends_on, cases.today(act.at))
    faults = why_not_registered(case.application, case.judged, to=ruling.to)
    if faults and ruling.to in REGISTERED:
        raise ConflictError("\n".join(faults))
    decision = Decision(
        at=act.at,
        by=act.by.signature,
        reasons=ruling.reasons,
        words=ruling.words,
        is_not_for_us=ruling.is_not_for_us,
        ends_on=ruling.ends_on,
        conditions=ruling.conditions,
    )
    return replace(after, decision=decision, is_stale=False)


def _moved(application: Application, ruling: Ruling) -> Application:
    if not application.is_stale or ruling.to in REGISTERED:
        return application.move(ruling.to)
    return replace(application, is_stale=False).move(ruling.to)


def _refuse_odd_end(ends_on: date | None, today: date) -> None:
    if ends_on is None or ends_on <= today:
        raise ConflictError("A provisional registration needs an end date that is still to come.")


def _badge_by(act: Act, cases: Cases) -> date:
    return cases.today(act.at) + timedelta(days=cases.policy.applications.badge_days)


async def _put_badge_off(case: Case, until: date, store: Store) -> None:
    """Say until when: it is "due within 30 days" of the approval (RULES 2, R6)."""
    found = [
        replace(one.found, due_on=until)
        if one.criterion.finder is Finder.BADGE and one.found.status is Status.DUE_LATER
        else one.found
        for one in case.judged
        if one.found
    ]
    await store.evidence.keep(case.application.number, found)


def _letter(case: Case, ruling: Ruling, act: Act, cases: Cases) -> CaseLetter:
    badge_by = _badge_by(act, cases)
    titles = {one.criterion.key: one.criterion.title for one in case.judged}
    reasons = "\n".join(f"- {key}: {titles[key]}" for key in ruling.reasons)
    ends = in_words(ruling.ends_on) if ruling.ends_on else ""
    kinds = {
        State.APPROVED: ("approved", {"badge_by": in_words(badge_by)}),
        State.PROVISIONAL: (
            "provisional",
            {"badge_by": in_words(badge_by), "ends": ends, "conditions": ruling.conditions},
        ),
        State.DECLINED: ("declined", {"reasons": reasons, "words": ruling.words}),
        State.WITHDRAWN: ("withdrawn", {"words": ruling.words}),
    }
    kind, values = kinds[ruling.to]
    if ruling.is_not_for_us:
        kind, values = "not-for-this-program", {"words": ruling.words}
    key = f"mail:decision:{case.application.number}:{case.application.version}"
    return CaseLetter(key=key, kind=kind, values=values, held=UNTOLD)
