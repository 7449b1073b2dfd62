import asyncio
import json
import re
import socket
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.demo import neighbours
from bot.demo.neighbours import Neighbours
from bot.demo.table import ROWS, Repository, Row
from tests.fakes.neighbours import FakeNeighbours, made_up

NOT_FOUND = {
    "errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]
}


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[Neighbours]:
    async with neighbours.running() as urls:
        yield urls


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


async def test_one_doi_comes_whole_from_the_database(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"{demo.api}/dois/10.5555/LAGGING")
    data = answer.json()["data"]
    assert data["id"] == "10.5555/lagging"
    assert data["attributes"]["state"] == "findable"
    assert data["attributes"]["url"] == f"{demo.pages}/10.5555/lagging"
    assert data["attributes"]["created"].endswith(".000Z")
    assert b">10.5555/LAGGING</identifier>" in b64decode(data["attributes"]["xml"])
    assert data["relationships"]["client"]["data"]["id"] == "example.repo"


@pytest.mark.parametrize("suffix", ["registered", "hidden", "draft", "medra", "never-heard-of"])
async def test_what_is_not_findable_is_not_there_for_a_stranger(
    demo: Neighbours, client: httpx.AsyncClient, suffix: str
) -> None:
    answer = await client.get(f"{demo.api}/dois/10.5555/{suffix}")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


