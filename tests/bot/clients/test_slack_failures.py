from socket import socket

import pytest
from aiohttp import ClientSession, ClientTimeout
from structlog.testing import capture_logs

from bot.clients.slack import Slack
from bot.errors import (
    BotError,
    BusyError,
    NotFoundError,
    OutsideError,
    UnsureError,
)
from tests.bot.clients.slack_calls import (
    ASKS,
    EVERYTHING,
    HELLO,
    SAYS,
    error_of,
    respond,
    saying,
)
from tests.fakes.slack import TOKEN, FakeSlack, Fault, busy, cut, refused
from tests.fakes.wire import Answer

MISSING = [
    ("users.info", "user_not_found"),
    ("users.info", "user_not_visible"),
    ("usergroups.users.list", "no_such_subteam"),
    ("conversations.info", "channel_not_found"),
    ("chat.update", "message_not_found"),
]


@pytest.mark.parametrize(("method", "code"), MISSING)
async def test_what_slack_does_not_have_is_not_found(
    bot: Slack, slack: FakeSlack, method: str, code: str
) -> None:
    slack.disturb(method, refused(code))
    with pytest.raises(NotFoundError):
        await EVERYTHING[method](bot, slack)


FOR_WHO_ASKED = {
    "not_in_channel": "I am not in that channel; type `/invite` and my name there first.",
    "is_archived": "That channel is archived, so I cannot write there.",
    "msg_too_long": "That is more than Slack takes in one message; ask for less at once.",
    "msg_blocks_too_long": "That is more than Slack takes in one message; ask for less at once.",
    "expired_trigger_id": (
        "Slack waits three seconds for a form, and this took longer; please try again."
    ),
    "exchanged_trigger_id": "That form was opened before; run the command again for another.",
    "user_disabled": "That person's Slack account is switched off.",
}


@pytest.mark.parametrize(("code", "sentence"), FOR_WHO_ASKED.items())
async def test_a_refusal_says_what_to_do(
    bot: Slack, slack: FakeSlack, code: str, sentence: str
) -> None:
    slack.disturb("chat.postMessage", refused(code))
    with capture_logs() as lines:
        error = await error_of(bot.post("CSTAFF", HELLO))
    assert (type(error), str(error), lines) == (BotError, sentence, [])


@pytest.mark.parametrize(
    "code",
    ["invalid_auth", "token_revoked", "account_inactive", "invalid_blocks", "no_such_thing"],
)
async def test_what_only_an_admin_can_mend_is_logged(
    bot: Slack, slack: FakeSlack, code: str
) -> None:
    slack.disturb("chat.postMessage", refused(code))
    with capture_logs() as lines:
        error = await error_of(bot.post("CSTAFF", HELLO))
    assert type(error) is BotError
    assert "admin" in str(error)
    assert [(line["method"], line["error"], line["log_level"]) for line in lines] == [
        ("chat.postMessage", code, "error")
    ]


@pytest.mark.parametrize("code", ["invalid_auth", "missing_scope", "not_allowed_token_type"])
async def test_a_refused_app_token_is_named_by_its_setting(
    bot: Slack, slack: FakeSlack, code: str
) -> None:
    slack.disturb("apps.connections.open", refused(code, needed="connections:write"))
    with capture_logs() as lines:
        error = await error_of(bot.ask_to_connect("xapp-1-wrong"))
    assert str(error) == f"Slack does not take SLACK_APP_TOKEN ({code})."
    assert lines == [{"event": "slack_socket_refused", "error": code, "log_level": "error"}]


async def test_a_missing_scope_is_named(bot: Slack, slack: FakeSlack) -> None:
    slack.scopes.discard("files:write")
    with capture_logs() as lines:
        error = await error_of(bot.keep_file("a.csv", b"doi\n"))
    assert str(error) == "An admin must give me the scope `files:write` and install me again."
    assert [line["needed"] for line in lines] == ["files:write"]


