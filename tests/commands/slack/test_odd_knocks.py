"""What Slack tells by itself, buttons of older versions, nonsense, and ways that are gone."""

import asyncio
import json
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from tests.fakes.slack import FakeSlack, cut, refused
from tests.fakes.slack_people import People
from tests.fakes.slack_ways import signed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_home_page_is_shown_once_an_event(people: People, slack: FakeSlack) -> None:
    event = {"type": "app_home_opened", "user": "USTAFF", "tab": "home", "channel": "DSTAFF"}

    first = await people.event(event)
    assert first.delivery
    replies = [first, await people.send(first.delivery), await people.send(first.delivery)]
    await slack.wait_for(lambda: slack.asked("views.publish"))
    await asyncio.sleep(0.2)

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert len(slack.asked("views.publish")) == 1


async def test_the_home_page_is_shown_again_after_an_act(people: People, slack: FakeSlack) -> None:
    await people.command("10.5555/findable")
    await slack.told("CHK-1")

    shown = await slack.wait_for(lambda: slack.asked("views.publish"))
    assert shown[-1]["user_id"] == "USTAFF"


async def test_events_that_nobody_waits_for_are_acknowledged(
    people: People, slack: FakeSlack
) -> None:
    replies = [
        await people.event({"type": "team_rename", "name": "Example"}),
        await people.event({"type": "message", "text": "10.5555/a", "user": "USTAFF"}),
    ]

    assert [reply.status for reply in replies] == [200, 200]
    assert slack.messages == []


async def test_a_revoked_token_is_for_the_admins_log(people: People, slack: FakeSlack) -> None:
    slack.token_error = "token_revoked"  # noqa: S105 -- an error of Slack's
    with capture_logs() as logged:
        await people.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}})
        await people.command("10.5555/findable")
        assert (await slack.told("Slack did not say who you are")).is_private

    assert "slack_token_revoked" in [line["event"] for line in logged]


@pytest.mark.parametrize(
    ("label", "value", "says"),
    [
        ("an old word", "invite 12", "There is no command `invite`"),
        ("no check", "show CHK-99", "There is no check CHK-99"),
    ],
)
async def test_a_button_of_an_older_version_says_what_is_wrong(
    people: People, slack: FakeSlack, label: str, value: str, says: str
) -> None:
    button = {
        "type": "button",
        "action_id": "old:1",
        "text": {"type": "plain_text", "text": label},
        "value": value,
    }
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    old = slack.say("post", "CSTAFF", {"text": "old", "blocks": blocks})

    reply = await people.press(old, label)

    assert reply.status == 200
    assert (await slack.told(says)).is_private


async def test_an_answer_whose_way_is_gone_takes_another(people: People, slack: FakeSlack) -> None:
    people_answer = refused("used_url")
    slack.disturb("response_url", people_answer)

    await people.command("help")

    assert (await slack.told("are these DOIs findable")).way == "whisper"


async def test_an_answer_that_may_have_been_said_is_not_said_twice(
    people: People, slack: FakeSlack
) -> None:
    slack.disturb("response_url", cut())

    await people.command("help")
    await slack.told("are these DOIs findable")
    await asyncio.sleep(0.3)

    assert slack.untold == []


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"payload=x", b"payload=[]", b"payload={}", b'{"type": 1}', b"x=1"),
        # What Bolt itself falls over is Slack's fault as well, not the bot's.
        b'{"type": "event_callback", "event": "no object", "event_id": "Ev1"}',
        b'{"type": "event_callback", "event": [], "event_id": "Ev1"}',
    ],
)
async def test_signed_nonsense_is_a_bad_request_and_no_more(people: People, body: bytes) -> None:
    assert 400 <= (await people.raw(body, signed(body))).status < 500


async def test_a_payload_that_lacks_who_pressed_is_acknowledged_and_logged(people: People) -> None:
    action = {"type": "button", "action_id": "rsp:0", "block_id": "b", "value": "help"}
    body = urlencode({"payload": json.dumps({"type": "block_actions", "actions": [action]})})

    with capture_logs() as logged:
        reply = await people.raw(body.encode(), signed(body.encode()))

    assert reply.status == 200
    assert [line["event"] for line in logged] == ["slack_payload_unreadable"]
