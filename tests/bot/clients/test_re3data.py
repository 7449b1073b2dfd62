import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from time import process_time

import pytest
import stamina

from bot.clients.http import Neighbour
from bot.clients.rate import Rate
from bot.clients.re3data import Re3data
from bot.errors import OutsideError
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.wire import Answer, Wire, answering, in_turn

NOT_UNDERSTOOD = r"^re3data gave an answer that was not understood\.$"
RECORD = (
    "<repository><id>r3d100000001</id><doi>https://doi.org/10.17616/R3EXAMPLE</doi>"
    '<name>Example &amp; Co</name><link href="https://example.org/" rel="self"/></repository>'
)
KNOWN = {"10.17616/r3example": "r3d100000001"}


@asynccontextmanager
async def at(url: str, *, kept_seconds: float = 60) -> AsyncIterator[Re3data]:
    opening = Neighbour.open("re3data", url, contact="", rate=Rate(1000, 1), concurrency=10)
    async with opening as neighbour:
        yield Re3data(neighbour, kept_seconds=kept_seconds)


@asynccontextmanager
async def told(
    answers: Callable[[str], Answer] | Answer, *, kept_seconds: float = 60
) -> AsyncIterator[tuple[Re3data, Wire]]:
    async with answering(answers) as wire, at(wire.url, kept_seconds=kept_seconds) as re3data:
        yield re3data, wire


@pytest.fixture(autouse=True)
def _once() -> Iterator[None]:
    with stamina.set_testing(True):
        yield


def said(body: str, *, status: int = 200) -> Answer:
    return Answer(status=status, body=body.encode(), headers=("Content-Type: text/xml",))


def a_list(*records: str) -> Answer:
    return said(f'<?xml version="1.0" encoding="UTF-8"?>\n<list>{"".join(records)}</list>')


async def test_a_record_is_found_by_its_doi() -> None:
    async with told(a_list(RECORD)) as (re3data, wire):
        assert await re3data.records() == KNOWN
    assert wire.asked == ["/repositories"]


async def test_what_is_no_whole_record_is_left_out() -> None:
    odd = [
        "<repository/>",
        "<repository><id>r3d100000002</id></repository>",
        "<repository><id>r3d100000003</id><doi>https://doi.org/10.5555/a</doi></repository>",
        "<repository><id>../x</id><doi>https://doi.org/10.17616/R3ODD</doi></repository>",
        "<repository><doi>https://doi.org/10.17616/R3ODD</doi></repository>",
        "<doi>https://doi.org/10.17616/R3ODD</doi>",
    ]
    async with told(a_list(*odd, RECORD, *odd)) as (re3data, _):
        assert await re3data.records() == KNOWN


async def test_the_list_is_asked_for_once_by_however_many() -> None:
    async with told(a_list(RECORD)) as (re3data, wire):
        answers = await asyncio.gather(*(re3data.records() for _ in range(5)))
    assert answers == [KNOWN] * 5
    assert len(wire.asked) == 1


async def test_an_old_list_is_asked_for_anew() -> None:
    async with told(a_list(RECORD), kept_seconds=0) as (re3data, wire):
        await re3data.records()
        await re3data.records()
    assert len(wire.asked) == 2


async def test_a_list_that_did_not_come_is_asked_for_again() -> None:
    async with told(in_turn(said("", status=500), a_list(RECORD))) as (re3data, _):
        with pytest.raises(OutsideError, match=r"^re3data answered with an error of its own"):
            await re3data.records()
        assert await re3data.records() == KNOWN


@pytest.mark.parametrize(
    "answer",
    [
        said(""),
        said("<html><body>We will be back soon</body></html>"),
        said("<list>"),
        said("<list/>"),
        said('{"list": []}'),
        said(f"<list>{RECORD}</list>", status=404),
        said(f"<list>{RECORD}"),
        said(f'<?xml version="1.0" encoding="nobody-knows"?><list>{RECORD}</list>'),
        said(f'<?xml version="1.0" encoding="shift-jis"?><list>{RECORD}</list>'),
        said(f'<!DOCTYPE list [<!ENTITY a "b">]><list>{RECORD}</list>'),
        said(f'<!DOCTYPE list SYSTEM "file:///etc/passwd"><list>{RECORD}</list>'),
        said("<list>" + "<a>" * 100 + RECORD + "</a>" * 100 + "</list>"),
    ],
)
async def test_what_is_no_list_of_records_is_not_understood(answer: Answer) -> None:
    async with told(answer) as (re3data, _):
        with pytest.raises(OutsideError, match=NOT_UNDERSTOOD):
            await re3data.records()


async def test_a_list_without_end_is_given_up() -> None:
    endless = Answer(body=b"<list>", headers=("Content-Type: text/xml",), fault="endless")
    async with told(endless) as (re3data, _):
        with pytest.raises(OutsideError, match="cannot be an answer"):
            await re3data.records()


async def test_a_list_as_large_as_it_may_be_is_soon_read() -> None:
    many = a_list(RECORD * 50_000, "<x/>" * 100_000)
    began = process_time()
    async with told(many) as (re3data, _):
        assert await re3data.records() == KNOWN
    assert process_time() - began < 4


async def test_the_made_up_list_has_what_is_said_to_be_there(neighbours: FakeNeighbours) -> None:
    async with at(neighbours.urls.re3data) as re3data:
        records = await re3data.records()
    assert "10.17616/r3example" in records
    assert "10.17616/r3gone" not in records
