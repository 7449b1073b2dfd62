"""Slack's side of Socket Mode: connections that the bot opened, and envelopes it has to ack."""

import asyncio
import json
from contextlib import suppress
from secrets import token_hex

from aiohttp import WSMsgType, web

from tests.fakes.slack_records import Json
from tests.fakes.slack_workspace import APP


class SocketSide:
    def __init__(self) -> None:
        self.beat = 1.0
        """Seconds between Slack's pings."""
        self.is_silent = False
        """Whether no frame is sent any more, not even an answer to the bot's pings."""
        self.patience = 3.0
        """Seconds that Slack waits for an ack."""
        self.opened = 0
        """Connections in all, closed ones too."""
        self.stray_acks: list[Json] = []
        self._lines: list[web.WebSocketResponse] = []
        self._tickets: set[str] = set()
        self._acks: dict[str, asyncio.Future[Json]] = {}

    @property
    def connected(self) -> int:
        return len(self._lines)

    def ticket(self) -> str:
        """Return what opens one connection, once."""
        ticket = token_hex(8)
        self._tickets.add(ticket)
        return ticket

    async def push(self, kind: str, payload: Json, *, retry: int = 0) -> Json | None:
        """Send an envelope and return what its ack carries; None where no ack comes."""
        name = token_hex(8)
        ack = self._acks[name] = asyncio.get_running_loop().create_future()
        envelope: Json = {
            "envelope_id": name,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if retry:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        await self._send(envelope)
        with suppress(TimeoutError):
            return await asyncio.wait_for(ack, self.patience)
        return None

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell the bot to connect anew, then hang up, as Slack does every few hours."""
        lines = self._lines.copy()
        await self._send({"type": "disconnect", "reason": reason, "debug_info": {}})
        await _close(lines)

    async def close(self) -> None:
        """Hang up without a word."""
        await _close(self._lines.copy())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        # Pings are answered by hand, since a silent Slack does not answer them.
        line = web.WebSocketResponse(autoping=False)
        await line.prepare(request)
        await self._talk(line)
        return line

    async def _talk(self, line: web.WebSocketResponse) -> None:
        self.opened += 1
        self._lines.append(line)
        ringing = asyncio.create_task(self._ring(line))
        try:
            await line.send_json(_hello(self.connected))
            async for frame in line:
                await self._hear(line, frame.type, frame.data)
        finally:
            ringing.cancel()
            self._lines.remove(line)

    async def _hear(
        self, line: web.WebSocketResponse, kind: WSMsgType, data: str | bytes | bytearray
    ) -> None:
        if kind == WSMsgType.TEXT:
            self._take_ack(json.loads(data))
        elif kind == WSMsgType.PING and not isinstance(data, str) and not self.is_silent:
            await line.pong(bytes(data))

    def _take_ack(self, said: Json) -> None:
        ack = self._acks.pop(said.get("envelope_id", ""), None)
        if ack is None or ack.done():
            self.stray_acks.append(said)
        else:
            ack.set_result(said.get("payload") or {})

    async def _ring(self, line: web.WebSocketResponse) -> None:
        with suppress(ConnectionError):
            while True:
                await asyncio.sleep(self.beat)
                if not self.is_silent:
                    await line.ping(b"Ping from example")

    async def _send(self, said: Json) -> None:
        """Send over the newest connection; nothing, while silent."""
        if not self._lines:
            raise AssertionError("the bot has no Socket Mode connection")
        if not self.is_silent:
            await self._lines[-1].send_json(said)


def _hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": APP},
        "debug_info": {"host": "example", "approximate_connection_time": 18060},
    }


async def _close(lines: list[web.WebSocketResponse]) -> None:
    for line in lines:
        await line.close(drain=False)