async def test_the_log_says_where_a_block_is_wrong_and_not_what_it_says(
    bot: Slack, slack: FakeSlack
) -> None:
    odd = {"type": "section", "text": {"type": "mrkdwn", "text": "confidential" * 300}}
    with capture_logs() as lines:
        await error_of(bot.post("CSTAFF", {"text": "a", "blocks": [odd]}))
    assert lines[0]["where"] == ["/blocks/0/text"]
    assert "confidential" not in str(lines)


@pytest.mark.parametrize("token", ["", "xoxb-2-wrong"])
async def test_a_token_that_slack_does_not_know_is_a_sentence(
    slack: FakeSlack, token: str
) -> None:
    async with Slack.open(token, slack.api_url) as bot:
        error = await error_of(bot.whoami())
    assert str(error) == "Slack no longer takes my token; an admin must install me again."


@pytest.mark.parametrize("method", EVERYTHING)
async def test_a_busy_slack_says_how_long_to_wait(
    bot: Slack, slack: FakeSlack, method: str
) -> None:
    slack.disturb(method, busy(7))
    error = await error_of(EVERYTHING[method](bot, slack))
    assert isinstance(error, BusyError)
    assert error.seconds == 7


@pytest.mark.parametrize(
    ("said", "seconds"), [("", 10), ("soon", 10), ("0", 0), ("99999999999999999999", 3600)]
)
async def test_an_odd_wait_is_a_usual_one(
    bot: Slack, slack: FakeSlack, said: str, seconds: int
) -> None:
    slack.disturb("chat.postMessage", busy(said))
    error = await error_of(bot.post("CSTAFF", HELLO))
    assert isinstance(error, BusyError)
    assert error.seconds == seconds


@pytest.mark.parametrize("code", ["ratelimited", "rate_limited", "message_limit_exceeded"])
async def test_a_rate_limit_counts_without_its_status_too(
    bot: Slack, slack: FakeSlack, code: str
) -> None:
    slack.disturb("chat.postMessage", refused(code))
    with pytest.raises(BusyError):
        await bot.post("CSTAFF", HELLO)


BROKEN = [
    Fault(status=500, body=b""),
    Fault(status=503, body=b"<html>Sorry</html>", headers={"Content-Type": "text/html"}),
    cut(),
    cut(is_done=False),
]


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("method", ASKS)
async def test_what_can_be_asked_again_was_not_done(
    bot: Slack, slack: FakeSlack, method: str, fault: Fault
) -> None:
    # aiohttp itself asks for a file once more where a connection broke.
    slack.disturb(method, fault, times=2)
    with pytest.raises(OutsideError):
        await ASKS[method](bot, slack)


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("method", SAYS)
async def test_what_may_have_been_said_is_unsure(
    bot: Slack, slack: FakeSlack, method: str, fault: Fault
) -> None:
    slack.disturb(method, fault)
    with pytest.raises(UnsureError):
        await SAYS[method](bot, slack)


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "service_unavailable"])
async def test_a_fault_of_slacks_leaves_a_post_unsure_and_a_question_open(
    bot: Slack, slack: FakeSlack, code: str
) -> None:
    slack.disturb("chat.postMessage", refused(code))
    slack.disturb("users.info", refused(code))
    with pytest.raises(UnsureError):
        await bot.post("CSTAFF", HELLO)
    with pytest.raises(OutsideError):
        await bot.member("USTAFF")


async def test_nothing_was_said_where_nobody_listens(slack: FakeSlack) -> None:
    async with Slack.open(TOKEN, "http://127.0.0.1:1/api/") as bot:
        for method in ("auth.test", "chat.postMessage", "chat.postEphemeral"):
            error = await error_of(EVERYTHING[method](bot, slack))
            assert (type(error), str(error)) == (OutsideError, "Slack could not be reached.")


async def test_a_call_takes_ten_seconds_at_most_and_two_to_connect(bot: Slack) -> None:
    session = bot.client.session
    assert session
    assert (session.timeout.total, session.timeout.connect) == (10, 2)


