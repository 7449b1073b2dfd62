import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stamina

from bot.clients.http import Neighbour
from bot.clients.rate import Rate
from bot.clients.repositories import Repositories
from bot.domain.repositories import Repository
from bot.errors import OutsideError
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.wire import Answer, Wire, answering

NOT_UNDERSTOOD = r"^DataCite gave an answer that was not understood\.$"


@asynccontextmanager
async def at(url: str) -> AsyncIterator[Repositories]:
    opening = Neighbour.open("DataCite", url, contact="", rate=Rate(1000, 1), concurrency=10)
    async with opening as neighbour:
        yield Repositories(neighbour)


@asynccontextmanager
async def told(
    answers: Callable[[str], Answer] | Answer,
) -> AsyncIterator[tuple[Repositories, Wire]]:
    async with answering(answers) as wire, at(wire.url) as repositories:
        yield repositories, wire


@pytest.fixture(autouse=True)
def _once() -> Iterator[None]:
    with stamina.set_testing(True):
        yield


def said(body: object) -> Answer:
    return Answer(body=json.dumps(body).encode())


def an_item(identifier: str, **attributes: object) -> dict[str, Any]:
    return {"id": identifier, "attributes": attributes}


def query_of(asked: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(asked).query)


async def test_those_with_a_software_are_counted_and_not_fetched() -> None:
    async with told(said({"data": [], "meta": {"total": 7}})) as (repositories, wire):
        assert await repositories.count_with_software(" Open Journal Systems (OJS) & Co ") == 7
    assert wire.asked[0].startswith("/repositories?")
    assert query_of(wire.asked[0]) == {
        # The index takes a name whole, and in lower case only.
        "software": ["open journal systems (ojs) & co"],
        "page[size]": ["0"],
    }


async def test_no_software_is_in_no_settings() -> None:
    async with told(said({"meta": {"total": 3_000}})) as (repositories, wire):
        assert await repositories.count_with_software(" ") == 0
    assert wire.asked == []


async def test_a_comma_would_ask_for_two_so_nobody_is_asked() -> None:
    async with told(said({"meta": {"total": 1}})) as (repositories, wire):
        with pytest.raises(OutsideError, match="a comma in its name"):
            await repositories.count_with_software("Example, Ltd")
    assert wire.asked == []


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"errors": [{"title": "No."}]},
        {"meta": None},
        *({"meta": {"total": total}} for total in (None, "7", 7.5, True, -1)),
    ],
)
async def test_a_count_of_another_shape_is_not_understood(body: object) -> None:
    async with told(said(body)) as (repositories, _):
        with pytest.raises(OutsideError, match=NOT_UNDERSTOOD):
            await repositories.count_with_software("Example")


async def test_repositories_are_what_their_settings_say() -> None:
    items = [
        an_item(
            "EXAMPLE.REPO",
            name="Example\x00 Repository",
            software=" Example ",
            re3data="https://doi.org/10.17616/R3EXAMPLE",
            url="https://example.org/",
            isActive=True,
        ),
        an_item("example.bare", name=None, software="", re3data=5, url=None),
    ]
    async with told(said({"data": items})) as (repositories, wire):
        found = await repositories.of(["Example.Repo", "example.bare", "example.repo"])
    assert query_of(wire.asked[0]) == {"ids": ["example.repo,example.bare"], "page[size]": ["2"]}
    assert found == {
        "example.repo": Repository(
            id="example.repo",
            name="Example\ufffd Repository",
            software="Example",
            re3data="10.17616/r3example",
            url="https://example.org/",
        ),
        "example.bare": Repository(
            id="example.bare", name="example.bare", software=None, re3data=None, url=None
        ),
    }


async def test_only_what_was_asked_for_and_is_understood_is_found() -> None:
    items = [None, 5, {"id": "example.repo"}, {"id": 5, "attributes": {}}, an_item("other.repo")]
    async with told(said({"data": items})) as (repositories, _):
        assert await repositories.of(["example.repo"]) == {}


@pytest.mark.parametrize("ids", [[], [""], ["a,b"]])
async def test_without_an_id_nobody_is_asked(ids: list[str]) -> None:
    async with told(said({"data": []})) as (repositories, wire):
        assert await repositories.of(ids) == {}
    assert wire.asked == []


async def test_many_are_asked_for_a_hundred_at_a_time() -> None:
    many = [f"example.r{number}" for number in range(250)]

    def answer(asked: str) -> Answer:
        ids = query_of(asked)["ids"][0].split(",")
        return said({"data": [an_item(one) for one in ids]})

    async with told(answer) as (repositories, wire):
        assert list(await repositories.of(many)) == many
    assert [query_of(asked)["page[size]"] for asked in wire.asked] == [["100"], ["100"], ["50"]]


@pytest.mark.parametrize("body", [None, [], {}, {"data": None}, {"data": {}}])
async def test_a_list_of_another_shape_is_not_understood(body: object) -> None:
    async with told(said(body)) as (repositories, _):
        with pytest.raises(OutsideError, match=NOT_UNDERSTOOD):
            await repositories.of(["example.repo"])


async def test_the_made_up_ones_are_found_and_counted(neighbours: FakeNeighbours) -> None:
    async with at(neighbours.urls.api) as repositories:
        count = await repositories.count_with_software("EXAMPLE Repository Software")
        found = await repositories.of(["example.repo", "example.library", "example.unknown"])
    assert count == 2
    assert {name: (one.software, one.re3data) for name, one in found.items()} == {
        "example.repo": ("Example Repository Software", "10.17616/r3example"),
        "example.library": ("Other", None),
    }
