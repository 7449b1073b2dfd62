"""Look at all that has to be set up, at once: what works, what does not, what nobody can tell."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.clients.reach import is_reached
from bot.domain.setup import Point, Setup
from bot.domain.work import is_late
from bot.errors import BotError, OutsideError, UnsureError
from bot.setting_kinds import is_loopback
from bot.use_cases import setup_slack, setup_telling, ticks
from bot.use_cases.looking import Found, Looking, fails, unknown, works
from storage.database import read_url
from storage.migrate import is_at_head

# DataCite and doi.org say that they do not know it, which is an answer as good as any.
_ANY_DOI = "10.5555/example"
_AGAIN = "Look again in a minute; if it stays so, see whether this machine may reach it."
_SET_ADDRESS = "Set RSP_PUBLIC_URL to where the internet finds `rsp serve`: https://…"
_LEAD_THERE = (
    "Look whether `rsp serve` or `rsp run` is running, and what leads to it from outside."
)
_MIGRATE = "Run `rsp migrate`."
_START = "Start `rsp run`, or `rsp work` beside `rsp serve`."


async def look(looking: Looking) -> Setup:
    """Ask all at once."""
    looks = (_look(name, ask(looking), remedy, looking) for name, ask, remedy in _LOOKS)
    return Setup(points=tuple(await asyncio.gather(*looks)))


async def _look(name: str, asking: Awaitable[Found], remedy: str, looking: Looking) -> Point:
    try:
        async with asyncio.timeout(looking.patience):
            found = await asking
    except TimeoutError:
        found = unknown(f"No answer came within {looking.patience} seconds.", _AGAIN)
    except (OutsideError, UnsureError) as error:
        found = unknown(str(error), _AGAIN)
    except BotError as error:
        found = fails(str(error), remedy)
    return Point(name=name, working=found.working, says=found.says, remedy=found.remedy)


async def _public_address(looking: Looking) -> Found:
    settings = looking.settings
    address = settings.public_url
    is_needed = settings.slack_signing_secret and not settings.slack_app_token
    if not address and not is_needed:
        return works("RSP_PUBLIC_URL is not set; the way to Slack does not need it.")
    if not address:
        return fails("RSP_PUBLIC_URL is not set.", _SET_ADDRESS)
    if not address.startswith("https://") and not is_loopback(address):
        return fails(f"{address} is not https.", _SET_ADDRESS)
    if not await is_reached(address, contact=settings.contact or ""):
        return fails(f"{address}/health is answered by something else.", _LEAD_THERE)
    return works(f"{address} leads to this program.")


async def _schema(looking: Looking) -> Found:
    url = looking.settings.database_url
    if not await is_at_head(url):
        return fails("The database has another schema than this program.", _MIGRATE)
    # Not its whole address: that may hold a password, in more places than one.
    address = read_url(url)
    if address.get_backend_name() == "sqlite":
        return works(f"SQLite, in {address.database}.")
    return works(f"PostgreSQL, {address.database} at {address.host or 'this machine'}.")


async def _worker(looking: Looking) -> Found:
    ticked = await ticks.last_tick(database=looking.database)
    if ticked is None:
        return fails("No worker has ever ticked.", _START)
    minutes = max(0, int((looking.clock() - ticked).total_seconds())) // 60
    if is_late(ticked, looking.clock()):
        return fails(f"No worker has ticked for {minutes} minutes.", _START)
    return works("A worker has ticked within the last 10 minutes.")


async def _datacite(looking: Looking) -> Found:
    neighbours = await looking.neighbours()
    await neighbours.datacite.record(_ANY_DOI)
    return works(f"Answers at {looking.settings.datacite_api}.")


async def _doi_org(looking: Looking) -> Found:
    neighbours = await looking.neighbours()
    await neighbours.handles.handle(_ANY_DOI)
    return works(f"Answers at {looking.settings.doi_resolver}.")


# What is looked at, how, and what to do where whoever is asked says no.
_LOOKS: tuple[tuple[str, Callable[[Looking], Awaitable[Found]], str], ...] = (
    ("Slack token", setup_slack.token, setup_slack.MAKE_THE_APP),
    ("Scopes", setup_slack.scopes, setup_slack.MAKE_THE_APP),
    ("Posts cut off", setup_slack.history, setup_slack.MAKE_THE_APP),
    ("Roles", setup_slack.roles, f"{setup_slack.SET_ROLES} {setup_slack.NEW_SCOPES}"),
    ("Staff channel", setup_slack.staff_channel, setup_slack.INVITE),
    ("Way to Slack", setup_slack.door, setup_slack.OPEN_SOCKETS),
    ("Public address", _public_address, _LEAD_THERE),
    ("Links", setup_telling.links, ""),
    ("Mail", setup_telling.mail, ""),
    ("Live", setup_telling.live, ""),
    ("Holidays", setup_telling.holidays, ""),
    ("Database", _schema, _MIGRATE),
    ("Worker", _worker, _START),
    ("DataCite", _datacite, _AGAIN),
    ("doi.org", _doi_org, _AGAIN),
)
