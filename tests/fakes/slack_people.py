"""People in Slack: what they type, press and fill in, as Slack delivers it to the bot."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import quote

from tests.fakes.slack_forms import filled
from tests.fakes.slack_methods import check_view, replace_view
from tests.fakes.slack_records import Json, Message, buttons
from tests.fakes.slack_ways import FORM, ByHttp, Delivery, Reply, Way
from tests.fakes.slack_workspace import APP, BOT, BOT_USER, HOME, SlackError, Workspace

Attached = Mapping[str, Sequence[tuple[str, bytes]]]


class People:
    """`who` does it is a user's id; `team` is that user's own, unless told otherwise."""

    def __init__(self, slack: Workspace, way: Way) -> None:
        self._slack = slack
        self._way = way

    async def command(
        self,
        text: str,
        *,
        who: str = "USTAFF",
        team: str = "",
        command: str = "/rsp",
        channel: str = "CSTAFF",
    ) -> Reply:
        payload = {
            "token": "example",
            "team_id": team or self._team(who),
            "team_domain": "example",
            "channel_id": channel,
            "channel_name": channel.lower(),
            "user_id": who,
            "user_name": who.lower(),
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._slack.response_url(channel, who),
            "trigger_id": self._slack.trigger(),
        }
        return await self.send(Delivery(kind="slash_commands", payload=payload))

    async def press(
        self, where: Message | Json, label: str, *, who: str = "USTAFF", team: str = ""
    ) -> Reply:
        """Press the button of a message, or of a view, whose label contains this."""
        blocks = where.blocks if isinstance(where, Message) else where["blocks"]
        block, button = _labelled(blocks, label)
        action: Json = {
            "type": "button",
            "action_id": button["action_id"],
            "block_id": block["block_id"],
            "text": button["text"],
            **{key: button[key] for key in ("value", "url") if key in button},
            "action_ts": self._slack.ts(),
        }
        place = self._around(where, who) if isinstance(where, Message) else _in_view(where)
        return await self._interact("block_actions", who, team, {"actions": [action], **place})

    async def submit(
        self,
        view: Json,
        values: Mapping[str, str],
        *,
        files: Attached | None = None,
        who: str = "USTAFF",
        team: str = "",
    ) -> Reply:
        """Send a modal with these answers by block id; AssertionError where Slack hinders that."""
        attached = {
            block: [self._attached(name, content, who) for name, content in ones]
            for block, ones in (files or {}).items()
        }
        state = {"values": filled(view["blocks"], values, attached)}
        more = {"view": {**view, "state": state}, "response_urls": []}
        return await self._interact("view_submission", who, team, more)

    async def close(self, view: Json, *, who: str = "USTAFF", team: str = "") -> Reply:
        """Close a modal without sending it."""
        self._slack.views.remove(view)
        return await self._interact("view_closed", who, team, {"view": view, "is_cleared": False})

    def write(
        self, text: str, *, thread: str = "", who: str = "USTAFF", channel: str = "CSTAFF"
    ) -> Message:
        """Write a message, which the bot is not told of."""
        said = {"text": text}
        return self._slack.say("person", channel, said, thread=thread, author=who)

    async def react(
        self,
        message: Message,
        emoji: str,
        *,
        who: str = "USTAFF",
        is_added: bool = True,
        team: str = "",
    ) -> Reply:
        """Put an emoji on a message, or take it off; Slack rarely says of which `team` one is."""
        event = {
            "type": "reaction_added" if is_added else "reaction_removed",
            "user": who,
            "reaction": emoji,
            "item_user": message.author or BOT_USER,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "event_ts": self._slack.ts(),
            **({"user_team": team} if team else {}),
        }
        return await self.event(event)

    async def shortcut(
        self,
        callback: str,
        text: str,
        *,
        who: str = "USTAFF",
        team: str = "",
        channel: str = "CSTAFF",
        ts: str = "",
    ) -> Reply:
        """Use a shortcut of a message that holds this text; `ts` is of one that there is."""
        ts = ts or self._slack.ts()
        message = {"type": "message", "user": "UOTHER", "team": HOME, "ts": ts, "text": text}
        more: Json = {
            "callback_id": callback,
            "action_ts": ts,
            "message_ts": ts,
            "message": message,
            "channel": {"id": channel, "name": channel.lower()},
            "response_url": self._slack.response_url(channel, who),
        }
        return await self._interact("message_action", who, team, more)

    async def event(self, event: Json, *, is_shared: bool = False) -> Reply:
        authorized = {"team_id": HOME, "user_id": BOT_USER, "is_bot": True}
        payload = {
            "type": "event_callback",
            "token": "example",
            "team_id": HOME,
            "context_team_id": HOME,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event,
            "event_id": f"Ev{self._slack.number()}",
            "event_time": 1_800_000_000,
            "authorizations": [{**authorized, "enterprise_id": None}],
            "is_ext_shared_channel": is_shared,
        }
        return await self.send(Delivery(kind="events_api", payload=payload))

    async def send(self, delivery: Delivery, *, retry: int = 0) -> Reply:
        """Deliver, once more too: what Slack does not see acknowledged it sends again."""
        began = monotonic()
        status, body = await self._way.send(delivery, retry)
        seconds = monotonic() - began
        reply = Reply(status=status, body=body, seconds=seconds, delivery=delivery)
        if status == HTTPStatus.OK:
            self._heed(delivery, reply)
        return reply

    async def raw(self, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
        """Post whatever, signed only if `headers` say so (see `signed`); by HTTP alone."""
        assert isinstance(self._way, ByHttp)
        began = monotonic()
        status, said = await self._way.post(body, {"Content-Type": FORM, **(headers or {})})
        return Reply(status=status, body=said, seconds=monotonic() - began)

    async def _interact(self, kind: str, who: str, team: str, more: Json) -> Reply:
        name = who.lower()
        user = {"id": who, "username": name, "name": name, "team_id": team or self._team(who)}
        payload = {
            "type": kind,
            "token": "example",
            "api_app_id": APP,
            "user": user,
            # In a channel that is shared this is not the team of whoever presses.
            "team": {"id": HOME, "domain": "example"},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self._slack.trigger(),
            **more,
        }
        return await self.send(Delivery(kind="interactive", payload=payload))

    def _around(self, message: Message, who: str) -> Json:
        channel = message.channel
        place: Json = {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel,
                "is_ephemeral": message.is_private,
            },
            "channel": {"id": channel, "name": channel.lower()},
            "state": {"values": {}},
            "response_url": self._slack.response_url(channel, who, message.thread),
        }
        # Slack does not repeat a private message to the bot.
        return place if message.is_private else {**place, "message": _as_sent(message)}

    def _attached(self, name: str, content: bytes, who: str) -> Json:
        file = self._slack.attach(name, content)
        url = f"{self._slack.url}/files-pri/{file.id}/{quote(name)}"
        return {
            "id": file.id,
            "name": name,
            "user": who,
            "mimetype": "text/plain",
            "filetype": "text",
            "size": len(content),
            "url_private": url,
            "url_private_download": url,
        }

    def _team(self, who: str) -> str:
        team: str = self._slack.users[who]["team_id"]
        return team

    def _heed(self, delivery: Delivery, reply: Reply) -> None:
        """Do what an ack asks for, and keep what Slack would not take of it."""
        try:
            if delivery.kind == "slash_commands" and reply.body:
                self._show(delivery.payload, reply)
            elif delivery.payload.get("type") == "view_submission":
                self._go_on(delivery.payload["view"], reply.json)
        except SlackError:
            return

    def _show(self, command: Json, reply: Reply) -> None:
        said = reply.json or {"text": reply.body.decode()}
        self._slack.say(
            "ack",
            command["channel_id"],
            said,
            user=command["user_id"],
            is_private=said.get("response_type", "ephemeral") != "in_channel",
        )

    def _go_on(self, sent: Json, ack: Json) -> None:
        shown = next((view for view in self._slack.views if view["id"] == sent.get("id")), None)
        match ack.get("response_action"):
            case "errors":
                self._check_errors(sent, ack.get("errors") or {})
            case "update":
                check_view(self._slack, "response_action", ack["view"], "modal")
                if shown:
                    replace_view(self._slack, shown, ack["view"])
            case None | "clear":
                self._slack.views.clear()
            case odd:
                self._slack.refuse("response_action", f"unknown {odd}")

    def _check_errors(self, view: Json, errors: Mapping[str, Any]) -> None:
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not errors or not errors.keys() <= inputs or not all(errors.values()):
            self._slack.refuse("response_action", "invalid_errors", *errors)


def _labelled(blocks: list[Json], label: str) -> tuple[Json, Json]:
    found = buttons(blocks)
    pair = next((p for p in found if label.lower() in p[1]["text"]["text"].lower()), None)
    labels = [button["text"]["text"] for _, button in buttons(blocks)]
    assert pair, f"no button {label!r}, only {labels}"
    return pair


def _in_view(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def _as_sent(message: Message) -> Json:
    return {
        "type": "message",
        "user": BOT_USER,
        "bot_id": BOT,
        "team": HOME,
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
        **({"thread_ts": message.thread} if message.thread else {}),
    }
