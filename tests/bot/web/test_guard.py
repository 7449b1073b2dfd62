"""What strangers may send, and what nobody but the log is told."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.web.guard import MOST_BYTES, Guard

PIECE = b"x" * 100_000


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with capture_logs(processors=[merge_contextvars]) as events:
        yield events


async def count(scope: Scope, receive: Receive, send: Send) -> None:
    body, is_more = 0, True
    while is_more:
        message = await receive()
        body += len(message["body"])
        is_more = message["more_body"]
    await PlainTextResponse(f"{body}", headers={"Cache-Control": "private"})(scope, receive, send)


async def break_down(scope: Scope, receive: Receive, send: Send) -> None:
    raise ZeroDivisionError("a secret")


async def break_down_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ZeroDivisionError("a secret")


def asking(guard: Guard) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=guard)
    return httpx.AsyncClient(transport=transport, base_url="http://bot.example")


async def pieces(number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield PIECE


async def test_a_body_may_have_a_megabyte() -> None:
    length = {"Content-Length": f"{MOST_BYTES}"}
    async with asking(Guard(count, is_https=False)) as web:
        whole = await web.post("/", content=b"x" * MOST_BYTES)
        in_pieces = await web.post("/", content=pieces(10), headers=length)

    assert (whole.text, in_pieces.text) == ("1000000", "1000000")


async def test_a_body_that_says_that_it_is_larger_is_refused_unread() -> None:
    async with asking(Guard(count, is_https=False)) as web:
        answer = await web.post("/", content=b"x" * (MOST_BYTES + 1))

    assert (answer.status_code, answer.text) == (413, "The request is larger than 1 MB.")
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_body_of_unsaid_length_is_refused_unread() -> None:
    async with asking(Guard(count, is_https=False)) as web:
        answer = await web.post("/", content=pieces(1))

    assert answer.status_code == 411
    assert answer.text == "Say how long the body is (Content-Length)."
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-frame-options"] == "DENY"


async def test_who_is_cut_off_at_the_end_is_told() -> None:
    sent: list[Message] = []
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}

    async def receive() -> Message:
        raise asyncio.CancelledError

    async def send(message: Message) -> None:
        sent.append(message)

    await Guard(count, is_https=False)(scope, receive, send)

    assert sent[0]["status"] == 503
    assert sent[1]["body"] == b"The program is being stopped."


async def test_who_never_stops_sending_is_let_go_of() -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": PIECE, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"content-length", b"9000000")],
    }
    await Guard(count, is_https=False)(scope, receive, send)

    assert sent[-1] == {"type": "http.response.body"}


async def test_nobody_is_answered_who_left() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        pytest.fail(f"{message}")

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await Guard(count, is_https=False)(scope, receive, send)


async def test_an_answers_own_headers_stay() -> None:
    async with asking(Guard(count, is_https=False)) as web:
        answer = await web.post("/", content=b"")

    assert answer.headers.get_list("cache-control") == ["private"]


async def test_a_bug_is_told_by_the_id_of_its_log_lines(logged: list[EventDict]) -> None:
    async with asking(Guard(break_down, is_https=False)) as web:
        answer = await web.get("/")

    (event,) = logged
    assert (answer.status_code, event["event"]) == (500, "request_failed")
    assert (
        answer.text == f"Something went wrong. Please report it with this number: {event['run']}"
    )
    assert re.fullmatch("[0-9a-f]{8}", event["run"])
    assert answer.headers["x-frame-options"] == "DENY"


async def test_a_bug_in_the_middle_of_an_answer_is_logged(logged: list[EventDict]) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await Guard(break_down_late, is_https=False)(scope, receive, send)

    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [event["event"] for event in logged] == ["request_failed"]
