"""Try before you apply: the page as a browser asks for it, and as strangers do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from starlette.routing import Route, Router
from structlog.testing import capture_logs

from bot.demo.table import Row
from bot.jobs import sweep_once
from bot.use_cases import checks
from bot.use_cases.links import Links
from bot.use_cases.ready import VALID, ready_link
from bot.web.guard import Guard
from bot.web.ready import PATH, ReadyPage
from bot.world import World
from storage.database import Database
from tests.bot.address_book import URL, journal
from tests.bot.web.cases import with_cases
from tests.bot.web.conftest import FORM, asking
from tests.conftest import StoppedClock
from tests.fakes.neighbours import FakeNeighbours

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FINE = ("10.5555/fine-1", "10.5555/fine-2", "10.5555/fine-3")


@dataclass
class Visitor:
    world: World
    client: httpx.AsyncClient

    async def paste(self, *dois: str, **headers: str) -> httpx.Response:
        return await self.send(urlencode({"dois": "\n".join(dois)}), **headers)

    async def send(self, body: str, **headers: str) -> httpx.Response:
        return await self.client.post(PATH, content=body, headers=FORM | headers)

    async def checked(self) -> int:
        return len((await checks.recent(database=self.world.database)).checks)


def impatient(world: World) -> httpx.AsyncClient:
    page = ReadyPage(world, patience=0.3)
    app = Guard(Router([Route(PATH, page.answer, methods=["GET", "POST"])]), is_https=False)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL)


@pytest.fixture
async def visitor(world: World, neighbours: FakeNeighbours) -> AsyncIterator[Visitor]:
    neighbours.add(*(Row(doi=doi, shows="all is well") for doi in FINE))
    world = with_cases(world)
    async with asking(world) as client:
        yield Visitor(world, client)


async def test_the_page_asks_one_question_and_checks_nothing(visitor: Visitor) -> None:
    for method in ("GET", "HEAD"):
        answer = await visitor.client.request(method, PATH)

        assert answer.status_code == 200
    assert "<h1>Try before you apply</h1>" in (await visitor.client.get(PATH)).text
    assert await visitor.checked() == 0


async def test_dois_that_show_what_is_needed_are_ready(visitor: Visitor) -> None:
    answer = await visitor.paste(*FINE)

    assert answer.status_code == 200
    assert "<h1>Ready: CHK-1</h1>" in answer.text
    assert "Name CHK-1 in your application" in answer.text
    assert "3 of 3 examples are findable" in answer.text
    assert "3 of 3 examples came through the REST API" in answer.text
    assert (await journal(visitor.world, "CHK-1"))[0][:2] == ("web", "checked")


@ON_SQLITE
async def test_what_is_not_yet_is_said_with_what_to_do(visitor: Visitor) -> None:
    answer = await visitor.paste("10.5555/draft", "10.5555/schema-3", "10.5555/typed-in-fabrica")

    assert "<h1>Not yet: CHK-1</h1>" in answer.text
    for said in (
        "R1 Integrates the API",
        "Take DOIs that your integration registered",
        "R2 Findable DOIs",
        "Publish what is not findable",
        "R3 Schema 4",
        "Send the metadata once more, valid in schema 4.",
        "R5 Best practices",
        "10.5555/draft",
    ):
        assert said in answer.text
    assert 'href="https://support.datacite.org/docs/' in answer.text


@ON_SQLITE
async def test_what_could_not_be_found_out_is_no_failure(visitor: Visitor) -> None:
    answer = await visitor.paste("10.5555/datacite-down")

    assert "<h1>Could not be found out: CHK-1</h1>" in answer.text
    assert "could not be found out." in answer.text
    assert "Try again" in answer.text
    assert "not yet." not in answer.text
    assert "failure" not in answer.text


@ON_SQLITE
@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "Please answer this."),
        ("hello", "No DOI was found here"),
        ("\n".join(f"10.5555/{n}" for n in range(6)), "at most 5 can be tried at once"),
        ("https://ada:geheim@example.org/10.5555/a", "This looks like a password or a key"),
    ],
)
async def test_what_is_wrong_is_said_at_the_question(
    visitor: Visitor, typed: str, fault: str
) -> None:
    with capture_logs() as logged:
        answer = await visitor.paste(typed)

    assert answer.status_code == 422
    assert fault in answer.text
    assert "geheim" not in str(logged)
    assert await visitor.checked() == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("dois=10.5555/a&more=1", {}, 400),
        ("dois=a&dois=b", {}, 400),
        ("dois", {}, 400),
        ("dois=10.5555/a", {"Content-Type": "text/plain"}, 400),
        ("dois=10.5555/a", {"Content-Type": "application/json"}, 400),
        ("dois=10.5555/a", {"Sec-Fetch-Site": "cross-site"}, 400),
        ("dois=10.5555/a", {"Sec-Fetch-Site": "same-site"}, 400),
        ("dois=" + "a" * 20_000, {}, 413),
        ("dois=" + "a" * 19_990, {}, 422),
    ],
)
async def test_only_what_our_page_sends_is_taken(
    visitor: Visitor, body: str, headers: dict[str, str], status: int
) -> None:
    assert (await visitor.send(body, **headers)).status_code == status
    assert await visitor.checked() == 0


@ON_SQLITE
async def test_thirty_checks_an_hour_are_begun_whoever_asks(
    visitor: Visitor, clock: StoppedClock
) -> None:
    statuses = [(await visitor.paste("10.5072/retired")).status_code for _ in range(31)]
    for _ in range(40):
        assert (await visitor.paste("")).status_code == 422

    assert statuses == [200] * 30 + [429]
    assert await visitor.checked() == checks.RECENT
    assert (await journal(visitor.world, "CHK-31")) == []
    clock.now += timedelta(hours=1)
    assert (await visitor.paste("10.5072/retired")).status_code == 200


async def test_what_takes_long_is_looked_at_by_a_link(
    visitor: Visitor, neighbours: FakeNeighbours
) -> None:
    neighbours.delay("pages", 2)
    async with impatient(visitor.world) as client:
        answer = await Visitor(visitor.world, client).paste(*FINE)
    neighbours.forget()

    assert answer.status_code == 303
    path = answer.headers["location"]
    assert path.startswith("/link/")
    waiting = await visitor.client.get(path)
    assert "<h1>Still checking: CHK-1</h1>" in waiting.text
    assert (await visitor.client.post(path, headers=FORM)).text == waiting.text
    await sweep_once(visitor.world)
    assert "<h1>Ready: CHK-1</h1>" in (await visitor.client.get(path)).text


@ON_SQLITE
async def test_where_no_link_can_be_made_what_takes_long_goes_on_all_the_same(
    visitor: Visitor, neighbours: FakeNeighbours
) -> None:
    neighbours.delay("pages", 2)
    world = replace(visitor.world, links=Links(public_url="", secret=""))
    async with impatient(world) as client:
        answer = await Visitor(world, client).paste(*FINE)
    neighbours.forget()

    assert answer.status_code == 202
    assert "You can name CHK-1 in your application" in answer.text
    await sweep_once(world)
    assert (await checks.find(1, database=world.database)).finished


@ON_SQLITE
async def test_nobody_sees_a_check_without_its_link(visitor: Visitor, clock: StoppedClock) -> None:
    await visitor.paste(*FINE)
    path = ready_link(1, visitor.world.links, clock.now).removeprefix(URL)

    assert "<h1>Ready: CHK-1</h1>" in (await visitor.client.get(path)).text
    for odd in (f"{PATH}/CHK-1", f"/link/{'CHK-1'}", path[:-1]):
        assert (await visitor.client.get(odd)).status_code == 404
    gone = ready_link(7, visitor.world.links, clock.now).removeprefix(URL)
    assert (await visitor.client.get(gone)).status_code == 404
    clock.now += VALID
    assert (await visitor.client.get(path)).status_code == 410


@ON_SQLITE
async def test_a_database_that_is_away_loses_nothing_that_was_typed(
    visitor: Visitor, tmp_path: Path
) -> None:
    async with (
        Database.open(f"sqlite:///{tmp_path}/nowhere/rsp.db") as gone,
        asking(replace(visitor.world, database=gone)) as client,
    ):
        answer = await Visitor(visitor.world, client).paste(*FINE)

    assert answer.status_code == 503
    assert "Please try again in a few minutes" in answer.text
    assert FINE[0] in answer.text
