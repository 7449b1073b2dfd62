"""The Slack that tests speak to refuses what Slack refuses; else they would be worth little."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType

from bot.clients.slack import Slack
from bot.errors import BotError
from tests.bot.clients.block_kit import marked, modal, section
from tests.fakes.slack import APP_TOKEN, TOKEN, FakeSlack, busy
from tests.fakes.slack_records import Json

HELLO: Json = {"text": "Hello", "blocks": [{"type": "divider"}]}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "a" * 40_001}, "msg_too_long"),
        ({"text": "a", "blocks": [section()] * 51}, "invalid_blocks"),
        (
            {"text": "a", "blocks": [section(text=marked("a" * 2640))] * 5},
            "msg_blocks_too_long",
        ),
    ],
)
async def test_what_is_refused_is_not_said(
    bot: Slack, slack: FakeSlack, said: Json, code: str
) -> None:
    for saying in (
        bot.post("CSTAFF", said),
        bot.whisper("CSTAFF", "USTAFF", said),
        bot.respond(slack.response_url("CSTAFF", "USTAFF"), said),
    ):
        with pytest.raises(BotError):
            await saying
    assert [refusal.error for refusal in slack.refusals] == [code] * 3
    assert slack.messages == []


async def test_an_edit_takes_four_thousand_characters(bot: Slack, slack: FakeSlack) -> None:
    ts = await bot.post("CSTAFF", HELLO)
    await bot.edit("CSTAFF", ts, {"text": "a" * 4000})
    with pytest.raises(BotError):
        await bot.edit("CSTAFF", ts, {"text": "a" * 4001})
    assert [len(edit.text) for edit in slack.messages[0].edits] == [4000]


async def ask(slack: FakeSlack, method: str, token: str = TOKEN, **asked: object) -> Any:  # noqa: ANN401 -- JSON
    form = {key: v if isinstance(v, str) else json.dumps(v) for key, v in asked.items()}
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        ClientSession(headers=headers) as session,
        session.post(f"{slack.api_url}{method}", data=form) as answer,
    ):
        said = await answer.json()
        return said if said["ok"] else said["error"]


@pytest.mark.parametrize(
    ("method", "asked", "code"),
    [
        ("chat.postMessage", {"channel": "CNONE", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "COUT", "text": "a"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "COLD", "text": "a"}, "is_archived"),
        ("chat.postMessage", {"channel": "UGONE", "text": "a"}, "user_disabled"),
        (
            "chat.postMessage",
            {"channel": "CSTAFF", "text": "a", "thread_ts": "1.2"},
            "thread_not_found",
        ),
        (
            "chat.postEphemeral",
            {"channel": "CSTAFF", "user": "UFOREIGN", "text": "a"},
            "user_not_in_channel",
        ),
        ("chat.update", {"channel": "CSTAFF", "ts": "1.2", "text": "a"}, "message_not_found"),
        ("conversations.open", {"users": "UBOT"}, "cannot_dm_bot"),
        ("conversations.open", {"users": "UNONE"}, "user_not_found"),
        ("conversations.info", {"channel": "CNONE"}, "channel_not_found"),
        ("users.info", {"user": "UNONE"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "SNONE"}, "no_such_subteam"),
        ("views.open", {"trigger_id": "1", "view": modal()}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "1", "view": {"type": "home"}}, "invalid_arguments"),
        ("views.update", {"view_id": "VNONE", "view": modal()}, "not_found"),
        ("views.publish", {"user_id": "USTAFF", "view": modal()}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "invalid_arguments"),
        (
            "files.completeUploadExternal",
            {"channel_id": "CSTAFF", "files": [{"id": "FNONE"}]},
            "file_not_found",
        ),
        ("apps.connections.open", {}, "invalid_auth"),
        ("chat.delete", {}, "unknown_method"),
    ],
)
async def test_slack_refuses(slack: FakeSlack, method: str, asked: Json, code: str) -> None:
    slack.channels["COLD"] = {**slack.channels["CSTAFF"], "id": "COLD", "is_archived": True}
    slack.members["COLD"] = {"UBOT"}
    assert await ask(slack, method, **asked) == code


async def test_a_trigger_opens_one_view_within_three_seconds(slack: FakeSlack) -> None:
    first, second = slack.trigger(), slack.trigger()
    assert (await ask(slack, "views.open", trigger_id=first, view=modal()))["ok"]
    assert await ask(slack, "views.open", trigger_id=first, view=modal()) == "exchanged_trigger_id"
    slack.later(3.1)
    assert await ask(slack, "views.open", trigger_id=second, view=modal()) == "expired_trigger_id"


async def test_a_response_url_lives_for_half_an_hour(bot: Slack, slack: FakeSlack) -> None:
    url = slack.response_url("CSTAFF", "USTAFF")
    slack.later(30 * 60 + 1)
    with pytest.raises(BotError, match="half an hour"):
        await bot.respond(url, HELLO)


async def test_a_view_that_changed_meanwhile_is_not_overwritten(slack: FakeSlack) -> None:
    opened = await ask(slack, "views.open", trigger_id=slack.trigger(), view=modal())
    name, seen = opened["view"]["id"], opened["view"]["hash"]
    for outcome in (True, False):
        said = await ask(slack, "views.update", view_id=name, hash=seen, view=modal())
        assert (said != "hash_conflict") is outcome


async def test_a_private_message_cannot_be_edited(bot: Slack, slack: FakeSlack) -> None:
    await bot.whisper("CSTAFF", "USTAFF", HELLO)
    ts = slack.messages[0].ts
    assert await ask(slack, "chat.update", channel="CSTAFF", ts=ts, text="a") == (
        "message_not_found"
    )


async def test_a_file_can_be_shared_once(bot: Slack, slack: FakeSlack) -> None:
    file = await bot.keep_file("a.csv", b"doi\n")
    asked: Json = {"channel_id": "CSTAFF", "files": [{"id": file}]}
    assert (await ask(slack, "files.completeUploadExternal", **asked))["ok"]
    assert await ask(slack, "files.completeUploadExternal", **asked) == "file_update_failed"


async def test_a_token_ends_when_it_is_revoked(slack: FakeSlack) -> None:
    slack.token_error = "token_revoked"  # noqa: S105 -- Slack's word for it
    assert await ask(slack, "auth.test") == "token_revoked"


async def test_a_method_is_busy_as_often_as_was_said(slack: FakeSlack) -> None:
    slack.disturb("auth.test", busy(1), times=2)
    answers = [await ask(slack, "auth.test") for _ in range(3)]
    assert [answer == "ratelimited" for answer in answers] == [True, True, False]


async def test_a_silent_slack_sends_no_frame(slack: FakeSlack) -> None:
    slack.socket.beat = 0.05
    async with ClientSession() as session:
        opened = await ask(slack, "apps.connections.open", APP_TOKEN)
        async with session.ws_connect(opened["url"], autoping=False) as line:
            kinds = [(await line.receive()).type for _ in range(3)]
            slack.socket.is_silent = True
            await line.ping()
            with pytest.raises(TimeoutError):
                await line.receive(timeout=0.2)
    assert kinds == [WSMsgType.TEXT, WSMsgType.PING, WSMsgType.PING]


async def test_a_ticket_opens_one_connection(slack: FakeSlack) -> None:
    opened = await ask(slack, "apps.connections.open", APP_TOKEN)
    async with ClientSession() as session:
        async with session.ws_connect(opened["url"]):
            await slack.wait_for(lambda: slack.socket.connected)
        link = opened["url"].replace("ws", "http", 1)
        async with session.get(link) as again:
            assert again.status == 403


async def test_what_is_said_while_a_test_waits_is_told(bot: Slack, slack: FakeSlack) -> None:
    posting = asyncio.create_task(bot.post("CSTAFF", HELLO))
    assert (await slack.told("hello", channel="CSTAFF")).ts == await posting
    with pytest.raises(AssertionError, match="in vain"):
        await slack.told("hello", seconds=0.05)
