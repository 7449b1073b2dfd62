"""How what people do in Slack reaches the bot, signed or by Socket Mode, and what it replies."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack_records import Json
from tests.fakes.slack_socket import SocketSide
from tests.fakes.slack_workspace import SECRET

PATH = "/slack/events"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One thing that Slack tells the bot; the same one is always sent as the same bytes."""

    kind: str
    """`slash_commands`, `interactive` or `events_api`, as Socket Mode calls them."""
    payload: Json

    @property
    def content_type(self) -> str:
        return "application/json" if self.kind == "events_api" else FORM

    @property
    def body(self) -> bytes:
        if self.kind == "events_api":
            return json.dumps(self.payload).encode()
        if self.kind == "interactive":
            return urlencode({"payload": json.dumps(self.payload)}).encode()
        return urlencode(self.payload).encode()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the bot said within its ack."""

    status: int
    """0 where there was none, which only Socket Mode knows."""
    body: bytes
    seconds: float
    delivery: Delivery | None = None
    """To be sent again with `People.send`."""

    @property
    def json(self) -> Json:
        said = json.loads(self.body) if self.body[:1] == b"{" else {}
        return said if isinstance(said, dict) else {}


class Way(Protocol):
    async def send(self, delivery: Delivery, retry: int) -> tuple[int, bytes]: ...


def signed(body: bytes, *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    """Return the headers that say that Slack sent this, some seconds ago."""
    stamp = str(int(time.time() - age))  # noqa: TID251 -- Bolt compares it with the real clock
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}


@dataclass(frozen=True)
class ByHttp:
    client: httpx.AsyncClient

    async def send(self, delivery: Delivery, retry: int) -> tuple[int, bytes]:
        headers = {"Content-Type": delivery.content_type, **signed(delivery.body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.post(delivery.body, headers)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        answer = await self.client.post(PATH, content=body, headers=headers)
        return answer.status_code, answer.content


@dataclass(frozen=True)
class BySocket:
    socket: SocketSide

    async def send(self, delivery: Delivery, retry: int) -> tuple[int, bytes]:
        ack = await self.socket.push(delivery.kind, delivery.payload, retry=retry)
        if ack is None:
            return 0, b""
        return 200, json.dumps(ack).encode() if ack else b""
