import time
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from commands.slack.signed import MOST_BYTES, Heard, Signed

SECRET = "shh"  # noqa: S105 -- a made-up one
STAMP = "x-slack-request-timestamp"


async def hear(body: str, headers: Mapping[str, str]) -> Heard:
    return Heard(200, f"heard {body}", {"content-type": headers["content-type"]})


def signed(body: bytes, *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    stamp = str(int(time.time() - age))  # noqa: TID251 -- Slack's signatures keep real time
    verifier = SignatureVerifier(secret)
    signature = verifier.generate_signature(timestamp=stamp, body=body)
    assert signature
    return {STAMP: stamp, "x-slack-signature": signature, "content-type": "text/x-slack"}


@pytest.fixture
async def slack() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Signed(SECRET, hear))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.example") as client:
        yield client


async def test_what_slack_signed_is_heard(slack: httpx.AsyncClient) -> None:
    body = "command=/rsp&text=é".encode()

    answer = await slack.post("/", content=body, headers=signed(body))

    assert (answer.status_code, answer.text) == (200, "heard command=/rsp&text=é")
    assert answer.headers["content-type"] == "text/x-slack"


@pytest.mark.parametrize("age", [301, -301])
async def test_a_request_of_another_time_is_turned_away(
    slack: httpx.AsyncClient, age: float
) -> None:
    assert (await slack.post("/", content=b"x", headers=signed(b"x", age=age))).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(b"x", secret="guessed"),  # noqa: S106 -- a made-up one
        signed(b"another body"),
        {STAMP: "abc", "x-slack-signature": "v0=1"},
        {**signed(b"x"), "x-slack-signature": "v0=\u00e9"},
        {**signed(b"x"), "x-slack-signature": ""},
        {STAMP: "1" * 5000, "x-slack-signature": "v0=1"},
        {STAMP: "nan", "x-slack-signature": "v0=1"},
    ],
)
@pytest.mark.parametrize("body", [b"x", b"{", b"[]", b"payload=x", b"payload=%ff", b"\xff\xfe"])
async def test_a_strangers_request_is_turned_away_unread(
    slack: httpx.AsyncClient, headers: dict[str, str], body: bytes
) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    answer = await slack.post("/", content=body, headers=encoded)

    assert (answer.status_code, answer.text) == (401, "Not signed by Slack.")


async def test_what_is_too_long_is_not_read_to_its_end(slack: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 100_000
            yield b"x" * 100_000

    answer = await slack.post("/", content=endless())

    assert answer.status_code == 413
    assert read <= MOST_BYTES + 200_000


async def test_other_methods_are_told_what_slack_does(slack: httpx.AsyncClient) -> None:
    assert (await slack.get("/")).status_code == 405


async def test_without_a_secret_nobody_is_let_in() -> None:
    transport = httpx.ASGITransport(Signed("", hear))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.example") as client:
        answer = await client.post("/", content=b"x", headers=signed(b"x"))

    assert answer.status_code == 401
