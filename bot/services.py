"""What runs until told to stop: the web door with Slack's in it, and the worker."""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot import clock, jobs
from bot.jobs import Job
from bot.log import events
from bot.messages.message import Outcome
from bot.tasks import PATIENCE_SECONDS, Tasks
from bot.world import World

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from commands.slack.door import Door

# What only one service needs is imported where it starts: Slack waits three seconds for the first
# answer, and a worker has no use for its libraries.

NAMES = ("run", "serve", "work")
_SET_SLACK = (
    "Set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP); "
    "`rsp setup` says more."
)
_SET_ROLES = "Set RSP_STAFF_GROUP or RSP_STAFF_USERS: until then nobody may do anything in Slack."


async def run(world: World, *, has_web: bool, has_worker: bool) -> int:
    """Serve and work until told to stop, then finish what is in hand."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    parts: dict[str, Coroutine[Any, Any, None]] = {}
    if has_web:
        from bot.web.server import listen  # noqa: PLC0415 -- above

        listens = listen(world.settings.host, world.settings.port)
        parts["web"] = _serve(world, listens, stop)
    if has_worker:
        parts["worker"] = _work(world, stop)
    went_well = await asyncio.gather(*map(_by_itself, parts, parts.values()))
    return Outcome.DONE if all(went_well) else Outcome.REFUSED


async def _by_itself(name: str, part: Coroutine[Any, Any, None]) -> bool:
    """Let a part that breaks down take no other with it; say whether it did not."""
    try:
        await part
    except Exception:  # noqa: BLE001 -- the log has it, and the other parts go on
        events.exception("service_ended", part=name)
        return False
    return True


async def _serve(world: World, listens: socket.socket, stop: asyncio.Event) -> None:
    """Answer on the web, and in Slack where there is a token."""
    from bot.web.app import make_app  # noqa: PLC0415 -- above
    from bot.web.server import serving  # noqa: PLC0415

    # What is in flight is answered first, then the door finishes what it acknowledged.
    with listens:
        async with _slack_door(world) as door:
            app = make_app(world, door.endpoint if door else None)
            async with serving(app, listens) as broken:
                # To look for garbage among what stays takes 70 ms, and nobody is answered then.
                gc.freeze()
                host, port = listens.getsockname()[:2]
                events.info("web_listening", host=host, port=port)
                if door and world.settings.slack_app_token:
                    await door.connect()
                await _until_either(stop, broken)


async def _until_either(stop: asyncio.Event, broken: asyncio.Task[None]) -> None:
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, broken}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if broken.done():
        broken.result()
        raise RuntimeError("The web server ended by itself.")


@asynccontextmanager
async def _slack_door(world: World) -> AsyncIterator["Door | None"]:
    """Open the door that Slack knocks at; None without a token."""
    if world.slack is None:
        events.warning("slack_not_set", do=_SET_SLACK)
        yield None
        return
    if not world.settings.roles.is_set:
        events.warning("nobody_is_staff", do=_SET_ROLES)
    from commands.slack.door import Door  # noqa: PLC0415 -- above

    async with Door.open(world) as door:
        yield door


async def _work(world: World, stop: asyncio.Event) -> None:
    async with _worker(world, stop):
        await stop.wait()


@asynccontextmanager
async def _worker(world: World, stop: asyncio.Event) -> AsyncIterator[None]:
    """Ring for every job; on the way out finish what is in hand."""
    tasks = Tasks()

    async def ring(job: Job) -> None:
        # APScheduler cancels what it runs when it is shut down, this ring but not the job.
        await asyncio.shield(tasks.start(jobs.ring(job, world, stop.is_set)))

    scheduler = _make_scheduler(ring)
    scheduler.start()
    yield
    scheduler.pause()
    await tasks.finish(PATIENCE_SECONDS)
    scheduler.shutdown(wait=False)


def _make_scheduler(ring: Callable[[Job], Awaitable[None]]) -> "AsyncIOScheduler":
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 -- above

    # APScheduler drops a run that starts more than a second late unless told otherwise.
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
    for job, seconds in jobs.SCHEDULE:
        # It only rings: by the real clock, in a rehearsal too.
        at_once = clock.utc_now()
        scheduler.add_job(
            ring, "interval", (job,), id=job.__name__, seconds=seconds, next_run_time=at_once
        )
    return scheduler
