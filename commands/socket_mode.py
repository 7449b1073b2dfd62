"""Socket Mode: a connection to Slack that is made anew when nothing comes over it any more."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from bot.log import events

# Slack and the client each send a ping every few seconds, so a minute of nothing is a dead line.
SILENCE_SECONDS = 60
_LOOK_EVERY = 5


class Connection(Protocol):
    """As Bolt's handler has it."""

    client: Any

    async def connect_async(self) -> None: ...
    async def close_async(self) -> None: ...


async def stay_connected(
    make: Callable[[], Connection], *, silence: float = SILENCE_SECONDS
) -> None:
    """Hold one connection until cancelled; after `silence` seconds without a frame, a new one.

    The client's own reconnecting may try a used address for ever, so a new one is made whole.
    """
    while True:
        connection = make()
        # Until it is connected it tries by itself, and says nothing: that is silence too.
        connecting = asyncio.create_task(connection.connect_async())
        try:
            await _silence(connection.client, silence)
            events.warning("slack_silent", seconds=silence)
        finally:
            connecting.cancel()
            await _close(connection, connecting)


async def _silence(client: Any, most: float) -> None:  # noqa: ANN401 -- slack_sdk's, of any kind
    """Return when no frame came for that long."""
    now = asyncio.get_running_loop().time
    last, seen = now(), None
    messages = 0

    async def hear(_: object) -> None:
        nonlocal messages
        messages += 1

    client.on_message_listeners.append(hear)
    while now() - last < most:
        await asyncio.sleep(min(_LOOK_EVERY, most / 4))
        # Each ping of ours that was answered leaves its time.
        if (sign := (messages, client.last_ping_pong_time)) != seen:
            last, seen = now(), sign


async def _close(connection: Connection, connecting: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError, Exception):
        await connecting
    # A dead line may fail to close as well; nothing is lost with it.
    with suppress(Exception):
        async with asyncio.timeout(_LOOK_EVERY):
            await connection.close_async()
