"""Around every request: a cap for its body, headers for its answer, a number for a bug."""

import asyncio
from contextlib import suppress
from http import HTTPStatus

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.log import events, new_run

MOST_BYTES = 1_000_000
# Whoever is cut off while sending may never read the answer.
_HEARING_OUT_SECONDS = 2
_TOO_LARGE = "The request is larger than 1 MB."
# Slack and all browsers say it. Whoever does not can put each byte in a chunk of its own, and
# those take a thousand times as long to read.
_SAY_THE_LENGTH = "Say how long the body is (Content-Length)."
_TOO_LATE = "The program is being stopped."

Header = tuple[bytes, bytes]

# One stylesheet of our own, and forms that come back to us; nothing else is loaded or run.
_POLICY = (
    b"default-src 'none'; style-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: tuple[Header, ...] = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
# Only where the internet reaches us by https: else a browser could not reach us at all.
_ONLY_HTTPS: Header = (b"strict-transport-security", b"max-age=31536000")


class Guard:
    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = (*_HEADERS, _ONLY_HTTPS) if is_https else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        run = new_run()
        answer = _Answer(send, self._headers)
        try:
            await self._hand_on(scope, receive, answer)
        except asyncio.CancelledError:
            # The server stops, and logs that it waits no longer; let out, this would be a bug.
            await answer.end(_TOO_LATE, HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception:  # noqa: BLE001 -- a bug; whoever asked can only name its lines in the log
            events.exception("request_failed")
            said = f"Something went wrong. Please report it with this number: {run}"
            await answer.end(said, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _hand_on(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        if b"transfer-encoding" in headers:
            await answer.end(_SAY_THE_LENGTH, HTTPStatus.LENGTH_REQUIRED)
        elif length.isdigit() and int(length[:20]) > MOST_BYTES:
            await _refuse(receive, answer.send)
        # Nobody waits for an answer any more where there is no body.
        elif (body := await _whole_body(receive)) is not None:
            await self._app(scope, _replay(body, receive), answer.send)


class _Answer:
    """Adds what every answer has, save where the answer has its own."""

    def __init__(self, send: Send, headers: tuple[Header, ...]) -> None:
        self._send = send
        self._headers = headers
        self.has_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = [*message.get("headers", ())]
            named = {name.lower() for name, _ in headers}
            headers += [header for header in self._headers if header[0] not in named]
            message = {**message, "headers": headers}
        await self._send(message)

    async def end(self, said: str, status: HTTPStatus) -> None:
        """Say so instead of an answer, where none has begun."""
        if not self.has_begun:
            for message in _last_words(said, status):
                await self.send(message)


async def _whole_body(receive: Receive) -> bytes | None:
    """Return the body, as long as was said; None where its sender left."""
    body, is_whole = bytearray(), False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once; after it comes whatever comes."""
    left = [body]

    async def replayed() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return replayed


async def _refuse(receive: Receive, send: Send) -> None:
    """Say at once that it is too large, then let go what is still being sent, for a moment."""
    start, body = _last_words(_TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    await send(start)
    await send({**body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(_HEARING_OUT_SECONDS):
            while (await receive()).get("more_body", False):
                pass
    await send({"type": "http.response.body"})


def _last_words(said: str, status: HTTPStatus) -> tuple[Message, Message]:
    """Return an answer after which the connection ends."""
    last = PlainTextResponse(said, status, {"Connection": "close"})
    start = {"type": "http.response.start", "status": status, "headers": last.raw_headers}
    return start, {"type": "http.response.body", "body": last.body}
