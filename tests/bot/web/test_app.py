"""What the web door answers, asked as a browser would."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import Settings
from bot.use_cases import ticks
from bot.web.app import SLACK_PATH, make_app
from bot.world import World
from tests.conftest import StoppedClock

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVERY_ANSWER = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


async def slack(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand where Slack's endpoint does."""
    body = (await receive())["body"]
    await PlainTextResponse(f"Slack said {body.decode()}")(scope, receive, send)


def asking(app: ASGIApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://bot.example")


@pytest.fixture
async def web(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(make_app(world, slack)) as client:
        yield client


@ON_SQLITE
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/style.css", 200),
        ("GET", "/link/x", 404),
        ("PUT", "/link/x", 405),
        ("GET", "/link/", 404),
        ("GET", "/health", 200),
        ("GET", "/ready", 200),
        ("GET", "/health/worker", 503),
        ("POST", SLACK_PATH, 200),
        ("GET", SLACK_PATH, 405),
        ("POST", "/", 405),
        ("DELETE", "/ready", 405),
        ("GET", "/nowhere", 404),
        ("GET", "/health/", 404),
        ("GET", "//example.org/", 404),
        ("POST", "/nowhere", 404),
    ],
)
async def test_every_path_and_method_has_its_answer(
    web: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await web.request(method, f"http://bot.example{path}")

    assert answer.status_code == status
    assert {name: answer.headers[name] for name in EVERY_ANSWER} == EVERY_ANSWER
    if status in (404, 405) and path != "/link/x":
        assert answer.headers["content-type"].startswith("text/plain")


@ON_SQLITE
async def test_slack_is_asked_where_it_stands(web: httpx.AsyncClient) -> None:
    assert (await web.post(SLACK_PATH, content=b"hello")).text == "Slack said hello"


@ON_SQLITE
async def test_without_a_token_nobody_stands_there(world: World) -> None:
    async with asking(make_app(world, None)) as web:
        assert (await web.post(SLACK_PATH)).status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("", None),
        ("http://127.0.0.1:3000", None),
        ("https://rsp.example.org", "max-age=31536000"),
    ],
)
async def test_only_https_is_asked_for_where_the_public_address_is_https(
    world: World, url: str, header: str | None
) -> None:
    settings = Settings.from_environ({"RSP_PUBLIC_URL": url})
    app = make_app(replace(world, settings=settings), None)
    async with asking(app) as web:
        answer = await web.get("/health")

    assert answer.headers.get("strict-transport-security") == header


async def test_ready_says_whether_the_database_answers(
    web: httpx.AsyncClient, world: World, tmp_path: Path
) -> None:
    gone = replace(world.settings, database_url=f"postgresql://rsp@/rsp?host={tmp_path}")
    assert (await web.get("/ready")).json() == {"ready": True, "rehearsal": False}

    async with asking(make_app(replace(world, settings=gone), None)) as elsewhere:
        answer = await elsewhere.get("/ready")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "rehearsal": False})


@ON_SQLITE
async def test_ready_says_that_it_is_not_at_the_newest_schema(
    world: World, tmp_path: Path
) -> None:
    empty = replace(world.settings, database_url=f"sqlite:///{tmp_path}/empty.db")
    async with asking(make_app(replace(world, settings=empty), None)) as web:
        assert (await web.get("/ready")).status_code == 503


@ON_SQLITE
async def test_ready_says_that_it_is_a_rehearsal(world: World, clock: StoppedClock) -> None:
    settings = replace(world.settings, rehearsal_from=clock.now)
    async with asking(make_app(replace(world, settings=settings), None)) as web:
        assert (await web.get("/ready")).json() == {"ready": True, "rehearsal": True}


@ON_SQLITE
async def test_however_many_look_at_once_the_answer_is_the_same(web: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(web.get("/ready") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("passed", "status"),
    [(timedelta(minutes=10), 200), (timedelta(minutes=10, seconds=1), 503)],
)
async def test_a_worker_is_late_after_ten_minutes(
    web: httpx.AsyncClient, world: World, clock: StoppedClock, passed: timedelta, status: int
) -> None:
    await ticks.tick(clock.now, database=world.database)
    clock.now += passed

    answer = await web.get("/health/worker")

    is_well = status == 200
    said = {"healthy": is_well, "last_tick": "2026-03-02T09:00:00Z"}
    assert (answer.status_code, answer.json()) == (status, said)


@ON_SQLITE
async def test_a_worker_that_never_ticked_is_not_well(web: httpx.AsyncClient) -> None:
    answer = await web.get("/health/worker")

    assert (answer.status_code, answer.json()) == (503, {"healthy": False, "last_tick": None})


@ON_SQLITE
async def test_the_page_says_what_this_is(web: httpx.AsyncClient) -> None:
    answer = await web.get("/")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!doctype html>")
    assert "<title>Service Provider Bot</title>" in answer.text


@ON_SQLITE
async def test_pages_have_one_stylesheet(web: httpx.AsyncClient) -> None:
    answer = await web.get("/style.css")

    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "prefers-color-scheme: dark" in answer.text
