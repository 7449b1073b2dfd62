"""rsp outbox — what waits to be said, and what a person decides about it."""

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.outbox import Shelf, Verb
from bot.domain.people import Role
from bot.errors import UsageError
from bot.messages import cards
from bot.messages import outbox as messages
from bot.messages.message import Message
from bot.use_cases.decisions import Decision
from bot.use_cases.outbox import Handling
from bot.world import World
from commands.invocation import Invocation, how_to_type
from commands.usage import nearest

_DELIVERY = re.compile(r"OUT-(\d{1,9})", re.IGNORECASE)
_OF_CHECK = re.compile(r"report:\d{1,9}|csv:\d{1,9}:\d{1,9}")
_SHELVES = {shelf.value: shelf for shelf in Shelf}
_VERBS = {verb.value: verb for verb in Verb}
_SUCH_AS = "such as `rsp outbox hold OUT-7`"
_TYPED = {
    Verb.HOLD: "`rsp outbox hold OUT-7 [WORDS…]`",
    Verb.RELEASE: "`rsp outbox release OUT-7` or `rsp outbox release ceiling DAY`",
}
_MOST = 20


async def run(invocation: Invocation, world: World) -> Message:
    match invocation.words[1:]:
        case []:
            return await _list(Shelf.OPEN, invocation, world)
        case [shelf] if shelf in _SHELVES:
            return await _list(_SHELVES[shelf], invocation, world)
        case [thing] if is_delivery_id(thing) or _OF_CHECK.fullmatch(thing):
            return await _show(thing, invocation, world)
        case ["release", "ceiling", day, *last] if len(last) <= 1:
            return await _release_day(day, last, invocation, world)
        case ["hold", thing, *words]:
            return await _decide(Verb.HOLD, thing, " ".join(words), invocation, world)
        case [verb, thing] if verb in _VERBS and thing != "ceiling":
            return await _decide(_VERBS[verb], thing, "", invocation, world)
        case [word, *others]:
            raise UsageError(_how_to_type(word, others))
    raise UsageError(how_to_type("outbox"))


def _how_to_type(word: str, others: Sequence[str]) -> str:
    """Say how a verb is typed; or name them all, where there is something to decide about."""
    if word in _VERBS:
        return f"Type {_TYPED.get(_VERBS[word], f'`rsp outbox {word} OUT-7`')}."
    if not others:
        return how_to_type("outbox")
    verbs = ", ".join(f"`{verb}`" for verb in _VERBS)
    return f"There is no `{word}` here{nearest(word, _VERBS)}; there are {verbs}, {_SUCH_AS}."


def is_delivery_id(word: str) -> bool:
    return _DELIVERY.fullmatch(word) is not None


def delivery_number(word: str) -> int:
    match = _DELIVERY.fullmatch(word)
    if match is None:
        raise UsageError(f"`{word}` is nothing in the outbox; that looks like OUT-7.")
    return int(match[1])


async def shown(number: int, invocation: Invocation, world: World) -> Message:
    """Show one thing in full, or its HTML alone."""
    found, drawn = await _handling(world).find(number, invocation.act.at)
    return messages.html(found) if invocation.has("--html") else messages.one(found, drawn)


async def _list(shelf: Shelf, invocation: Invocation, world: World) -> Message:
    most = None if invocation.has("--json") else _MOST
    return messages.listed(await _handling(world).look(shelf, most=most))


async def _show(thing: str, invocation: Invocation, world: World) -> Message:
    if is_delivery_id(thing):
        return await shown(delivery_number(thing), invocation, world)
    return messages.row(await _handling(world).find_row(thing))


async def _decide(
    verb: Verb, thing: str, words: str, invocation: Invocation, world: World
) -> Message:
    act, handling = invocation.act, _handling(world)
    standing = await world.people.standing(act.by)
    decision = Decision(verb=verb, act=act, standing=standing, words=words)
    if _OF_CHECK.fullmatch(thing):
        await handling.decide_row(thing, decision)
    else:
        await handling.decide(delivery_number(thing), decision)
    return await _show(thing, invocation, world)


async def _release_day(
    day: str, last: Sequence[str], invocation: Invocation, world: World
) -> Message:
    await world.people.require(Role.APPROVER, invocation.act.by)
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"`{day}` is not a day; they look like 2026-12-24.") from error
    newest = delivery_number(last[0]) if last else None
    handling = _handling(world)
    return cards.released(await handling.release_day(day, invocation.act, last=newest))


def _handling(world: World) -> Handling:
    return Handling.of(world.settings, cases=world.cases)
