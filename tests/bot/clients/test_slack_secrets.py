import logging
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from bot.clients.slack import Slack
from tests.bot.clients.slack_calls import (
    DOIS,
    EVERYTHING,
    HELLO,
    traceback_of,
)
from tests.fakes.slack import SECRET, TOKEN, FakeSlack, Fault, busy, cut, refused

FAILURES = [
    refused("invalid_auth"),
    refused("missing_scope", needed=f"{TOKEN} {SECRET}", provided=TOKEN),
    refused("invalid_blocks", response_metadata={"messages": [f"{TOKEN} confidential"]}),
    refused(f"no {TOKEN}"),
    busy(1),
    cut(),
    Fault(status=500),
    Fault(body=b"<html>", headers={"Content-Type": "text/html"}),
    Fault(status=404, body=b""),
    Fault(status=302, body=b""),
]


SECRETS = (TOKEN, "/commands/", "confidential", HELLO["text"], DOIS.decode())


@pytest.mark.parametrize("fault", FAILURES)
@pytest.mark.parametrize("method", EVERYTHING)
async def test_no_failure_tells_a_secret(
    bot: Slack,
    slack: FakeSlack,
    caplog: pytest.LogCaptureFixture,
    method: str,
    fault: Fault,
) -> None:
    slack.disturb(method, fault, times=2)
    with capture_logs() as lines:
        failure = await traceback_of(EVERYTHING[method](bot, slack))
    told = f"{failure}{lines}{caplog.text}"
    assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/commands/key", "no url/commands/key", "ftp://a/commands/key"]
)
async def test_no_failure_tells_where_to_answer(bot: Slack, url: str) -> None:
    failure = await traceback_of(bot.respond(url, HELLO))
    assert failure.endswith("bot.errors.OutsideError: Slack could not be reached.\n")
    assert "/commands/" not in failure


async def test_bolts_client_logs_no_secret(
    bot: Slack, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    client = bot.client
    client.token = TOKEN
    for fault in FAILURES:
        slack.disturb("chat.postMessage", fault)
        with suppress(Exception):
            await client.api_call("chat.postMessage", params={"channel": "CSTAFF", **HELLO})
    assert not [line for line in caplog.records if line.levelno >= logging.WARNING]
