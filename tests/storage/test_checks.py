import pytest

from bot.domain.check import (
    Answered,
    Environment,
    Fault,
    Finding,
    How,
    Level,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Result,
    Verdict,
)
from bot.domain.doi import read_entries
from storage.database import Database
from tests.factories import MARCH_2, a_result

HOW = How(environment=Environment.TEST, is_thorough=True, has_pages=False)
ENTRIES = read_entries(["10.5555/A", "no DOI", "10.5555/b"])
A_WHOLE_RESULT = a_result(
    input="10.5555/A",
    doi="10.5555/a",
    metadata=Metadata(
        verdict=MetadataVerdict.INVALID,
        namespace="http://datacite.org/schema/kernel-4",
        faults=(Fault("/resource", "creators is missing"),),
        gaps=(Fault("/resource/titles", "is empty"),),
    ),
    page=Page(verdict=PageVerdict.OK, status=200, final_url="https://example.org/a"),
    findings=(
        Finding("state", Level.OK, "Findable — naïve \x00 \ud800.", "https://example.org/"),
    ),
)


async def start(database: Database) -> int:
    async with database.begin() as store:
        asked = await store.checks.add(ENTRIES, HOW, by="terminal:ada", at=MARCH_2, again=None)
        return asked.number


async def answer(database: Database, number: int, position: int, result: Result) -> None:
    answered = Answered(position=position, result=result, said={"listed": "{}"})
    async with database.begin() as store:
        await store.checks.answer(number, [answered], MARCH_2)


async def test_a_check_comes_back_as_it_was_asked(database: Database) -> None:
    number = await start(database)

    async with database.read() as store:
        asked = await store.checks.get(number)
        entries = await store.checks.entries(number)

    assert asked is not None
    assert (asked.id, asked.how, asked.asked_by) == (f"CHK-{number}", HOW, "terminal:ada")
    assert (asked.started, asked.finished, asked.count) == (MARCH_2, None, 3)
    assert entries == list(ENTRIES)


async def test_a_result_comes_back_whole_whatever_a_neighbour_wrote_into_it(
    database: Database,
) -> None:
    number = await start(database)
    await answer(database, number, 0, A_WHOLE_RESULT)

    async with database.read() as store:
        (_, found), *others = await store.checks.results(number)

    assert found == A_WHOLE_RESULT
    assert [result for _, result in others] == [None, None]


async def test_only_what_has_no_result_is_still_to_be_asked(database: Database) -> None:
    number = await start(database)
    await answer(database, number, 0, A_WHOLE_RESULT)

    async with database.read() as store:
        left = await store.checks.unanswered(number, 0, 99)

    assert [entry.doi for _, entry in left] == [None, "10.5555/b"]


@pytest.mark.parametrize(("answered", "is_finished"), [(2, False), (3, True)])
async def test_a_check_is_finished_when_nothing_is_left(
    database: Database, answered: int, *, is_finished: bool
) -> None:
    number = await start(database)
    for position in range(answered):
        await answer(database, number, position, a_result(verdict=Verdict.UNKNOWN))

    async with database.begin() as store:
        await store.checks.finish(number, MARCH_2)
        asked = await store.checks.get(number)

    assert asked
    assert (asked.finished is not None) is is_finished
