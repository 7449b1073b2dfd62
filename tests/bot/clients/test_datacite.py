import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import stamina

from bot.clients.datacite import DataCite
from bot.clients.http import Neighbour
from bot.clients.rate import Rate
from bot.domain.evidence import Record, Unanswered
from bot.errors import OutsideError
from tests.fakes.wire import Answer, Wire, answering

CORPUS = Path(__file__).parents[4] / "shared/corpus"
INDEX = CORPUS / "api/index.jsonl"
RECORDED = [json.loads(line) for line in INDEX.read_text().splitlines()] if INDEX.exists() else []
DOI = "10.5555/a"
NOT_FOUND = Answer(
    status=404, body=b'{"errors": [{"status": "404", "title": "There is no such resource."}]}'
)
NOT_UNDERSTOOD = r"^DataCite gave an answer that was not understood\.$"
UNREADABLE = Unanswered("The metadata that DataCite sent cannot be read.")


@asynccontextmanager
async def datacite(
    answers: Callable[[str], Answer] | Answer,
) -> AsyncIterator[tuple[DataCite, Wire]]:
    async with (
        answering(answers) as wire,
        Neighbour.open(
            "DataCite", wire.url, contact="", rate=Rate(1000, 1), concurrency=10
        ) as neighbour,
    ):
        yield DataCite(neighbour), wire


@pytest.fixture(autouse=True)
def _once() -> Iterator[None]:
    with stamina.set_testing(True):
        yield


def an_item(doi: str = DOI, **attributes: object) -> dict[str, Any]:
    client = {"data": {"id": "example.repo", "type": "clients"}}
    return {
        "id": doi,
        "attributes": {"doi": doi, "state": "findable", **attributes},
        "relationships": {"client": client},
    }


def one(item: object) -> Answer:
    return Answer(body=json.dumps({"data": item}).encode())


def a_record(doi: str = DOI, **different: object) -> Record:
    values: dict[str, Any] = {
        "doi": doi,
        "state": "findable",
        "source": None,
        "client": "example.repo",
        "agency": None,
        "url": None,
        "views": None,
        "downloads": None,
        "xml": None,
        "said": json.dumps({"doi": doi, "state": "findable"}),
    }
    return Record(**{**values, **different})


async def record_of(item: object) -> Record | None:
    async with datacite(one(item)) as (client, _):
        return await client.record(DOI)


async def test_a_record_is_what_the_api_says_of_it() -> None:
    said = {"source": "api", "agency": "datacite", "url": "https://example.org/a"}
    attributes = said | {"titles": [{"title": "Example"}], "types": {}, "isActive": True}
    item = an_item("10.5555/A", **attributes, xml=b64encode(b"<resource/>").decode())
    assert await record_of(item) == a_record(
        **said,
        xml=b"<resource/>",
        said=json.dumps({"doi": "10.5555/A", "state": "findable", **said, "isActive": True}),
    )


async def test_a_doi_that_datacite_does_not_show_is_none() -> None:
    async with datacite(NOT_FOUND) as (client, _):
        assert await client.record(DOI) is None


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404, body=b'{"message": "no Route matched with those values"}'),
        Answer(status=404, body=b'{"errors": []}'),
        Answer(body=NOT_FOUND.body),
        Answer(body=b"null"),
        Answer(body=b"[]"),
        Answer(body=b'{"data": null}'),
        Answer(body=b'{"data": []}'),
        Answer(body=b'{"data": "aaa"}'),
        one({"id": DOI}),
        one({"id": DOI, "attributes": None}),
        one({"id": DOI, "attributes": {"doi": 5}}),
        one(an_item("10.5555/another")),
        Answer(status=404, body=one(an_item()).body),
    ],
)
async def test_json_of_another_shape_is_not_understood(answer: Answer) -> None:
    async with datacite(answer) as (client, _):
        with pytest.raises(OutsideError, match=NOT_UNDERSTOOD):
            await client.record(DOI)


@pytest.mark.parametrize(
    ("xml", "read"),
    [
        (None, None),
        ("", None),
        ("PHJlc291cmNlLz4=", b"<resource/>"),
        ("PHJlc291\ncmNlLz4=\n", b"<resource/>"),
        ("PHJlc291cmNlLz4", UNREADABLE),
        ("<resource/>", UNREADABLE),
        ("é", UNREADABLE),
        (["PHJlc291cmNlLz4="], UNREADABLE),
        ({}, UNREADABLE),
    ],
)
async def test_xml_is_decoded_or_said_to_be_unreadable(
    xml: object, read: bytes | Unanswered | None
) -> None:
    record = await record_of(an_item(xml=xml))
    assert record is not None
    assert record.xml == read


