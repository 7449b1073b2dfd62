"""Wait for what blocks (a keyboard, a slow file) without stopping the loop's other work."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


def start(blocking: Callable[[], T]) -> asyncio.Future[T]:
    """Run it in a thread that nobody waits for at the end, as asyncio would for its own.

    Else Ctrl-C hung until somebody pressed Enter.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        settle = _attempt(blocking, future)
        # The loop may be closed by now, and nobody left to be told.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: future.done() or settle())

    threading.Thread(target=run, daemon=True).start()
    return future


def _attempt(blocking: Callable[[], T], future: asyncio.Future[T]) -> Callable[[], None]:
    """Return what settles the future: it may be touched in its loop's own thread only."""
    try:
        return partial(future.set_result, blocking())
    except Exception as error:  # noqa: BLE001 -- whoever awaits the future gets it
        return partial(future.set_exception, error)
