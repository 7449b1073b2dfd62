"""Listen and serve until told to stop; what is in flight then is still answered."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from bot.errors import BotError
from bot.web.connections import Connection, Crowd, Limits

# Slack gives up on an answer after three.
_IN_FLIGHT_SECONDS = 5
# uvicorn would hang up on who has connected and whose request is still on its way.
_ON_THE_WAY_SECONDS = 0.2
_LIMITS = Limits()
# So many may wait to be let in, and so many are let in at once: asyncio looks at no limit of ours,
# and logs a line for each that it has no file for.
_WAITING, _AT_ONCE = 1024, 100


def listen(host: str, port: int) -> socket.socket:
    """Take the port; from here on whoever connects waits for us instead of being refused.

    Raises BotError with a sentence that says what to do.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # Only where the protocol is named does asyncio send at once; else an answer waits 40 ms.
        listens = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        listens.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listens.bind(address)
        listens.listen(_WAITING)
    except OSError as error:
        listens.close()
        raise _cannot_listen(host, port, error) from error
    return listens


def _cannot_listen(host: str, port: int, error: OSError) -> BotError:
    if error.errno == errno.EADDRINUSE:
        return BotError(
            f"Port {port} of {host} is in use: set PORT to another, or stop the other."
        )
    said = f"{error.strerror}".rstrip(".")
    return BotError(f"Nothing can listen at port {port} of {host}: {said}. See PORT and RSP_HOST.")


@asynccontextmanager
async def serving(
    app: ASGIApp, listens: socket.socket, limits: Limits = _LIMITS
) -> AsyncIterator[asyncio.Task[None]]:
    """Serve until left; the task ends earlier only where serving broke."""
    server = _Server(_config(app, limits))
    task = asyncio.create_task(server.serve(sockets=[listens]))
    try:
        yield task
    finally:
        for one in server.servers if server.started else ():
            one.close()
        await asyncio.sleep(_ON_THE_WAY_SECONDS)
        server.should_exit = True
        await asyncio.wait({task})


def _config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    connection = partial(Connection, Crowd(limits))
    return uvicorn.Config(
        app,
        http=connection,  # type: ignore[arg-type] # a class, says uvicorn, and only calls it
        ws="none",
        lifespan="off",
        # bot.log has set up logging; lines of accesses would hold signed links.
        log_config=None,
        # What strangers send wrong is no news, and could fill the log.
        log_level="error",
        access_log=False,
        server_header=False,
        # Whose address it is, is of no use to us, and anybody can write the header.
        proxy_headers=False,
        backlog=_AT_ONCE,
        timeout_graceful_shutdown=_IN_FLIGHT_SECONDS,
    )


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or ():
            # Its backlog is both numbers to asyncio.
            one.listen(_WAITING)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would raise SIGTERM once more when it is done, and nothing after it would run.
        yield