@pytest.mark.parametrize(
    ("said", "views", "usage"),
    [
        ({"viewCount": 3, "downloadCount": 2}, 3, 5),
        ({"viewCount": 0, "downloadCount": 0}, 0, 0),
        ({"viewCount": 3}, 3, 3),
        ({"downloadCount": 2}, None, 2),
        ({}, None, None),
        ({"viewCount": None, "downloadCount": None}, None, None),
        ({"viewCount": "3", "downloadCount": True}, None, None),
        ({"viewCount": -1, "downloadCount": 1.5}, None, None),
        ({"viewCount": 10**4_000, "downloadCount": []}, None, None),
    ],
)
async def test_usage_is_what_was_counted_and_nothing_else(
    said: dict[str, object], views: int | None, usage: int | None
) -> None:
    record = await record_of({"attributes": {"doi": DOI, **said}})
    assert record is not None
    assert (record.views, record.usage) == (views, usage)


@pytest.mark.parametrize(
    ("places", "client"),
    [
        ({"relationships": {"client": {"data": {"id": "EXAMPLE.REPO"}}}}, "example.repo"),
        ({"relationships": {"client": {"data": None}}}, None),
        ({"relationships": {"client": {}}}, None),
        ({"relationships": []}, None),
        ({"relationships": None}, None),
        ({}, None),
    ],
)
async def test_the_client_is_where_the_answer_has_it(
    places: Mapping[str, object], client: str | None
) -> None:
    record = await record_of({"attributes": {"doi": DOI, "state": "findable"}, **places})
    assert record == a_record(client=client)


@pytest.mark.parametrize(
    "attribute",
    [
        {"client": "example.repo"},
        {"client": {"id": "Example.Repo"}},
        {"client-id": "example.repo"},
        {"data-center-id": "example.repo"},
    ],
)
async def test_the_client_may_be_an_attribute(attribute: dict[str, object]) -> None:
    record = await record_of({"attributes": {"doi": DOI, **attribute}})
    assert record is not None
    assert record.client == "example.repo"


async def test_what_cannot_be_stored_is_replaced() -> None:
    record = await record_of(an_item(url="https://example.org/\x00\ud800", source=7, agency=""))
    assert record is not None
    assert (record.url, record.source, record.agency) == ("https://example.org/��", None, None)
    assert record.said.isascii()


async def test_no_more_is_kept_of_an_answer_than_64_kilobytes() -> None:
    record = await record_of(an_item(reason="x" * 100_000))
    assert record is not None
    assert len(record.said) == 64_000


async def test_a_list_is_asked_for_with_its_size_and_its_xml() -> None:
    dois = ["10.5555/a&b=c", "10.5555/b+c;d", "10.5555/c#d%e?"]
    async with datacite(one([an_item(doi) for doi in dois])) as (client, wire):
        assert list(await client.listed(dois)) == dois
    query = parse_qs(urlsplit(wire.asked[0]).query)
    assert query["ids"] == [",".join(dois)]
    assert query["page[size]"] == ["3"]
    assert query["detail"] == ["true"]
    assert {"xml", "viewCount", "downloadCount"} < {*query["fields[dois]"][0].split(",")}
    assert query["disable-facets"] == ["true"]


async def test_a_list_holds_what_was_asked_for_and_is_understood() -> None:
    items: list[object] = [
        an_item("10.5555/B"),
        None,
        {"attributes": []},
        an_item("10.5555/not-asked"),
        5,
    ]
    async with datacite(one(items)) as (client, _):
        listed = await client.listed(["10.5555/a", "10.5555/b"])
    said = json.dumps({"doi": "10.5555/B", "state": "findable"})
    assert listed == {"10.5555/b": a_record("10.5555/b", said=said)}


async def test_a_doi_is_found_by_its_key_also_beyond_ascii() -> None:
    # Keys are lowered as the handle system does it, in ASCII only; the API lowers all.
    async with datacite(one([an_item("10.5555/é")])) as (client, _):
        assert list(await client.listed(["10.5555/É"])) == ["10.5555/É"]


async def test_a_comma_would_cut_a_doi_in_two_so_it_is_left_out() -> None:
    async with datacite(one([])) as (client, wire):
        assert await client.listed(["10.5555/a,b", "10.5555/c"]) == {}
        assert await client.listed(["10.5555/a,b"]) == {}
    assert [parse_qs(urlsplit(asked).query)["ids"] for asked in wire.asked] == [["10.5555/c"]]


@pytest.mark.parametrize("body", [b"[]", b'{"data": null}', b'{"data": {}}', b"{}", b"7"])
async def test_a_list_of_another_shape_is_not_understood(body: bytes) -> None:
    async with datacite(Answer(body=body)) as (client, _):
        with pytest.raises(OutsideError, match=NOT_UNDERSTOOD):
            await client.listed([DOI])


