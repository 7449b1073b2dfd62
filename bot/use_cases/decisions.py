"""What follows from what a person decided about something in the outbox, in the same transaction.

Its row was moved already, so nobody else changes it; whatever raises here undoes that.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Delivery, Held, Medium
from bot.domain.outbox import Verb
from bot.domain.people import Act, Role, Standing, why_not
from bot.domain.work import WorkState
from bot.errors import ConflictError, ForbiddenError
from bot.use_cases.telling import (
    UNREACHABLE,
    Telling,
    is_quiet,
    new_nonce,
    note_unreachable,
    unreachable,
)
from storage.database import Store

_SENT = "A person said that it was sent."
_ERASED = "Whoever {} was for is erased, and its text too, so it can go to nobody: withdraw it."
_UNTOLD = "It tells a decision: press *Send it* on {}."
_TELLS = (
    "It tells what was decided: `rsp undo {1}` takes that back, `rsp edit {0}` changes its words."
)
_NOT_LIVE = (
    "{} is held because the bot is not live yet: `rsp live` lists all that waits for that, and "
    "an approver goes live there."
)
_IMPORTED = (
    "{} is held because what it is about was imported: `rsp live` lists all that waits for that, "
    "and an approver goes live there once more."
)
_NO_WAY = (
    "{0} is held because {1} is unreachable{2}. Withdraw it, and write to another address; or try "
    "this one again: `rsp confirm --again {1}`."
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person decides, and what that person is to the bot."""

    verb: Verb
    act: Act
    standing: Standing
    words: str = ""
    """Why, in that person's words."""


async def follow(found: Delivery, decision: Decision, *, telling: Telling, store: Store) -> str:
    """Do what follows; return what there is to say of it in the journal."""
    if decision.verb in (Verb.SEND, Verb.RELEASE) and found.is_erased:
        raise ConflictError(_ERASED.format(found.id))
    return await _EFFECTS[decision.verb](found, decision, telling, store)


async def release(delivery: Delivery, act: Act, *, telling: Telling, store: Store) -> bool:
    """Release what is held; False where it was not held any more, or something else holds it."""
    if not await store.work.move(delivery.key, (WorkState.HELD,), WorkState.DUE, act.at):
        return False
    # Nobody else changes it from here on; what was read before may be old.
    found = await store.deliveries.by_key(delivery.key)
    if found is None or found.held is not delivery.held:
        await store.work.move(delivery.key, (WorkState.DUE,), WorkState.HELD, act.at)
        return False
    still = await _freed(delivery, act.at, telling, store)
    before = delivery.held or ""
    await store.journal.add(act, delivery.id, "released", before=before, after=still or "")
    return still is None


async def why_still_held(delivery: Delivery, store: Store) -> str:
    """Say what keeps back what was released."""
    contact = await unreachable(delivery, store)
    if contact is None:
        why = _IMPORTED if await is_quiet(delivery.about, store) else _NOT_LIVE
        return why.format(delivery.id)
    said = [one.after for one in await store.journal.of(contact.id) if one.what == UNREACHABLE]
    why = f": {said[-1].rstrip('.')}" if said else ""
    return _NO_WAY.format(delivery.id, delivery.to, why)


async def _hold(found: Delivery, decision: Decision, telling: Telling, store: Store) -> str:  # noqa: ARG001 -- as every effect
    # Who could release what a person held, could else release what only approvers may.
    if found.held not in (None, Held.NOT_LIVE, Held.IMPORTED):
        raise ConflictError(f"{found.id} is held already: {found.held}.")
    await store.deliveries.note(found.key, held=Held.BY_PERSON, why=decision.words)
    return decision.words


async def _release(found: Delivery, decision: Decision, telling: Telling, store: Store) -> str:
    if found.held is Held.UNTOLD:
        raise ConflictError(_UNTOLD.format(found.about))
    refused = why_not(Role.APPROVER, decision.standing) if found.held is Held.CEILING else ""
    if refused:
        raise ForbiddenError(refused)
    still = await _freed(found, decision.act.at, telling, store)
    if still and still is found.held:
        raise ConflictError(await why_still_held(found, store))
    return still or ""


async def _withdraw(found: Delivery, decision: Decision, telling: Telling, store: Store) -> str:  # noqa: ARG001 -- as every effect
    # A decision that could be told to nobody would else wait for ever.
    is_lost = found.is_erased or await unreachable(found, store)
    if found.held is Held.UNTOLD and not is_lost:
        raise ConflictError(_TELLS.format(found.id, found.about))
    return decision.words


async def _was_sent(found: Delivery, decision: Decision, telling: Telling, store: Store) -> str:  # noqa: ARG001 -- as every effect
    await store.deliveries.note(found.key, accepted_at=decision.act.at, why=_SENT)
    return ""


async def _send(found: Delivery, decision: Decision, telling: Telling, store: Store) -> str:  # noqa: ARG001 -- as every effect
    # What is looked for in Slack next time is this one, and not the one before.
    await store.deliveries.note(found.key, nonce=new_nonce(), looked_up=False, why="")
    return ""


async def _bounced(found: Delivery, decision: Decision, telling: Telling, store: Store) -> str:  # noqa: ARG001 -- as every effect
    if found.medium is not Medium.MAIL:
        raise ConflictError(f"Only letters come back; {found.id} was said in Slack.")
    if found.bounced_at:
        raise ConflictError(f"{found.id} is marked as bounced already.")
    await store.deliveries.note(found.key, bounced_at=decision.act.at)
    why = f"{found.id} was marked as bounced."
    contact = await note_unreachable(found.to, decision.act, why=why, store=store)
    return f"{contact.id} is unreachable" if contact else ""


_Effect = Callable[[Delivery, Decision, Telling, Store], Awaitable[str]]
_EFFECTS: Mapping[Verb, _Effect] = {
    Verb.HOLD: _hold,
    Verb.RELEASE: _release,
    Verb.WITHDRAW: _withdraw,
    Verb.SENT: _was_sent,
    Verb.SEND: _send,
    Verb.BOUNCED: _bounced,
}


async def _freed(delivery: Delivery, now: datetime, telling: Telling, store: Store) -> Held | None:
    """Free what is released of what held it; hold it again where something else does."""
    # Nothing counts for the ceiling here: a person has seen it.
    still = await telling.what_holds(delivery, store)
    if still:
        await store.work.move(delivery.key, (WorkState.DUE,), WorkState.HELD, now)
    await store.deliveries.note(delivery.key, held=still, why="")
    return still
