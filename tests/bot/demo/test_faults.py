"""The fake before the neighbours does what a test tells it to, and notes what it was asked."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.demo.table import Row
from tests.fakes.neighbours import FakeNeighbours, started

FINDABLE = "/dois/10.5555/findable"


@pytest.fixture
async def fake() -> AsyncIterator[FakeNeighbours]:
    async with FakeNeighbours.running() as fake:
        yield fake


@pytest.fixture
async def client(fake: FakeNeighbours) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=fake.urls.api, timeout=0.5) as client:
        yield client


async def test_what_was_asked_is_noted(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    await client.get("/dois?ids=10.5555%2Fa", headers={"User-Agent": "somebody"})
    await client.get(f"{fake.urls.pages}/robots.txt")
    api, pages = fake.asked
    assert (api.role, api.method, api.path) == ("api", "GET", "/dois?ids=10.5555%2Fa")
    assert api.headers["user-agent"] == "somebody"
    assert fake.paths("pages") == [pages.path] == ["/robots.txt"]
    assert pages.at >= api.at


async def test_dois_can_be_added(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    assert (await client.get("/dois/10.5555/new")).status_code == 404
    fake.add(Row(doi="10.5555/NEW", shows="added"))
    assert (await client.get("/dois/10.5555/new")).json()["data"]["id"] == "10.5555/new"


@pytest.mark.parametrize(
    ("kind", "status", "content_type", "begins"),
    [
        ("429", 429, "application/json", b'{"errors":'),
        ("403", 403, "text/html", b"<html>"),
        ("404", 404, "text/html", b"<html>"),
        ("500", 500, "application/json", b'{"status":500'),
        ("502", 502, "text/html", b"<html>"),
        ("html", 200, "text/html", b"<html>"),
        ("bad-json", 200, "application/json", b'{"data":[{"id":'),
    ],
)
async def test_an_answer_is_out_of_order(
    fake: FakeNeighbours,
    client: httpx.AsyncClient,
    kind: str,
    status: int,
    content_type: str,
    begins: bytes,
) -> None:
    fake.fail(kind)
    answer = await client.get(FINDABLE)
    assert answer.status_code == status
    assert answer.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert answer.content.startswith(begins)


async def test_the_load_balancer_gives_its_name(
    fake: FakeNeighbours, client: httpx.AsyncClient
) -> None:
    fake.fail("403")
    assert (await client.get(FINDABLE)).headers["server"] == "awselb/2.0"


async def test_a_limit_says_when_to_come_again_if_told_to(
    fake: FakeNeighbours, client: httpx.AsyncClient
) -> None:
    fake.fail("429", headers={"retry-after": "7"}, times=1)
    fake.fail("429", times=1)
    told, untold = [(await client.get(FINDABLE)).headers for _ in range(2)]
    assert (told["retry-after"], "retry-after" in untold) == ("7", False)


async def test_any_answer_can_be_given(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    fake.fail("answer", status=302, headers={"location": "http://10.0.0.1/"}, body="Go away.")
    answer = await client.get(FINDABLE)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://10.0.0.1/")
    assert answer.text == "Go away."


async def test_a_fault_strikes_as_often_as_told_and_only_there(
    fake: FakeNeighbours, client: httpx.AsyncClient
) -> None:
    fake.fail("500", role="api", path=r"ids=.*10\.5555/a", times=2)
    asked = ["/dois?ids=10.5555%2Fa", "/dois?ids=10.5555/b", FINDABLE]
    first = [(await client.get(path)).status_code for path in asked]
    later = [(await client.get(asked[0])).status_code for _ in range(2)]
    elsewhere = await client.get(f"{fake.urls.test}/dois?ids=10.5555/a")
    assert (first, later, elsewhere.status_code) == ([500, 200, 200], [500, 200], 200)


async def test_what_is_forgotten_strikes_no_more(
    fake: FakeNeighbours, client: httpx.AsyncClient
) -> None:
    fake.fail("500")
    fake.delay("api", 60)
    fake.forget()
    assert (await client.get(FINDABLE)).status_code == 200
    assert fake.paths("api") == [FINDABLE]


async def test_a_connection_is_cut_before_the_first_byte(
    fake: FakeNeighbours, client: httpx.AsyncClient
) -> None:
    fake.fail("cut")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await client.get(FINDABLE)


async def test_a_connection_is_cut_in_the_body(
    fake: FakeNeighbours, client: httpx.AsyncClient
) -> None:
    fake.fail("cut-short")
    async with client.stream("GET", FINDABLE) as answer:
        pieces = answer.aiter_raw()
        assert await anext(pieces) == b'{"data":'
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await anext(pieces)


async def test_a_neighbour_hangs(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    fake.fail("hang")
    with pytest.raises(httpx.ReadTimeout):
        await client.get(FINDABLE)


async def test_a_neighbour_drips(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    fake.fail("drip", seconds=0.01)
    async with client.stream("GET", FINDABLE) as answer:
        pieces = answer.aiter_raw()
        assert [await anext(pieces) for _ in range(3)] == [b" "] * 3


async def test_a_body_never_ends(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    fake.fail("huge")
    size = 0
    async with client.stream("GET", FINDABLE) as answer:
        async for piece in answer.aiter_raw():
            size += len(piece)
            if size > 10_000_000:
                break
    assert size > 10_000_000


async def test_a_neighbour_is_slow(fake: FakeNeighbours, client: httpx.AsyncClient) -> None:
    fake.delay("api", 0.2)
    began = asyncio.get_running_loop().time()
    await client.get(FINDABLE)
    assert asyncio.get_running_loop().time() - began >= 0.2


async def test_the_neighbours_run_in_a_process_of_their_own() -> None:
    with started() as remote:
        remote.set(
            faults=[{"kind": "500", "path": "findable", "times": 1}],
            delays={"api": 0.01},
            rows=[{"doi": "10.5555/new", "shows": "added"}],
            made_up_rows=3,
        )
        async with httpx.AsyncClient(base_url=remote.urls.api) as client:
            paths = [FINDABLE, FINDABLE, "/dois/10.5555/new", "/dois/10.5555/made-up-3"]
            statuses = [(await client.get(path)).status_code for path in paths]
        assert statuses == [500, 200, 200, 200]
        assert [asked.path for asked in remote.asked()] == paths
        remote.set(forget=True)
        assert remote.asked() == []
