"""Whether Slack is set up: the token, its scopes, who may, where staff work."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.people import Roles
from bot.domain.setup import Scope, flaw
from bot.errors import NotFoundError
from bot.use_cases.looking import Found, Looking, fails, partly, unknown, works

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack

MAKE_THE_APP = (
    "Make the app from manifest.json (or `rsp manifest --url …`), install it to your workspace, "
    "and set SLACK_BOT_TOKEN to its Bot User OAuth Token."
)
NEW_SCOPES = "Give the app the scopes of `rsp manifest`, then install it to the workspace again."
SET_ROLES = "Set RSP_STAFF_GROUP (the id of a user group) or RSP_STAFF_USERS (ids of people)."
_LIST_OTHERS = "Take them out of RSP_STAFF_USERS and RSP_APPROVER_USERS, or mend their ids."
INVITE = "Look whether RSP_STAFF_CHANNEL is its id, and invite the bot there: /invite @rsp."
OPEN_SOCKETS = (
    "Switch Socket Mode on in the app's settings, and set SLACK_APP_TOKEN to an app-level token "
    "with the scope connections:write."
)
_NOBODY_TO_ASK = "Slack cannot be asked without SLACK_BOT_TOKEN."
_UNTOLD = "Slack did not say which scopes the token has."
_NO_CHANNEL = (
    "RSP_STAFF_CHANNEL is not set, so nothing that fails, is held or changes hands is told in "
    "Slack, and there is no digest."
)
_SET_CHANNEL = (
    "Set RSP_STAFF_CHANNEL to the id of a channel that only staff read, and invite the bot there; "
    "until then look at `rsp outbox`."
)
_NOT_LOOKED_FOR = (
    "Without {} nobody looks whether a post that was cut off is there: it stays unsure, and waits "
    "for a person."
)


async def token(looking: Looking) -> Found:
    if looking.slack is None:
        return fails("SLACK_BOT_TOKEN is not set, so nobody is answered in Slack.", MAKE_THE_APP)
    bot, home = await looking.slack.whoami(), looking.settings.home_team
    elsewhere = f" Staff are of another one, {home}." if home not in ("", bot.team) else ""
    return works(f"The bot is {bot.user} of workspace {bot.team}.{elsewhere}")


async def scopes(looking: Looking) -> Found:
    if looking.slack is None:
        return unknown(_NOBODY_TO_ASK)
    granted = await looking.slack.scopes()
    if granted is None:
        return unknown(_UNTOLD)
    missing = [scope for scope in looking.scopes if scope.name not in granted]
    if needed := [scope for scope in missing if not scope.is_optional]:
        return fails(f"Missing: {_named(needed)}.", NEW_SCOPES)
    if missing:
        return works(f"All that is needed. Optional, and missing: {_named(missing)}.")
    return works("The token has every scope that the bot uses.")


async def history(looking: Looking) -> Found:
    """Say whether what was cut off can be looked for, wherever something is posted."""
    if looking.slack is None:
        return unknown(_NOBODY_TO_ASK)
    granted = await looking.slack.scopes()
    if granted is None:
        return unknown(_UNTOLD)
    needed = [scope.name for scope in looking.scopes if scope.name.endswith(":history")]
    if missing := [name for name in needed if name not in granted]:
        return partly(_NOT_LOOKED_FOR.format(", ".join(missing)), NEW_SCOPES)
    return works("What is cut off while it is posted is looked for in Slack.")


async def roles(looking: Looking) -> Found:
    roles, slack = looking.settings.roles, looking.slack
    if not roles.is_set:
        return fails("No role is set, so nobody may do anything in Slack.", SET_ROLES)
    if slack is None:
        return unknown(_NOBODY_TO_ASK)
    groups = (roles.staff_group, roles.approver_group)
    staff, approvers = await asyncio.gather(*(_members(slack, group) for group in groups))
    approvers |= roles.approvers
    staff |= roles.staff | approvers
    if not staff:
        return fails("Nobody is in the user group, so nobody may do anything.", SET_ROLES)
    counts = f"Staff: {len(staff)}. Approvers among them: {len(approvers)}."
    if flawed := await _flawed(slack, roles):
        return fails(f"{counts} Listed, and refused: {', '.join(flawed)}.", _LIST_OTHERS)
    return works(counts)


async def _members(slack: "Slack", group: str) -> frozenset[str]:
    return await slack.group(group) if group else frozenset()


async def _flawed(slack: "Slack", roles: Roles) -> list[str]:
    """Name those listed by their ids who are refused all the same, and why."""
    listed = sorted(roles.staff | roles.approvers)
    if not listed:
        return []
    home = roles.home_team or (await slack.whoami()).team
    flaws = await asyncio.gather(*(_flaw(slack, user, home) for user in listed))
    return [f"{user} ({why})" for user, why in zip(listed, flaws, strict=True) if why]


async def _flaw(slack: "Slack", user: str, home: str) -> str:
    try:
        return flaw(await slack.member(user), home)
    except NotFoundError:
        return "unknown to Slack"


async def staff_channel(looking: Looking) -> Found:
    channel = looking.settings.staff_channel
    if not channel:
        return partly(_NO_CHANNEL, _SET_CHANNEL)
    if looking.slack is None:
        return unknown(_NOBODY_TO_ASK)
    try:
        seen = await looking.slack.channel(channel)
    except NotFoundError:
        return fails(f"The bot sees no channel {channel}.", INVITE)
    if not seen.is_member:
        return fails(f"The bot is not in channel {channel}, so it cannot post there.", INVITE)
    if seen.is_shared:
        why = f"Other organisations read channel {channel}, or are invited to."
        return fails(why, "Set RSP_STAFF_CHANNEL to a channel that is shared with nobody.")
    return works(f"The bot is in channel {channel}, and no other organisation is.")


async def door(looking: Looking) -> Found:
    settings = looking.settings
    if looking.slack is None:
        return unknown("Slack comes over HTTP or by Socket Mode, once there is a token.")
    both = " Requests over HTTP are answered too." if settings.slack_signing_secret else ""
    if settings.slack_app_token:
        await looking.slack.ask_to_connect(settings.slack_app_token)
        return works(f"Socket Mode: the bot connects to Slack by itself.{both}")
    return works("HTTP: Slack connects to the bot, and signs what it sends.")


def _named(scopes: Sequence[Scope]) -> str:
    return ", ".join(f"{scope.name} ({scope.reason})" for scope in scopes)
