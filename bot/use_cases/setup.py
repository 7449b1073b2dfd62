"""Look at all that has to be set up, at once: what works, what does not, what nobody can tell."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.clients.reach import is_reached
from bot.clock import Clock
from bot.domain.people import Roles
from bot.domain.setup import Point, Scope, Setup, Working, flaw
from bot.domain.work import is_late
from bot.errors import BotError, NotFoundError, OutsideError, UnsureError
from bot.setting_kinds import is_loopback
from bot.settings import Settings
from bot.use_cases import ticks
from bot.use_cases.neighbours import Neighbours
from storage.database import Database, read_url
from storage.migrate import is_at_head

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack

# DataCite and doi.org say that they do not know it, which is an answer as good as any.
_ANY_DOI = "10.5555/example"

_NOBODY_TO_ASK = "Slack cannot be asked without SLACK_BOT_TOKEN."
_AGAIN = "Look again in a minute; if it stays so, see whether this machine may reach it."
_MAKE_THE_APP = (
    "Make the app from manifest.json (or `rsp manifest --url …`), install it to your workspace, "
    "and set SLACK_BOT_TOKEN to its Bot User OAuth Token."
)
_NEW_SCOPES = "Give the app the scopes of `rsp manifest`, then install it to the workspace again."
_SET_ROLES = "Set RSP_STAFF_GROUP (the id of a user group) or RSP_STAFF_USERS (ids of people)."
_LIST_OTHERS = "Take them out of RSP_STAFF_USERS and RSP_APPROVER_USERS, or mend their ids."
_INVITE = "Look whether RSP_STAFF_CHANNEL is its id, and invite the bot there: /invite @rsp."
_OPEN_SOCKETS = (
    "Switch Socket Mode on in the app's settings, and set SLACK_APP_TOKEN to an app-level token "
    "with the scope connections:write."
)
_SET_ADDRESS = "Set RSP_PUBLIC_URL to where the internet finds `rsp serve`: https://…"
_LEAD_THERE = (
    "Look whether `rsp serve` or `rsp run` is running, and what leads to it from outside."
)
_MIGRATE = "Run `rsp migrate`."
_START = "Start `rsp run`, or `rsp work` beside `rsp serve`."


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Who is asked, and which scopes the bot needs."""

    settings: Settings
    scopes: Sequence[Scope]
    slack: "Slack | None"
    database: Database
    neighbours: Callable[[], Awaitable[Neighbours]]
    clock: Clock
    patience: float = 5
    """Seconds that each is waited for."""


class _Found(NamedTuple):
    working: Working
    says: str
    remedy: str = ""


async def look(looking: Looking) -> Setup:
    """Ask all at once."""
    looks = (_look(name, ask(looking), remedy, looking) for name, ask, remedy in _LOOKS)
    return Setup(points=tuple(await asyncio.gather(*looks)))


async def _look(name: str, asking: Awaitable[_Found], remedy: str, looking: Looking) -> Point:
    try:
        async with asyncio.timeout(looking.patience):
            found = await asking
    except TimeoutError:
        found = _unknown(f"No answer came within {looking.patience} seconds.", _AGAIN)
    except (OutsideError, UnsureError) as error:
        found = _unknown(str(error), _AGAIN)
    except BotError as error:
        found = _fails(str(error), remedy)
    return Point(name=name, working=found.working, says=found.says, remedy=found.remedy)


async def _token(looking: Looking) -> _Found:
    if looking.slack is None:
        return _fails("SLACK_BOT_TOKEN is not set, so nobody is answered in Slack.", _MAKE_THE_APP)
    bot, home = await looking.slack.whoami(), looking.settings.home_team
    elsewhere = f" Staff are of another one, {home}." if home not in ("", bot.team) else ""
    return _works(f"The bot is {bot.user} of workspace {bot.team}.{elsewhere}")


async def _scopes(looking: Looking) -> _Found:
    if looking.slack is None:
        return _unknown(_NOBODY_TO_ASK)
    granted = await looking.slack.scopes()
    if granted is None:
        return _unknown("Slack did not say which scopes the token has.")
    missing = [scope for scope in looking.scopes if scope.name not in granted]
    if needed := [scope for scope in missing if not scope.is_optional]:
        return _fails(f"Missing: {_named(needed)}.", _NEW_SCOPES)
    if missing:
        return _works(f"All that is needed. Optional, and missing: {_named(missing)}.")
    return _works("The token has every scope that the bot uses.")


async def _roles(looking: Looking) -> _Found:
    roles, slack = looking.settings.roles, looking.slack
    if not roles.is_set:
        return _fails("No role is set, so nobody may do anything in Slack.", _SET_ROLES)
    if slack is None:
        return _unknown(_NOBODY_TO_ASK)
    groups = (roles.staff_group, roles.approver_group)
    staff, approvers = await asyncio.gather(*(_members(slack, group) for group in groups))
    approvers |= roles.approvers
    staff |= roles.staff | approvers
    if not staff:
        return _fails("Nobody is in the user group, so nobody may do anything.", _SET_ROLES)
    counts = f"Staff: {len(staff)}. Approvers among them: {len(approvers)}."
    if flawed := await _flawed(slack, roles):
        return _fails(f"{counts} Listed, and refused: {', '.join(flawed)}.", _LIST_OTHERS)
    return _works(counts)


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


