"""Who may do what, as Slack says now or said minutes ago; where it says nothing, nobody may."""

import asyncio
import json
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from bot.clock import Clock
from bot.domain.people import (
    AT_THE_TERMINAL,
    TERMINAL,
    Identity,
    Member,
    Person,
    Roles,
    Standing,
    standing,
    why_away,
    why_not,
)
from bot.errors import BotError, ForbiddenError, NotFoundError, OutsideError, UnsureError
from bot.log import events
from bot.use_cases.remembered import Remembered
from storage.database import Database

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack

_LASTING = timedelta(minutes=5)
_SILENT = "Slack did not say who you are, so this is refused; try again in a minute."
_UNKNOWN = "Slack knows no user of your id, so this is refused."
_REFUSED = "Slack did not say who you are: {}"


class _Group(NamedTuple):
    users: frozenset[str] = frozenset()
    why_none: str = ""
    """Why Slack does not say who is in it, until an admin mends that."""


class People:
    def __init__(
        self,
        *,
        roles: Roles,
        slack: "Slack | None",
        database: Database,
        clock: Clock,
        token: str = "",
    ) -> None:
        """`token` is the one that `slack` speaks with: what it says of the bot is kept by it."""
        self._mark = f"slack:{sha256(token.encode()).hexdigest()[:16]}" if token else ""
        self._roles = roles
        self._slack = slack
        self._database = database
        self._members = Remembered(self._member, lasting=_LASTING, clock=clock)
        self._groups = Remembered(self._group, lasting=_LASTING, clock=clock)
        # A token is of one workspace as long as it lives.
        self._identities = Remembered(self._identity, lasting=timedelta.max, clock=clock)

    async def require(self, may: str, person: Person) -> None:
        """Refuse whoever may not, with a sentence that says why; raises ForbiddenError alone."""
        if may == "anyone":
            return
        if why := why_not(may, await self.standing(person)):
            raise ForbiddenError(why)

    async def standing(self, person: Person) -> Standing:
        if person.team == TERMINAL:
            return AT_THE_TERMINAL
        try:
            return await self._standing(person)
        except (OutsideError, UnsureError):
            return Standing(role=None, why_not=_SILENT)
        except BotError as error:
            return Standing(role=None, why_not=_REFUSED.format(error))

    async def identity(self) -> Identity:
        """Say who the bot is: asked once a token, and kept.

        Raises OutsideError where Slack does not answer, BotError where no token is set.
        """
        return await self._identities.of("")

    async def _standing(self, person: Person) -> Standing:
        home = self._roles.home_team or (await self.identity()).team
        if why := why_away(person, home):
            return Standing(role=None, why_not=why)
        try:
            member = await self._members.of(person.user)
        except NotFoundError:
            return Standing(role=None, why_not=_UNKNOWN)
        roles = self._roles
        staff, approvers = await asyncio.gather(
            self._groups.of(roles.staff_group), self._groups.of(roles.approver_group)
        )
        found = standing(member, _whole(roles, home, staff.users, approvers.users))
        why = staff.why_none or approvers.why_none
        # Whoever is listed by id needs no group; of anybody else nobody knows.
        return found if found.role or not why else Standing(role=None, why_not=why)

    async def _member(self, user: str) -> Member:
        return await self._asked.member(user)

    async def _group(self, group: str) -> _Group:
        try:
            return _Group(await self._asked.group(group) if group else frozenset())
        except (OutsideError, UnsureError):
            raise
        except BotError as error:
            # An admin can mend it: a scope or a user group that is not there.
            events.error("group_not_read", group=group, why=str(error))
            return _Group(why_none=_REFUSED.format(error))

    async def _identity(self, _: str) -> Identity:
        if kept := await self._kept():
            return Identity(**json.loads(kept))
        identity = await self._asked.whoami()
        await self._keep(json.dumps(asdict(identity)))
        return identity

    # A database that is silent keeps nobody from being known: the next process asks again.

    async def _kept(self) -> str | None:
        with suppress(OutsideError):
            async with self._database.read() as store:
                return await store.marks.get(self._mark)
        return None

    async def _keep(self, identity: str) -> None:
        if self._mark:
            with suppress(OutsideError):
                async with self._database.begin() as store:
                    await store.marks.set_first(self._mark, identity)

    @property
    def _asked(self) -> "Slack":
        if self._slack is None:
            raise BotError("no bot token is set.")
        return self._slack


def _whole(roles: Roles, home: str, staff: frozenset[str], approvers: frozenset[str]) -> Roles:
    """Return the roles with all members of their groups."""
    return replace(
        roles, home_team=home, staff=roles.staff | staff, approvers=roles.approvers | approvers
    )
