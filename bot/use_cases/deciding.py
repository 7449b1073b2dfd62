"""Decisions: made now, told later (RULES 3, issue *Clocks and decision*)."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.application import REGISTERED, Application, Decision, State
from bot.domain.case import Case, why_not_registered
from bot.domain.clocks import in_words
from bot.domain.criteria import Finder, Status
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

DECIDED, TOLD, REWRITTEN = "decided", "told", "letter written anew"


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
        after, decision = _moved_to(changing, ruling, act, cases), _decision(ruling, act)
        case, store = changing
        to_write = _letter(case, ruling.to, decision, cases)
        letter = await cases.write(to_write, case, act, store=store)
        after = replace(after, decision=replace(decision, letter=letter.key), is_stale=False)
        await call_off(changing, cases)
        await cases.telling.void(signature_key(number), store=store)
        await close_all(changing, f"{after.state}", act, cases=cases)
        if ruling.to in REGISTERED:
            provider = await register_provider(case, after, act, cases=cases, store=store)
            after = replace(after, provider=provider.number)
            await _put_badge_off(case, _badge_by(decision, cases), store)
        said = "; ".join(filter(None, (after.state, *ruling.reasons, ruling.words)))
        was = changing.application.state
        return await cases.keep(changing, after, act, DECIDED, was=was, now_is=said)


async def tell(number: int, act: Act, *, seen: int | None = None, cases: Cases) -> Case:
    """Let the letter go that tells a decision; from now on it may be shown outside.

    Where the contact is another one since, it is only written anew, for somebody to look at.
    Raises ConflictError where nothing is to be told, the letter cannot leave yet, or the badge is
    missing that goes along.
    """
    files = await _badge(number, act, cases)
    async with cases.changing(number, act, seen=seen) as changing:
        case, store = changing
        letters, before = untold_letters(case), case.application
        if not letters and before.is_told:
            raise ConflictError(f"{before.id} has no decision that waits to be told.")
        if any(letter.to != case.contact.address for letter in letters):
            return await _write_anew(changing, act, cases)
        for letter in letters:
            if not await release(letter, act, telling=cases.telling, store=store):
                raise ConflictError(await why_still_held(letter, store))
        after = replace(before, told=None)
        if before.decision and before.decision.told_at is None:
            after = replace(after, decision=replace(before.decision, told_at=act.at))
            await note_badge_sent(case, letters, files, act, cases=cases, store=store)
        sent = ", ".join(letter.id for letter in letters) or "without a letter"
        return await cases.keep(changing, after, act, TOLD, now_is=sent)


async def _write_anew(changing: Changing, act: Act, cases: Cases) -> Case:
    """Write to whoever is the contact now; nothing leaves that nobody has seen."""
    case, store = changing
    after, decision = case.application, case.application.decision
    if decision and decision.told_at is None:
        await cases.telling.void(decision.letter, store=store)
        to_write = _letter(case, after.state, decision, cases)
        letter = await cases.write(to_write, case, act, store=store)
        after = replace(after, decision=replace(decision, letter=letter.key))
    await cases.correct(changing, after, act)
    return await cases.keep(changing, after, act, REWRITTEN, now_is=f"to {case.contact.id}")


async def _badge(number: int, act: Act, cases: Cases) -> tuple[Attachment, ...]:
    """Read what goes along, before the case is opened: a disk may be slow."""
    letters = untold_letters(await cases.find(number, act.at))
    if any(letter.attaches for letter in letters):
        return await asyncio.to_thread(cases.badge.files)
    return ()


def _moved_to(changing: Changing, ruling: Ruling, act: Act, cases: Cases) -> Application:
    case = changing.case
    after = _moved(case.application, ruling)
    if ruling.to is State.PROVISIONAL:
        _refuse_odd_end(ruling.ends_on, cases.today(act.at))
    faults = why_not_registered(case.application, case.judged, to=ruling.to)
    if faults and ruling.to in REGISTERED:
        raise ConflictError("\n".join(faults))
    return after


def _decision(ruling: Ruling, act: Act) -> Decision:
    return Decision(
        at=act.at,
        by=act.by.signature,
        reasons=ruling.reasons,
        words=ruling.words,
        is_not_for_us=ruling.is_not_for_us,
        ends_on=ruling.ends_on,
        conditions=ruling.conditions,
    )


def _moved(application: Application, ruling: Ruling) -> Application:
    if not application.is_stale or ruling.to in REGISTERED:
        return application.move(ruling.to)
    return replace(application, is_stale=False).move(ruling.to)


def _refuse_odd_end(ends_on: date | None, today: date) -> None:
    if ends_on is None or ends_on <= today:
        raise ConflictError("A provisional registration needs an end date that is still to come.")


def _badge_by(decision: Decision, cases: Cases) -> date:
    return cases.today(decision.at) + timedelta(days=cases.policy.applications.badge_days)


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


def _letter(case: Case, to: State, decision: Decision, cases: Cases) -> CaseLetter:
    """Return the letter that tells what was decided about a case."""
    badge_by = in_words(_badge_by(decision, cases))
    titles = {one.criterion.key: one.criterion.title for one in case.judged}
    reasons = "\n".join(f"- {key}: {titles[key]}" for key in decision.reasons)
    ends = in_words(decision.ends_on) if decision.ends_on else ""
    kinds = {
        State.APPROVED: ("approved", {"badge_by": badge_by}),
        State.PROVISIONAL: (
            "provisional",
            {"badge_by": badge_by, "ends": ends, "conditions": decision.conditions},
        ),
        State.DECLINED: ("declined", {"reasons": reasons, "words": decision.words}),
        State.WITHDRAWN: ("withdrawn", {"words": decision.words}),
    }
    kind, values = kinds[to]
    if decision.is_not_for_us:
        kind, values = "not-for-this-program", {"words": decision.words}
    key = f"mail:decision:{case.application.number}:{case.application.version}"
    return CaseLetter(key=key, kind=kind, values=values, held=UNTOLD)
