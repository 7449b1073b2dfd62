"""Socket Mode: a connection to Slack that is made anew when nothing comes over it any more."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

from bot.clients.slack_errors import code_of
from bot.log import events

# The client sends a ping every ten seconds, so a minute without an answer is a dead line.
SILENCE_SECONDS = 60
_LOOK_EVERY = 5
_SEE_SETUP = "`rsp setup` says what SLACK_APP_TOKEN needs."


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
        signs = _Signs(connection.client)
        # Until it is connected it tries by itself, and says nothing: that is silence too.
        connecting = asyncio.create_task(connection.connect_async())
        try:
            await _until_silent(signs, silence)
            events.warning("slack_silent", seconds=silence)
        finally:
            connecting.cancel()
            await _close(connection, connecting)


class _Signs:
    """What slack_sdk's client shows of its line; its log is shut, for it holds people's words."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 -- slack_sdk's, of any kind
        self._client = client
        self._now = asyncio.get_running_loop().time
        self._last = self._now()
        self._pong: float | None = None
        self._is_connected = False
        self._refused = ""
        client.on_message_listeners.append(self._hear)
        client.issue_new_wss_url = self._telling_refusals(client.issue_new_wss_url)

    def silent_for(self) -> float:
        """Return the seconds since the last frame: a message, or the answer to a ping of ours."""
        pong, before = self._client.last_ping_pong_time, self._pong
        self._pong = pong
        # The client itself sets the first time, and takes it back; only a change is an answer.
        if pong and before and pong != before:
            self._last = self._now()
        return self._now() - self._last

    async def _hear(self, _: object) -> None:
        self._last = self._now()
        if not self._is_connected:
            self._is_connected = True
            events.info("slack_connected")

    def _telling_refusals(self, ask: Callable[[], Awaitable[str]]) -> Callable[[], Awaitable[str]]:
        """Return `ask`, which then logs what Slack refuses: once, as long as that is the same."""

        async def asked() -> str:
            try:
                return await ask()
            except Exception as error:
                code = code_of(error)
                if code and code != self._refused:
                    events.error("slack_socket_refused", error=code, do=_SEE_SETUP)
                self._refused = code
                raise

        return asked


async def _until_silent(signs: _Signs, most: float) -> None:
    while signs.silent_for() < most:  # noqa: ASYNC110 -- nobody tells of a pong
        await asyncio.sleep(min(_LOOK_EVERY, most / 4))


async def _close(connection: Connection, connecting: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError, Exception):
        await connecting
    # A dead line may fail to close as well; nothing is lost with it.
    with suppress(Exception):
        async with asyncio.timeout(_LOOK_EVERY):
            await connection.close_async()