async def _staff_channel(looking: Looking) -> _Found:
    channel = looking.settings.staff_channel
    if not channel:
        return _works("RSP_STAFF_CHANNEL is not set; nothing needs it yet.")
    if looking.slack is None:
        return _unknown(_NOBODY_TO_ASK)
    try:
        seen = await looking.slack.channel(channel)
    except NotFoundError:
        return _fails(f"The bot sees no channel {channel}.", _INVITE)
    if not seen.is_member:
        return _fails(f"The bot is not in channel {channel}, so it cannot post there.", _INVITE)
    if seen.is_shared:
        why = f"Other organisations read channel {channel}, or are invited to."
        return _fails(why, "Set RSP_STAFF_CHANNEL to a channel that is shared with nobody.")
    return _works(f"The bot is in channel {channel}, and no other organisation is.")


async def _door(looking: Looking) -> _Found:
    settings = looking.settings
    if looking.slack is None:
        return _unknown("Slack comes over HTTP or by Socket Mode, once there is a token.")
    both = " Requests over HTTP are answered too." if settings.slack_signing_secret else ""
    if settings.slack_app_token:
        await looking.slack.ask_to_connect(settings.slack_app_token)
        return _works(f"Socket Mode: the bot connects to Slack by itself.{both}")
    return _works("HTTP: Slack connects to the bot, and signs what it sends.")


async def _public_address(looking: Looking) -> _Found:
    settings = looking.settings
    address = settings.public_url
    is_needed = settings.slack_signing_secret and not settings.slack_app_token
    if not address and not is_needed:
        return _works("RSP_PUBLIC_URL is not set; only Slack over HTTP needs it.")
    if not address:
        return _fails("RSP_PUBLIC_URL is not set.", _SET_ADDRESS)
    if not address.startswith("https://") and not is_loopback(address):
        return _fails(f"{address} is not https.", _SET_ADDRESS)
    if not await is_reached(address, contact=settings.contact or ""):
        return _fails(f"{address}/health is answered by something else.", _LEAD_THERE)
    return _works(f"{address} leads to this program.")


async def _schema(looking: Looking) -> _Found:
    url = looking.settings.database_url
    if not await is_at_head(url):
        return _fails("The database has another schema than this program.", _MIGRATE)
    # Not its whole address: that may hold a password, in more places than one.
    address = read_url(url)
    if address.get_backend_name() == "sqlite":
        return _works(f"SQLite, in {address.database}.")
    return _works(f"PostgreSQL, {address.database} at {address.host or 'this machine'}.")


async def _worker(looking: Looking) -> _Found:
    ticked = await ticks.last_tick(database=looking.database)
    if ticked is None:
        return _fails("No worker has ever ticked.", _START)
    minutes = max(0, int((looking.clock() - ticked).total_seconds())) // 60
    if is_late(ticked, looking.clock()):
        return _fails(f"No worker has ticked for {minutes} minutes.", _START)
    return _works("A worker has ticked within the last 10 minutes.")


async def _datacite(looking: Looking) -> _Found:
    neighbours = await looking.neighbours()
    await neighbours.datacite.record(_ANY_DOI)
    return _works(f"Answers at {looking.settings.datacite_api}.")


async def _doi_org(looking: Looking) -> _Found:
    neighbours = await looking.neighbours()
    await neighbours.handles.handle(_ANY_DOI)
    return _works(f"Answers at {looking.settings.doi_resolver}.")


# What is looked at, how, and what to do where whoever is asked says no.
_LOOKS: tuple[tuple[str, Callable[[Looking], Awaitable[_Found]], str], ...] = (
    ("Slack token", _token, _MAKE_THE_APP),
    ("Scopes", _scopes, _MAKE_THE_APP),
    ("Roles", _roles, f"{_SET_ROLES} {_NEW_SCOPES}"),
    ("Staff channel", _staff_channel, _INVITE),
    ("Way to Slack", _door, _OPEN_SOCKETS),
    ("Public address", _public_address, _LEAD_THERE),
    ("Database", _schema, _MIGRATE),
    ("Worker", _worker, _START),
    ("DataCite", _datacite, _AGAIN),
    ("doi.org", _doi_org, _AGAIN),
)


def _works(says: str) -> _Found:
    return _Found(Working.YES, says)


def _fails(why: str, remedy: str) -> _Found:
    return _Found(Working.NO, why, remedy)


def _unknown(why: str, remedy: str = "") -> _Found:
    return _Found(Working.UNKNOWN, why, remedy)


def _named(scopes: Sequence[Scope]) -> str:
    return ", ".join(f"{scope.name} ({scope.reason})" for scope in scopes)
