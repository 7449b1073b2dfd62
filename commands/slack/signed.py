"""The wall before the Slack door: what Slack did not sign is turned away before it is parsed."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, NamedTuple

from slack_sdk.signature import SignatureVerifier

from bot.log import events

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Slack's views have at most 250 kB; a form's encoding can make three of each byte.
MOST_BYTES = 1_000_000


class Heard(NamedTuple):
    """What the door answers to a request."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = {}


Hear = Callable[[str, dict[str, str]], Awaitable[Heard]]


class Signed:
    def __init__(self, secret: str, hear: Hear) -> None:
        """Without a secret nothing is let in: Slack then comes by Socket Mode."""
        self._verifier = SignatureVerifier(secret) if secret else None
        self._hear = hear

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        answer = await self._answer(scope, receive)
        headers = {"content-type": "text/plain; charset=utf-8", **answer.headers}
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": answer.body.encode()})

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive) -> Heard:
        if scope["method"] != "POST":
            return Heard(405, "Slack posts here.", {"allow": "POST"})
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        body = await _read(receive)
        if body is None:
            return Heard(413, "Too much.")
        if not self._is_signed(body, headers):
            events.warning("slack_signature_refused")
            return Heard(401, "Not signed by Slack.")
        return await self._hear(body.decode(), headers)

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            return self._verifier is not None and self._verifier.is_valid_request(body, headers)
        except (ValueError, TypeError):
            # A time that is no number, a signature of odd signs, a body that is no text.
            return False


async def _read(receive: Receive) -> bytes | None:
    """Return the body, or None where it is longer than anything that Slack sends."""
    pieces, length, is_more = [], 0, True
    while is_more:
        piece = await receive()
        pieces.append(piece.get("body", b""))
        length += len(pieces[-1])
        if length > MOST_BYTES:
            return None
        is_more = piece.get("more_body", False)
    return b"".join(pieces)
