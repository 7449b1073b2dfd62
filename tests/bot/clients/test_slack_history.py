"""Finding again what was posted, where the answer to it was lost."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.errors import SlackApiError
from structlog.testing import capture_logs

from bot.clients.slack import Slack
from bot.errors import BotError, BusyError, NotFoundError, OutsideError
from tests.bot.clients.slack_calls import HELLO, error_of, saying
from tests.fakes.slack import TOKEN, FakeSlack, Fault, busy, cut, refused
from tests.fakes.wire import Answer

NONCE = "0123456789abcdef"
# Before anything was said there.
SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACES = {
    "CSTAFF": "channels:history",
    "CPRIVATE": "groups:history",
    "DSTAFF": "im:history",
}
METHODS = {"conversations.history": None, "conversations.replies": "1800000001.000001"}


def said_at(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


async def post_many(bot: Slack, count: int, *, thread: str | None = None) -> None:
    for _ in range(count):
        await bot.post("CSTAFF", {"text": "Something else"}, thread=thread)


async def test_a_post_carries_its_id_and_nothing_else(bot: Slack, slack: FakeSlack) -> None:
    await bot.post("CSTAFF", HELLO, nonce=NONCE)
    await bot.post("CSTAFF", HELLO)
    assert [message.metadata for message in slack.messages] == [
        {"event_type": "rsp_delivery", "event_payload": {"id": NONCE}},
        {},
    ]
    assert NONCE not in slack.messages[0].words


@pytest.mark.parametrize("channel", PLACES)
async def test_what_was_posted_is_found(bot: Slack, channel: str) -> None:
    ts = await bot.post(channel, HELLO, nonce=NONCE)
    await bot.post(channel, HELLO, nonce="another")
    assert await bot.find(channel, NONCE, SINCE) == ts
    assert await bot.find(channel, "never posted", SINCE) is None


async def test_what_was_edited_since_is_found(bot: Slack) -> None:
    ts = await bot.post("CSTAFF", HELLO, nonce=NONCE)
    await bot.edit("CSTAFF", ts, {"text": "Done"})
    assert await bot.find("CSTAFF", NONCE, SINCE) == ts


async def test_what_was_posted_in_a_thread_is_found_there_alone(bot: Slack) -> None:
    first = await bot.post("CSTAFF", HELLO)
    ts = await bot.post("CSTAFF", HELLO, thread=first, nonce=NONCE)
    assert await bot.find("CSTAFF", NONCE, SINCE, thread=first) == ts
    assert await bot.find("CSTAFF", NONCE, SINCE) is None


async def test_it_is_looked_for_on_as_many_pages_as_came_since(
    bot: Slack, slack: FakeSlack
) -> None:
    thread = await bot.post("CSTAFF", HELLO)
    await post_many(bot, 100, thread=thread)
    ts = await bot.post("CSTAFF", HELLO, nonce=NONCE)
    reply = await bot.post("CSTAFF", HELLO, thread=thread, nonce="of the reply")
    await post_many(bot, 250)

    assert await bot.find("CSTAFF", NONCE, SINCE) == ts
    assert await bot.find("CSTAFF", "of the reply", SINCE, thread=thread) == reply

    pages = [call.method for call in slack.calls if call.method in METHODS]
    assert pages == ["conversations.history"] * 3 + ["conversations.replies"] * 2


async def test_what_is_older_than_it_could_be_is_not_looked_through(
    bot: Slack, slack: FakeSlack
) -> None:
    await bot.post("CSTAFF", HELLO, nonce=NONCE)
    await post_many(bot, 201)
    since = said_at(slack.messages[-1].ts) + timedelta(minutes=1)

    assert await bot.find("CSTAFF", NONCE, since) is None
    assert len(slack.asked("conversations.history")) == 1


async def test_a_clock_that_is_half_a_minute_ahead_of_slacks_hides_nothing(bot: Slack) -> None:
    thread = await bot.post("CSTAFF", HELLO)
    ts = await bot.post("CSTAFF", HELLO, nonce=NONCE)
    reply = await bot.post("CSTAFF", HELLO, nonce=NONCE, thread=thread)
    ahead = said_at(ts) + timedelta(seconds=30)

    assert await bot.find("CSTAFF", NONCE, ahead) == ts
    assert await bot.find("CSTAFF", NONCE, ahead, thread=thread) == reply


async def test_where_too_much_was_said_since_nobody_says_that_it_is_not_there(
    bot: Slack, slack: FakeSlack
) -> None:
    await bot.post("CSTAFF", HELLO, nonce=NONCE)
    slack.messages *= 1001
    error = await error_of(bot.find("CSTAFF", "another", SINCE))
    assert (type(error), str(error)) == (
        BotError,
        "So much was said there meanwhile that I did not look at all of it.",
    )
    assert len(slack.asked("conversations.history")) == 10


@pytest.mark.parametrize(("channel", "scope"), PLACES.items())
async def test_the_scope_that_is_missing_is_named(
    bot: Slack, slack: FakeSlack, channel: str, scope: str
) -> None:
    slack.scopes.discard(scope)
    with capture_logs():
        error = await error_of(bot.find(channel, NONCE, SINCE))
    assert str(error) == f"An admin must give me the scope `{scope}` and install me again."


@pytest.mark.parametrize(
    ("channel", "thread", "kind"),
    [
        ("CNONE", None, NotFoundError),
        ("CSTAFF", "1.2", NotFoundError),
        ("COUT", None, BotError),
    ],
)
async def test_where_it_cannot_be_looked_for_is_said(
    bot: Slack, channel: str, thread: str | None, kind: type[BotError]
) -> None:
    assert type(await error_of(bot.find(channel, NONCE, SINCE, thread=thread))) is kind


@pytest.mark.parametrize(
    "fault", [Fault(status=500, body=b""), cut(), cut(is_done=False), refused("fatal_error")]
)
@pytest.mark.parametrize(("method", "thread"), METHODS.items())
async def test_a_silent_slack_says_neither_yes_nor_no(
    bot: Slack, slack: FakeSlack, method: str, thread: str | None, fault: Fault
) -> None:
    slack.disturb(method, fault)
    assert type(await error_of(bot.find("CSTAFF", NONCE, SINCE, thread=thread))) is OutsideError


@pytest.mark.parametrize(("method", "thread"), METHODS.items())
async def test_a_busy_slack_is_asked_later(
    bot: Slack, slack: FakeSlack, method: str, thread: str | None
) -> None:
    slack.disturb(method, busy(7))
    error = await error_of(bot.find("CSTAFF", NONCE, SINCE, thread=thread))
    assert isinstance(error, BusyError)
    assert error.seconds == 7


@pytest.mark.parametrize(
    "said",
    [
        b'{"ok": true}',
        b'{"ok": true, "messages": {}}',
        b'{"ok": true, "messages": [], "has_more": true}',
        b'{"ok": true, "messages": [], "has_more": 1, "response_metadata": {"next_cursor": ""}}',
    ],
)
async def test_an_answer_without_what_was_asked_for_says_nothing(said: bytes) -> None:
    async with saying(Answer(body=said)) as bot:
        with pytest.raises(OutsideError, match="not understood"):
            await bot.find("CSTAFF", NONCE, SINCE)


async def test_odd_messages_are_passed_over() -> None:
    odd = b'[null, {}, {"ts": 1}, {"ts": "1", "metadata": []}, {"metadata": {"event_payload": 1}}]'
    async with saying(Answer(body=b'{"ok": true, "messages": ' + odd + b"}")) as bot:
        assert await bot.find("CSTAFF", NONCE, SINCE) is None


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "rsp_delivery"},
        {"event_payload": {}},
        {"event_type": "rsp_delivery", "event_payload": {"id": {"deep": 1}}},
    ],
)
async def test_the_loopback_slack_refuses_metadata_that_slack_refuses(
    bot: Slack, slack: FakeSlack, metadata: dict[str, object]
) -> None:
    asked = {"channel": "CSTAFF", "text": "Hello", "metadata": json.dumps(metadata)}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with pytest.raises(SlackApiError, match="invalid_metadata_format"):
        await bot.client.api_call("chat.postMessage", params=asked, headers=headers)
    assert slack.messages == []


async def test_the_loopback_slack_shows_what_everybody_sees(bot: Slack, slack: FakeSlack) -> None:
    await bot.whisper("CSTAFF", "USTAFF", HELLO)
    slack.messages[0].metadata = {"event_payload": {"id": NONCE}}
    assert await bot.find("CSTAFF", NONCE, SINCE) is None
