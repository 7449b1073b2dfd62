import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import stamina

from bot.clients.handles import Handles
from bot.clients.http import Neighbour
from bot.clients.rate import Rate
from bot.domain.evidence import Agency, Handle, Unanswered
from bot.errors import OutsideError
from tests.fakes.wire import Answer, Wire, answering

CORPUS = Path(__file__).parents[4] / "shared/corpus"
INDEX = CORPUS / "handles/index.jsonl"
RECORDED = [json.loads(line) for line in INDEX.read_text().splitlines()] if INDEX.exists() else []
DOI = "10.5555/a"
UNKNOWN = Unanswered("doi.org does not say which agency this DOI belongs to.")
SILENT = Unanswered("doi.org did not answer for this DOI.")
NOT_UNDERSTOOD = r"^doi\.org gave an answer that was not understood\.$"


@asynccontextmanager
async def handles(
    answers: Callable[[str], Answer] | Answer,
) -> AsyncIterator[tuple[Handles, Wire]]:
    async with (
        answering(answers) as wire,
        Neighbour.open(
            "doi.org", wire.url, contact="", rate=Rate(1000, 1), concurrency=10
        ) as neighbour,
    ):
        yield Handles(neighbour), wire


@pytest.fixture(autouse=True)
def _once() -> Iterator[None]:
    with stamina.set_testing(True):
        yield


def in_json(said: object, status: int = 200) -> Answer:
    return Answer(status=status, body=json.dumps(said).encode())


def of(name: str | None, **said: str) -> Agency:
    return Agency(name=name, said=json.dumps(said))


async def test_each_doi_gets_its_own_answer() -> None:
    dois = ["10.5555/a", "10.5555/b", "10.5555/c", "10.5555/d"]
    said = [
        {"DOI": "10.5555/A", "RA": "DataCite"},
        {"DOI": "10.5555/b", "status": "DOI does not exist"},
        {"DOI": "10.5555/c", "status": "Invalid DOI"},
        {"DOI": "10.5555/d", "RA": "Crossref"},
    ]
    async with handles(in_json(said)) as (client, wire):
        assert await client.agencies(dois) == {
            "10.5555/a": of("DataCite", **said[0]),
            "10.5555/b": of(None, **said[1]),
            "10.5555/c": of(None, **said[2]),
            "10.5555/d": of("Crossref", **said[3]),
        }
    assert wire.asked == ["/doiRA/10.5555/a,10.5555/b,10.5555/c,10.5555/d"]


async def test_an_answer_that_says_nothing_is_unknown_for_its_doi_alone() -> None:
    odd = [
        {"DOI": "10.5555/0", "RA": "Unknown"},
        {"DOI": "10.5555/1", "RA": ""},
        {"DOI": "10.5555/2", "status": "Unknown"},
        {"DOI": "10.5555/3", "status": ["Invalid DOI"]},
        {"DOI": "10.5555/4"},
        None,
        "?",
    ]
    well = {"DOI": "10.5555/7", "RA": "DataCite"}
    dois = [f"10.5555/{number}" for number in range(8)]
    async with handles(in_json([*odd, well])) as (client, _):
        answers = await client.agencies(dois)
    unknown, silent = dict.fromkeys(dois[:2], UNKNOWN), dict.fromkeys(dois[2:7], SILENT)
    assert answers == unknown | silent | {dois[7]: of("DataCite", **well)}


async def test_answers_are_matched_by_name_before_place() -> None:
    a, b = {"DOI": "10.5555/a", "RA": "DataCite"}, {"DOI": "10.5555/b", "RA": "Crossref"}
    async with handles(in_json([b, a])) as (client, _):
        answers = await client.agencies(["10.5555/a", "10.5555/b"])
    assert answers == {"10.5555/a": of("DataCite", **a), "10.5555/b": of("Crossref", **b)}


async def test_a_name_that_was_not_asked_for_counts_by_its_place() -> None:
    said = {"DOI": "10.5555/a%2Cb", "RA": "DataCite"}
    async with handles(in_json([said])) as (client, wire):
        assert await client.agencies(["10.5555/a,b"]) == {"10.5555/a,b": of("DataCite", **said)}
    assert wire.asked == ["/doiRA/10.5555/a%2Cb"]


async def test_an_answer_never_serves_two_dois() -> None:
    said = {"DOI": "10.5555/b", "RA": "DataCite"}
    async with handles(in_json([said, said])) as (client, _):
        answers = await client.agencies(["10.5555/a", "10.5555/b"])
    assert answers == {"10.5555/a": SILENT, "10.5555/b": of("DataCite", **said)}


async def test_too_few_answers_leave_the_rest_unknown() -> None:
    said = {"DOI": "10.5555/b", "RA": "DataCite"}
    async with handles(in_json([said])) as (client, _):
        answers = await client.agencies(["10.5555/a", "10.5555/b"])
    assert answers == {"10.5555/a": SILENT, "10.5555/b": of("DataCite", **said)}


