"""Somebody of staff, as people name them: a mention in Slack, an id, me, nobody."""

import re

from bot.domain.people import Person
from bot.errors import ConflictError, NotFoundError, UsageError
from bot.world import World

NOBODY = "nobody"
_ME = "me"
# Slack makes this of a person's name, should the command be escaped.
_USER = re.compile(r"<@([UW][A-Z0-9]{2,})(?:\|[^>]*)?>|@?([UW][A-Z0-9]{2,})")
_TERMINAL = re.compile(r"terminal:\S+")
_NOBODY_KNOWN = (
    "`{0}` is nobody that I know: in Slack choose a person from the list that opens after @; at "
    "a terminal type the Slack id, such as U0123ABC."
)


def read_owner(typed: str, by: Person) -> str:
    """Return the signature of whoever is meant; empty for nobody."""
    if typed.lower() == NOBODY:
        return ""
    if typed.lower() == _ME:
        return by.signature
    if _TERMINAL.fullmatch(typed):
        return typed
    if match := _USER.fullmatch(typed):
        return match[1] or match[2]
    raise UsageError(_NOBODY_KNOWN.format(typed))


async def require_staff(owner: str, world: World) -> None:
    """Refuse an owner who is not of staff, as far as Slack can be asked."""
    if not owner or world.slack is None or _TERMINAL.fullmatch(owner):
        return
    try:
        member = await world.slack.member(owner)
    except NotFoundError as error:
        raise NotFoundError(f"Slack knows no user {owner}.") from error
    if (await world.people.standing(Person(owner, member.team))).role is None:
        raise ConflictError(f"{owner} is not staff to this bot, so no case can be theirs.")