async def test_a_slow_slack_is_given_up(slack: FakeSlack) -> None:
    for method in ("users.info", "chat.postMessage"):
        slack.disturb(method, Fault(seconds=30))
    async with ClientSession(timeout=ClientTimeout(total=0.2)) as session:
        bot = Slack(session, slack.api_url, TOKEN)
        late = await error_of(bot.member("USTAFF"))
        assert (type(late), str(late)) == (OutsideError, "Slack did not answer in time.")
        assert type(await error_of(bot.post("CSTAFF", HELLO))) is UnsureError


async def test_a_server_that_takes_no_connection_was_told_nothing() -> None:
    with socket() as full, socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())
        url = "http://{}:{}/api/".format(*full.getsockname())
        async with ClientSession(timeout=ClientTimeout(total=5, connect=0.2)) as session:
            error = await error_of(Slack(session, url, TOKEN).post("CSTAFF", HELLO))
    assert (type(error), str(error)) == (OutsideError, "Slack could not be reached.")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"<html>Log in</html>", headers=("Content-Type: text/html",)),
        Answer(body=b"not JSON"),
        Answer(body=b"\xff\xfe"),
        Answer(body=b"[" * 100_000),
        Answer(body=b"null"),
        Answer(body=b"[]"),
        Answer(body=b'"ok"', headers=("Content-Type: text/plain",)),
        Answer(body=b"{}"),
        Answer(body=b'{"ok": "yes"}'),
        Answer(body=b'{"ok": true, "a": "' + b"a" * 3_000_000 + b'"}'),
        Answer(fault="endless"),
        Answer(body=b'{"ok": true', headers=("Content-Type: application/gzip",)),
    ],
)
async def test_an_answer_that_is_none_is_an_outage(answer: Answer) -> None:
    async with saying(answer) as bot:
        with pytest.raises(OutsideError, match="not understood"):
            await bot.member("USTAFF")
        with pytest.raises(UnsureError):
            await bot.post("CSTAFF", HELLO)


@pytest.mark.parametrize("body", [b'{"ok": true}', b'{"ok": true, "user": []}'])
async def test_a_yes_without_what_was_asked_for_is_not_understood(body: bytes) -> None:
    async with saying(Answer(body=body)) as bot:
        for ask in (
            bot.whoami(),
            bot.member("USTAFF"),
            bot.group("SSTAFF"),
            bot.channel("CSTAFF"),
            bot.direct("USTAFF"),
            bot.keep_file("a.csv", b"doi\n"),
        ):
            with pytest.raises(OutsideError, match="not understood"):
                await ask
        with pytest.raises(UnsureError):
            await bot.post("CSTAFF", HELLO)


async def test_a_redirect_is_not_followed_and_nothing_was_said() -> None:
    away = Answer(status=307, headers=("Location: http://127.0.0.1:1/",), body=b"")
    async with saying(away) as bot:
        for asks in (bot.whoami(), bot.post("CSTAFF", HELLO)):
            assert type(await error_of(asks)) is OutsideError


@pytest.mark.parametrize("body", [b"used_url", b'{"ok": false, "error": "used_url"}'])
async def test_a_response_that_comes_too_late_is_refused(
    bot: Slack, slack: FakeSlack, body: bytes
) -> None:
    slack.disturb("response_url", Fault(status=404, body=body))
    error = await error_of(respond(bot, slack))
    assert str(error) == ("Slack takes no further answer to that; please run the command again.")


async def test_a_response_is_refused_with_the_status_of_a_success_too(
    bot: Slack, slack: FakeSlack
) -> None:
    slack.disturb("response_url", Fault(body=b'{"ok": false, "error": "is_archived"}'))
    assert "archived" in str(await error_of(respond(bot, slack)))


async def test_five_responses_are_taken(bot: Slack, slack: FakeSlack) -> None:
    url = slack.response_url("CSTAFF", "USTAFF")
    for _ in range(5):
        await bot.respond(url, HELLO)
    assert type(await error_of(bot.respond(url, HELLO))) is BotError
    assert len(slack.messages) == 5