async def test_no_dois_are_no_question() -> None:
    async with handles(in_json([])) as (client, wire):
        assert await client.agencies([]) == {}
    assert wire.asked == []


@pytest.mark.parametrize("body", [{}, {"error": "busy"}, None, "DataCite"])
async def test_agencies_of_another_shape_are_not_understood(body: object) -> None:
    async with handles(in_json(body)) as (client, _):
        with pytest.raises(OutsideError, match=NOT_UNDERSTOOD):
            await client.agencies([DOI])


def test_batches_are_of_fifty_and_fit_into_four_kilobytes() -> None:
    short, long = [f"10.5555/{n}" for n in range(120)], [f"10.5555/{n:0250}" for n in range(40)]
    assert [len(batch) for batch in Handles.batches(short)] == [50, 50, 20]
    assert [len(batch) for batch in Handles.batches(long)] == [15, 15, 10]


URL = {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://example.org/a"}}
ADMIN = {"index": 100, "type": "HS_ADMIN", "data": {"format": "admin", "value": {"index": 300}}}


IS_THERE = partial(Handle, exists=True, said="")


@pytest.mark.parametrize(
    ("status", "body", "handle"),
    [
        (200, {"responseCode": 1, "values": [ADMIN, URL]}, IS_THERE(url="https://example.org/a")),
        (200, {"responseCode": 1, "values": [ADMIN]}, IS_THERE(url=None)),
        (200, {"responseCode": 1, "values": []}, IS_THERE(url=None)),
        (200, {"responseCode": 1, "values": {"type": "URL"}}, IS_THERE(url=None)),
        (200, {"responseCode": 1, "values": [None, {"type": "URL"}]}, IS_THERE(url=None)),
        (200, {"responseCode": 1}, IS_THERE(url=None)),
        (200, {"responseCode": 200, "handle": DOI}, IS_THERE(url=None)),
        (404, {"responseCode": 200, "handle": DOI}, IS_THERE(url=None)),
        (404, {"responseCode": 100, "handle": DOI}, Handle(exists=False, url=None, said="")),
    ],
)
async def test_a_handle_exists_or_not(
    status: int, body: dict[str, object], handle: Handle
) -> None:
    async with handles(in_json(body, status)) as (client, wire):
        assert await client.handle(DOI) == replace(handle, said=json.dumps(body))
    assert wire.asked == ["/api/handles/10.5555/a?type=URL"]


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (200, {"responseCode": 100}, NOT_UNDERSTOOD),
        (404, {"responseCode": 1}, NOT_UNDERSTOOD),
        (404, {"message": "Not here"}, NOT_UNDERSTOOD),
        (200, {"responseCode": 2}, NOT_UNDERSTOOD),
        (200, [], NOT_UNDERSTOOD),
        (500, {"responseCode": 2}, r"^doi\.org answered with an error of its own \(500\)\.$"),
        (400, {"responseCode": 301}, r"^doi\.org refused the question \(400\)\.$"),
    ],
)
async def test_what_says_nothing_about_a_handle_is_no_answer(
    status: int, body: object, sentence: str
) -> None:
    async with handles(in_json(body, status)) as (client, _):
        with pytest.raises(OutsideError, match=sentence):
            await client.handle(DOI)


def as_recorded(row: Mapping[str, Any]) -> Answer:
    body = (CORPUS / row["file"]).read_bytes() if row["file"] else b"<html></html>"
    location = [f"Location: {row['location']}"] if row["location"] else []
    return Answer(status=row["status"], body=body, headers=tuple(location))


@pytest.mark.parametrize(
    "row", [r for r in RECORDED if r["kind"] == "ra"], ids=lambda row: row["url"]
)
async def test_each_recorded_agency_is_read(row: dict[str, Any]) -> None:
    asked = row["url"].partition("/ra/")[2].lower()
    async with handles(as_recorded(row)) as (client, _):
        answer = (await client.agencies([asked]))[asked]
    name = answer.name if isinstance(answer, Agency) else "Unknown"
    assert name == (None if row["RA"] == "DOI does not exist" else row["RA"])


@pytest.mark.parametrize(
    "row",
    [r for r in RECORDED if r["kind"] != "ra"],
    ids=lambda row: f"{row['kind']} {row['url']}",
)
async def test_each_recorded_handle_exists_or_not_or_is_no_answer(row: dict[str, Any]) -> None:
    exists = {(200, 1): True, (404, 100): False}.get((row["status"], row["responseCode"]))
    async with handles(as_recorded(row)) as (client, _):
        if exists is None:
            with pytest.raises(OutsideError):
                await client.handle(DOI)
        else:
            assert (await client.handle(DOI)).exists is exists
