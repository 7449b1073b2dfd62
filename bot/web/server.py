"""Listen and serve until told to stop; what is in flight then is still answered."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.errors import BotError

# Slack gives up on an answer after three.
_IN_FLIGHT_SECONDS = 5
# uvicorn would hang up on who has connected and whose request is still on its way.
_ON_THE_WAY_SECONDS = 0.2


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
        listens.listen(1024)
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
async def serving(app: ASGIApp, listens: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve until left; the task ends earlier only where serving broke."""
    server = _Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            # bot.log has set up logging; lines of accesses would hold signed links.
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            # Whose address it is, is of no use to us, and anybody can write the header.
            proxy_headers=False,
            timeout_graceful_shutdown=_IN_FLIGHT_SECONDS,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listens]))
    try:
        yield task
    finally:
        for one in server.servers if server.started else ():
            one.close()
        await asyncio.sleep(_ON_THE_WAY_SECONDS)
        server.should_exit = True
        await asyncio.wait({task})


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would raise SIGTERM once more when it is done, and nothing after it would run.
        yield
