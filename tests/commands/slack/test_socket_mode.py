"""Socket Mode in this process: a line over which nothing comes is a dead one."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs
from structlog.typing import EventDict

from commands.slack.socket_mode import Connection, stay_connected
from tests.fakes.slack import APP_TOKEN, FakeSlack, refused

SILENCE = 2.0


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with capture_logs() as events:
        yield events


def names(logged: list[EventDict]) -> list[tuple[str, str]]:
    return [(line["log_level"], line["event"]) for line in logged]


@pytest.fixture
async def connecting(
    slack: FakeSlack, logged: list[EventDict]
) -> AsyncIterator[asyncio.Task[None]]:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="THOME")

    app = AsyncApp(
        client=AsyncWebClient(base_url=slack.api_url),
        authorize=authorize,
        request_verification_enabled=False,
    )

    def make() -> Connection:
        handler: Connection = AsyncSocketModeHandler(app, APP_TOKEN, ping_interval=0.5)
        return handler

    slack.socket.beat = 0.2
    task = asyncio.create_task(stay_connected(make, silence=SILENCE))
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await slack.wait_for(lambda: slack.socket.connected == 0)


async def test_a_living_line_is_kept(
    connecting: asyncio.Task[None], slack: FakeSlack, logged: list[EventDict]
) -> None:
    await slack.wait_for(lambda: slack.socket.connected)

    await asyncio.sleep(3 * SILENCE)

    assert slack.socket.opened == 1
    assert names(logged) == [("info", "slack_connected")]
    assert not connecting.done()


async def test_a_line_that_is_silent_is_made_anew(
    connecting: asyncio.Task[None], slack: FakeSlack
) -> None:
    await slack.wait_for(lambda: slack.socket.connected)
    slack.socket.is_silent = True
    await slack.wait_for(lambda: slack.socket.opened > 1, seconds=10)
    slack.socket.is_silent = False

    await slack.wait_for(lambda: slack.socket.connected)
    assert not connecting.done()


async def test_a_slack_that_lets_nobody_in_is_asked_again(
    slack: FakeSlack, connecting: asyncio.Task[None]
) -> None:
    slack.disturb("apps.connections.open", refused("internal_error"), times=2)

    await slack.wait_for(lambda: slack.socket.connected, seconds=10)

    assert not connecting.done()


class DeafClient:
    """As slack_sdk's where nothing is answered: it notes a time by itself, and takes it back."""

    def __init__(self) -> None:
        self.on_message_listeners: list[object] = []
        self.last_ping_pong_time: float | None = None
        self._times = itertools.count(1)

    async def issue_new_wss_url(self) -> str:
        return ""

    async def ping_in_vain(self) -> None:
        while True:
            self.last_ping_pong_time = next(self._times) if not self.last_ping_pong_time else None
            await asyncio.sleep(0.2)


class DeafConnection:
    def __init__(self) -> None:
        self.client = DeafClient()

    async def connect_async(self) -> None:
        await self.client.ping_in_vain()

    async def close_async(self) -> None:
        """Nothing is open."""


async def test_what_the_client_notes_by_itself_is_no_answer(logged: list[EventDict]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            await stay_connected(DeafConnection, silence=0.4)

    assert len(names(logged)) >= 3
    assert {*names(logged)} == {("warning", "slack_silent")}


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked"])
async def test_what_slack_refuses_is_told_once_a_connection(
    slack: FakeSlack, connecting: asyncio.Task[None], logged: list[EventDict], code: str
) -> None:
    slack.token_error = code

    await slack.wait_for(lambda: ("warning", "slack_silent") in names(logged), seconds=8)

    told, *again = (line for line in logged if line["event"] == "slack_socket_refused")
    assert len(again) < 2
    assert (told["log_level"], told["error"]) == ("error", code)
    assert "SLACK_APP_TOKEN" in told["do"]
    assert APP_TOKEN not in str(logged)
