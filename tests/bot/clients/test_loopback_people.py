"""People of the loopback Slack reach a bot both by HTTP and by Socket Mode, and heed its acks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clients.slack import Slack
from tests.fakes.slack import APP_TOKEN, SECRET, TOKEN, FakeSlack
from tests.fakes.slack_people import People
from tests.fakes.slack_records import Json
from tests.fakes.slack_ways import signed

QUESTION: Json = {
    "type": "input",
    "block_id": "dois",
    "label": {"type": "plain_text", "text": "DOIs"},
    "element": {"type": "plain_text_input", "action_id": "answer"},
}
FORM: Json = {
    "type": "modal",
    "callback_id": "rsp",
    "title": {"type": "plain_text", "text": "Example"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [QUESTION],
}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def echo(text: str) -> Json:
    label = {"type": "plain_text", "text": "Run again"}
    again = {"type": "button", "action_id": "rsp:0", "text": label, "value": text}
    return {"text": text, "blocks": [section(text), {"type": "actions", "elements": [again]}]}


@pytest.fixture(params=["http", "socket"])
async def people(request: pytest.FixtureRequest, slack: FakeSlack) -> AsyncIterator[People]:
    """Let people knock at a small bot, in both ways."""
    async with Slack.open(TOKEN, slack.api_url) as bot:
        app = a_bot(bot)
        if request.param == "http":
            yield slack.people(app=endpoint_of(app))
        else:
            async with in_socket_mode(app, slack):
                yield slack.people()


@asynccontextmanager
async def in_socket_mode(app: AsyncApp, slack: FakeSlack) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, APP_TOKEN)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
    await slack.wait_for(lambda: slack.socket.connected)
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's


def endpoint_of(app: AsyncApp) -> ASGIApp:
    handler = AsyncSlackRequestHandler(app, path="/slack/events")

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        await handler(dict(scope), receive, send)

    return endpoint


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def a_bot(bot: Slack) -> AsyncApp:
    """Answer `form` with a form, and anything else with itself and a button."""
    app = AsyncApp(
        client=bot.client,
        authorize=authorize,
        signing_secret=SECRET,
        process_before_response=True,
    )

    async def typed(ack: AsyncAck, body: Json) -> None:
        if body["text"] != "form":
            await ack(**echo(body["text"]))
            return
        await bot.open_view(body["trigger_id"], FORM)
        await ack()

    async def pressed(ack: AsyncAck, body: Json) -> None:
        await ack()
        await bot.respond(body["response_url"], {"text": f"again {body['actions'][0]['value']}"})

    app.command("/rsp")(typed)
    app.action("rsp:0")(pressed)
    app.view("rsp")(sent)
    app.event("app_home_opened")(heard)
    app.shortcut("rsp")(heard)
    return app


async def sent(ack: AsyncAck, body: Json) -> None:
    answer = body["view"]["state"]["values"]["dois"]["answer"]["value"]
    errors = {"bad": {"dois": "This is no DOI."}, "odd": {"nothing": "This is no DOI."}}
    if answer in errors:
        await ack(response_action="errors", errors=errors[answer])
    else:
        await ack(response_action="update", view={**FORM, "blocks": [section(answer)]})


async def heard(ack: AsyncAck) -> None:
    await ack()


async def test_a_command_is_answered_within_its_ack(people: People, slack: FakeSlack) -> None:
    reply = await people.command("check 10.5555/a", who="ULEAD")
    message = await slack.told("10.5555/a")
    assert reply.status == 200
    assert (message.way, message.user, message.is_private) == ("ack", "ULEAD", True)


async def test_a_button_is_pressed(people: People, slack: FakeSlack) -> None:
    await people.command("check 10.5555/a")
    await people.press(await slack.told("10.5555/a"), "again")
    assert (await slack.told(way="response")).text == "again check 10.5555/a"
    assert slack.untold == []


async def test_a_form_is_refused_then_taken(people: People, slack: FakeSlack) -> None:
    await people.command("form")
    [view] = slack.views
    assert (await people.submit(view, {"dois": "bad"})).json["errors"] == {
        "dois": "This is no DOI."
    }
    await people.submit(view, {"dois": "10.5555/a"})
    assert [block["text"]["text"] for block in slack.views[0]["blocks"]] == ["10.5555/a"]
    assert slack.refusals == []


async def test_a_fault_at_a_place_that_is_not_there_is_refused(
    people: People, slack: FakeSlack
) -> None:
    await people.command("form")
    await people.submit(slack.views[0], {"dois": "odd"})
    assert [refusal.error for refusal in slack.refusals] == ["invalid_errors"]


async def test_a_form_that_lacks_an_answer_cannot_be_sent(
    people: People, slack: FakeSlack
) -> None:
    await people.command("form")
    for values in ({}, {"dois": ""}, {"dois": "a" * 3001}, {"other": "a"}):
        with pytest.raises(AssertionError):
            await people.submit(slack.views[0], values)


async def test_the_same_delivery_can_come_again(people: People, slack: FakeSlack) -> None:
    first = await people.command("check 10.5555/a")
    assert first.delivery
    second = await people.send(first.delivery, retry=1)
    assert (second.body, second.delivery) == (first.body, first.delivery)


async def test_events_and_shortcuts_are_delivered(people: People) -> None:
    event = {"type": "app_home_opened", "user": "USTAFF", "tab": "home", "channel": "DSTAFF"}
    assert (await people.event(event)).status == 200
    assert (await people.shortcut("rsp", "See 10.5555/a")).status == 200


async def test_what_nobody_takes_is_not_acknowledged(people: People, slack: FakeSlack) -> None:
    slack.socket.patience = 0.2
    assert (await people.command("help", command="/other")).status in (0, 404)


async def test_an_unsigned_body_is_delivered_as_it_is(slack: FakeSlack) -> None:
    async with Slack.open(TOKEN, slack.api_url) as bot:
        people = slack.people(app=endpoint_of(a_bot(bot)))
        body = b"command=%2Frsp&text=help&team_id=THOME&user_id=USTAFF"
        assert (await people.raw(body)).status == 401
        assert (await people.raw(body, signed(body, age=301))).status == 401
        assert (await people.raw(body, signed(body, secret="other"))).status == 401  # noqa: S106 -- nobody's
        assert (await people.raw(body, signed(body))).status == 200


async def test_a_connection_that_slack_closes_is_made_anew(slack: FakeSlack) -> None:
    async with Slack.open(TOKEN, slack.api_url) as bot, in_socket_mode(a_bot(bot), slack):
        await slack.socket.close()
        await slack.wait_for(lambda: slack.socket.opened == 2 and slack.socket.connected)
        assert (await slack.people().command("help")).status == 200


async def test_who_is_told_to_connect_anew_does(slack: FakeSlack) -> None:
    async with Slack.open(TOKEN, slack.api_url) as bot, in_socket_mode(a_bot(bot), slack):
        await slack.socket.disconnect()
        assert await slack.wait_for(lambda: slack.socket.opened > 1)