@pytest.mark.parametrize(
    ("doi", "path"),
    [
        ("10.5555/a/b:c;d=e~f*g$h", "10.5555/a/b:c;d=e~f*g$h"),
        ("10.5555/a+b,c@d!e'f&g", "10.5555/a%2Bb,c@d!e'f&g"),
        ("10.5555/(sici)1<2::a>3.0[1]2", "10.5555/(sici)1%3C2::a%3E3.0%5B1%5D2"),
        ('10.5555/% ?#"{}^`|\\', "10.5555/%25%20%3F%23%22%7B%7D%5E%60%7C%5C"),
        ("10.5555/é", "10.5555/%C3%A9"),
        ("10.5555/a//b/", "10.5555/a//b/"),
        ("10.5555/a/./b/../c", "10.5555/a/.%2Fb/..%2Fc"),
        ("10.5555/../../c", "10.5555/..%2F../c"),
        ("10.5555/a/..", "10.5555/a%2F.."),
        ("10.5555/a/...", "10.5555/a/..."),
    ],
)
async def test_a_doi_goes_over_the_wire_whole(doi: str, path: str) -> None:
    async with datacite(NOT_FOUND) as (client, wire):
        await client.record(doi)
    assert wire.asked == [f"/dois/{path}"]


@pytest.mark.skipif(not RECORDED, reason="the corpus is not here")
async def test_real_dois_go_over_the_wire_whole() -> None:
    seen = (CORPUS / "dois.txt").read_text().splitlines()
    dois = [doi for doi in seen if not re.fullmatch(r"[a-z0-9./-]+", doi)]
    async with datacite(NOT_FOUND) as (client, wire):
        for doi in dois:
            await client.record(doi)
    assert [unquote(asked) for asked in wire.asked] == [f"/dois/{doi}" for doi in dois]


def test_batches_fit_into_an_address() -> None:
    short, long = [f"10.5555/{n}" for n in range(250)], [f"10.5555/{n:0250}" for n in range(100)]
    assert [len(batch) for batch in DataCite.batches(short)] == [100, 100, 50]
    assert [len(batch) for batch in DataCite.batches(long)] == [28, 28, 28, 16]
    assert [doi for batch in DataCite.batches(short) for doi in batch] == short
    assert list(DataCite.batches([])) == []


def test_a_doi_longer_than_an_address_goes_alone() -> None:
    dois = ["10.5555/a", "10.5555/" + "b" * 9000, "10.5555/c"]
    assert list(DataCite.batches(dois)) == [[doi] for doi in dois]


def as_recorded(row: Mapping[str, Any]) -> Answer:
    body = (CORPUS / row["file"]).read_bytes()
    headers = row["headers"] or {}
    kept = [
        f"{name}: {headers[name][0]}" for name in ("Content-Type", "Server") if name in headers
    ]
    return Answer(status=row["status"] or 200, body=body, headers=tuple(kept))


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["file"])
async def test_each_recorded_answer_is_a_record_or_a_no_or_not_understood(
    row: dict[str, Any],
) -> None:
    answer = as_recorded(row)
    async with datacite(answer) as (client, _):
        doi = row.get("doi", DOI)
        if answer.status == 200 and row["kind"] in ("doi", "dump", "write"):
            record = await client.record(doi)
            assert record == await as_the_index_says(row, record)
        elif answer.status == 404 and row["kind"] == "error":
            assert await client.record(doi) is None
        else:
            with pytest.raises(OutsideError):
                await client.record(doi)


async def as_the_index_says(row: Mapping[str, Any], record: Record | None) -> Record:
    assert record is not None
    assert isinstance(record.xml, bytes) == (row["xml"] == "present")
    return a_record(
        row["doi"].lower(),
        state=row["state"],
        source=row["source_attr"],
        client=record.client,
        url=record.url,
        views=record.views,
        downloads=record.downloads,
        xml=record.xml,
        said=record.said,
    )


@pytest.mark.parametrize(
    "row", [r for r in RECORDED if r["kind"] == "list"], ids=lambda row: row["file"]
)
async def test_each_recorded_list_is_read(row: dict[str, Any]) -> None:
    answer = as_recorded(row)
    items = [item["attributes"] for item in json.loads(answer.body)["data"]]
    dois = {item["doi"].lower(): item["state"] for item in items if "doi" in item}
    async with datacite(answer) as (client, _):
        listed = await client.listed([*dois, DOI])
    assert {doi: record.state for doi, record in listed.items()} == dois


async def test_a_list_of_the_first_api_has_its_dois_as_addresses() -> None:
    item = {"id": "https://handle.test.datacite.org/10.5555/a", "attributes": {"doi": "10.5555/A"}}
    async with datacite(one([item])) as (client, _):
        said = json.dumps({"doi": "10.5555/A"})
        assert await client.listed([DOI]) == {DOI: a_record(state=None, client=None, said=said)}