async def test_a_list_has_an_order_of_its_own_and_leaves_out_what_it_does_not_know(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    asked = ["10.5555/FINDABLE", "10.5555/nothing", "10.5555/robots", "10.5555/lagging"]
    answer = await listed(client, demo.api, ids=",".join(asked))
    assert ids_of(answer) == ["10.5555/robots", "10.5555/findable"]
    assert answer["meta"] == {"total": 2, "totalPages": 1, "page": 1}


async def test_a_list_asked_by_id_shows_hidden_ones_with_their_state(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    answer = await listed(client, demo.api, ids="10.5555/registered")
    assert answer["data"][0]["attributes"]["state"] == "registered"


async def test_a_list_of_unknown_ids_is_empty(demo: Neighbours, client: httpx.AsyncClient) -> None:
    answer = await listed(client, demo.api, ids="10.5555/nothing")
    assert (answer["data"], answer["meta"]["total"]) == ([], 0)


async def test_the_xml_comes_only_with_detail_whatever_the_word(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    plain = await listed(client, demo.api, ids="10.5555/findable")
    detailed = await listed(client, demo.api, ids="10.5555/findable", detail="false")
    assert "xml" not in plain["data"][0]["attributes"]
    assert "provider" not in plain["data"][0]["relationships"]
    assert plain["data"][0]["attributes"]["created"] == "2026-01-15T09:30:00Z"
    assert detailed["data"][0]["attributes"]["xml"]
    assert detailed["data"][0]["relationships"]["provider"]


async def test_a_list_can_be_trimmed_to_fields(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    fields = {"fields[dois]": "doi,state,client,xml"}
    plain = await listed(client, demo.api, ids="10.5555/findable", **fields)
    detailed = await listed(client, demo.api, ids="10.5555/findable", detail="1", **fields)
    assert set(plain["data"][0]["attributes"]) == {"doi", "state"}
    assert set(plain["data"][0]["relationships"]) == {"client"}
    assert set(detailed["data"][0]["attributes"]) == {"doi", "state", "xml"}


@pytest.mark.parametrize(("size", "shown"), [(None, 25), ("7", 7), ("2000", 1000), ("0", 0)])
async def test_a_page_has_25_unless_more_are_asked_for_and_1000_at_most(
    client: httpx.AsyncClient, size: str | None, shown: int
) -> None:
    async with FakeNeighbours.running() as fake:
        fake.add(*made_up(1001))
        every = ",".join(row.doi for row in made_up(1001))
        asked = {"ids": every} if size is None else {"ids": every, "page[size]": size}
        answer = await listed(client, fake.urls.api, **asked)
        assert (len(answer["data"]), answer["meta"]["total"]) == (shown, 1001)


async def test_pages_follow_each_other(demo: Neighbours, client: httpx.AsyncClient) -> None:
    asked = {"ids": "10.5555/findable,10.5555/robots,10.5555/schema-3", "page[size]": "2"}
    second = await listed(client, demo.api, **asked, **{"page[number]": "2"})
    assert ids_of(second) == ["10.5555/findable"]
    assert second["meta"] == {"total": 3, "totalPages": 2, "page": 2}


async def test_a_doi_with_a_comma_is_asked_for_by_the_array(client: httpx.AsyncClient) -> None:
    async with FakeNeighbours.running() as fake:
        fake.add(Row(doi="10.5555/a,b", shows="a comma"))
        split = await listed(client, fake.urls.api, ids="10.5555/a,b")
        whole = await listed(client, fake.urls.api, **{"ids[]": "10.5555/a,b"})
        assert (ids_of(split), ids_of(whole)) == ([], ["10.5555/a,b"])


async def test_the_two_systems_know_different_dois(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    both = "10.5555/findable,10.5555/only-in-test,10.5555/draft"
    assert ids_of(await listed(client, demo.api, ids=both)) == ["10.5555/findable"]
    in_test = (await listed(client, demo.test, ids=both))["data"]
    assert {one["id"]: one["attributes"]["state"] for one in in_test} == {
        "10.5555/only-in-test": "findable",
        "10.5555/draft": "draft",
    }


async def test_a_foreign_doi_is_findable_in_the_api_and_names_its_agency(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    data = (await client.get(f"{demo.api}/dois/10.5555/crossref")).json()["data"]
    assert (data["attributes"]["state"], data["attributes"]["agency"]) == ("findable", "crossref")
    assert data["relationships"]["client"]["data"]["id"] == "crossref.citations"


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("api", "/dois/10.5555/datacite-down"),
        ("api", "/dois?ids=10.5555/datacite-down"),
        ("doi", "/api/handles/10.5555/doi.org-down"),
        ("doi", "/doiRA/10.5555/doi.org-down"),
        ("pages", "/10.5555/page-down"),
    ],
)
async def test_who_is_down_says_so_in_html(
    demo: Neighbours, client: httpx.AsyncClient, role: str, path: str
) -> None:
    answer = await client.get(getattr(demo, role) + path)
    assert (answer.status_code, answer.headers["content-type"]) == (
        503,
        "text/html; charset=utf-8",
    )


async def test_what_is_down_does_not_take_others_along(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    both = await listed(client, demo.api, ids="10.5555/datacite-down,10.5555/findable")
    assert ids_of(both) == ["10.5555/findable"]


async def test_a_handle_has_its_address_and_its_owner(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    whole = (await client.get(f"{demo.doi}/api/handles/10.5555/Findable")).json()
    address = (await client.get(f"{demo.doi}/api/handles/10.5555/findable?type=URL")).json()
    assert (whole["responseCode"], whole["handle"]) == (1, "10.5555/Findable")
    assert [value["type"] for value in whole["values"]] == ["URL", "HS_ADMIN"]
    assert [value["data"]["value"] for value in address["values"]] == [
        f"{demo.pages}/10.5555/findable"
    ]


async def test_a_handle_without_the_value_asked_for_exists(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"{demo.doi}/api/handles/10.5555/findable?type=EMAIL")
    assert (answer.status_code, answer.json()["responseCode"]) == (200, 200)


@pytest.mark.parametrize("path", ["10.5555/on-its-way", "10.5555/draft", "10.5555%2Ffindable"])
async def test_no_handle_is_told_in_json(
    demo: Neighbours, client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(f"{demo.doi}/api/handles/{path}")
    assert (answer.status_code, answer.json()["responseCode"]) == (404, 100)


@pytest.mark.parametrize("alias", ["doiRA", "ra"])
async def test_agencies_come_in_the_order_of_the_question(
    demo: Neighbours, client: httpx.AsyncClient, alias: str
) -> None:
    asked = "10.5555/medra,10.5555/a%2Cb,10.5555/FINDABLE,nonsense,10.5555,10.5555/doi.org-down"
    answer = await client.get(f"{demo.doi}/{alias}/{asked}")
    assert answer.json() == [
        {"DOI": "10.5555/medra", "RA": "mEDRA"},
        {"DOI": "10.5555/a,b", "status": "DOI does not exist"},
        {"DOI": "10.5555/FINDABLE", "RA": "DataCite"},
        {"DOI": "nonsense", "status": "Invalid DOI"},
        {"DOI": "10.5555", "RA": "DataCite"},
        {"DOI": "10.5555/doi.org-down", "status": "Unknown"},
    ]


async def test_a_good_page_carries_its_doi_in_every_way(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    page = (await client.get(f"{demo.pages}/10.5555/findable")).text
    linked_data = page.partition('ld+json">')[2].partition("</script>")[0]
    assert json.loads(linked_data)["@id"] == "https://doi.org/10.5555/findable"
    assert '<meta name="DC.identifier" content="https://doi.org/10.5555/findable">' in page
    assert '<meta name="citation_doi" content="10.5555/findable">' in page
    assert '<a href="https://doi.org/10.5555/findable">' in page


@pytest.mark.parametrize(
    ("suffix", "status", "has_doi"),
    [("page-without-doi", 200, False), ("page-gone", 404, False), ("robots", 200, True)],
)
async def test_other_pages_are_as_bad_as_their_rows_say(
    demo: Neighbours, client: httpx.AsyncClient, suffix: str, status: int, *, has_doi: bool
) -> None:
    answer = await client.get(f"{demo.pages}/10.5555/{suffix}")
    assert (answer.status_code, f"10.5555/{suffix}" in answer.text) == (status, has_doi)


async def test_robots_are_sent_away_from_one_page_alone(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"{demo.pages}/robots.txt")
    assert answer.text == "User-agent: *\nDisallow: /10.5555/robots\n"


async def test_every_row_answers_as_a_neighbour_would(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    listing = await listed(
        client, demo.api, ids=",".join(row.doi for row in ROWS), **{"page[size]": "100"}
    )
    known = [row for row in ROWS if row.production and row.is_indexed and not row.is_down]
    assert sorted(ids_of(listing)) == sorted(row.doi for row in known)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["example.archive", "example.library", "example.repo"]),
        ({"ids": "EXAMPLE.REPO,example.unknown"}, ["example.repo"]),
        ({"software": "other"}, ["example.library"]),
        (
            {"software": "other,example repository software", "page[size]": "1"},
            ["example.archive"],
        ),
        ({"software": "Other"}, []),
        ({"software": "oth"}, []),
    ],
)
async def test_repositories_are_found_by_id_and_by_software_as_the_index_has_it(
    demo: Neighbours, client: httpx.AsyncClient, asked: dict[str, str], found: list[str]
) -> None:
    answer = await client.get(f"{demo.api}/repositories", params=asked)
    assert ids_of(answer.json()) == found


async def test_repositories_are_counted_without_being_shown(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    asked = {"software": "example repository software", "page[size]": "0"}
    answer = (await client.get(f"{demo.api}/repositories", params=asked)).json()
    assert (answer["data"], answer["meta"]["total"]) == ([], 2)


async def test_the_test_system_knows_other_repositories(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    assert ids_of((await client.get(f"{demo.test}/repositories")).json()) == []


async def test_re3data_lists_its_records_in_xml(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"{demo.re3data}/repositories")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert re.findall("<doi>(.*)</doi>", answer.text) == [
        "https://doi.org/10.17616/R3ANOTHER",
        "https://doi.org/10.17616/R3EXAMPLE",
    ]


async def test_repositories_can_be_added(client: httpx.AsyncClient) -> None:
    async with FakeNeighbours.running() as fake:
        fake.know(Repository(id="example.new", name="New", re3data="https://doi.org/10.17616/R3N"))
        answer = await client.get(f"{fake.urls.api}/repositories?ids=example.new")
        assert ids_of(answer.json()) == ["example.new"]
        assert "R3N" in (await client.get(f"{fake.urls.re3data}/repositories")).text


@pytest.mark.parametrize(("suffix", "has_badge"), [("findable", True), ("lagging", False)])
async def test_a_page_has_the_badge_that_its_row_says(
    demo: Neighbours, client: httpx.AsyncClient, suffix: str, *, has_badge: bool
) -> None:
    page = await client.get(f"{demo.pages}/10.5555/{suffix}")
    assert ("<data-metrics-badge " in page.text) is has_badge


async def test_usage_is_counted_with_and_without_detail(
    demo: Neighbours, client: httpx.AsyncClient
) -> None:
    (plain,) = (await listed(client, demo.api, ids="10.5555/findable"))["data"]
    counts = [plain["attributes"][name] for name in ("viewCount", "downloadCount")]
    assert counts == [31, 12]


async def test_the_name_server_is_silent_about_nonsense(demo: Neighbours) -> None:
    loop = asyncio.get_running_loop()
    address, _, port = demo.names.rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0)
        asking.connect((address, int(port)))
        for nonsense in (b"", b"x", b"\xff" * 12, b"\x00" * 12 + b"\x3fexample", b"\xff" * 500):
            await loop.sock_sendall(asking, nonsense)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loop.sock_recv(asking, 512), 0.1)


async def listed(client: httpx.AsyncClient, url: str, **asked: str) -> dict[str, Any]:
    answer = await client.get(f"{url}/dois", params=asked)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def ids_of(answer: dict[str, Any]) -> list[str]:
    return [one["id"] for one in answer["data"]]
