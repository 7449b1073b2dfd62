"""Socket Mode in this process: a line over which nothing comes is a dead one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from commands.socket_mode import Connection, stay_connected
from tests.fakes.slack import APP_TOKEN, FakeSlack, refused

SILENCE = 2.0


@pytest.fixture
async def connecting(slack: FakeSlack) -> AsyncIterator[asyncio.Task[None]]:
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


async def test_a_living_line_is_kept(connecting: asyncio.Task[None], slack: FakeSlack) -> None:
    await slack.wait_for(lambda: slack.socket.connected)

    await asyncio.sleep(3 * SILENCE)

    assert slack.socket.opened == 1
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
