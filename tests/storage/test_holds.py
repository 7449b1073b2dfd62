"""Questions that a case waits for, each answered once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.hold import Hold, HoldKind
from bot.domain.people import Act, Person
from storage.database import Database
from tests.factories import AN_ACT, MARCH_2
from tests.storage.applied import both, logged

DUE = date(2024, 2, 29)
BY_LEAD = Act(by=Person("ULEAD", "THOME"), at=MARCH_2 + timedelta(microseconds=1))
ASKED = Hold(
    number=1,
    application=1,
    kind=HoldKind.BOARD,
    question='a "b"\n日本',
    due_on=DUE,
    asked_at=MARCH_2,
    asked_by="terminal:ada",
)


@pytest.mark.parametrize("kind", HoldKind)
async def test_every_field_comes_back(database: Database, kind: HoldKind) -> None:
    asked = replace(ASKED, kind=kind)
    answered = replace(asked, answer="Yes,\nwe do.", answered_at=BY_LEAD.at, answered_by="ULEAD")
    async with database.begin() as store:
        await logged(store)
        assert await store.holds.add(1, kind, asked.question, DUE, AN_ACT) == asked
        assert await store.holds.of(1) == await store.holds.open_of([1]) == [asked]

        assert await store.holds.close(1, answered.answer, BY_LEAD)

        assert await store.holds.of(1) == [answered]
        assert await store.holds.open_of([1]) == []


async def test_what_was_closed_together_waits_again_and_what_was_answered_does_not(
    database: Database,
) -> None:
    async with database.begin() as store:
        await logged(store)
        asked = [await store.holds.add(1, HoldKind.BOARD, "?", DUE, AN_ACT) for _ in range(3)]
        await store.holds.close(1, "Yes.", BY_LEAD)
        await store.holds.close(2, "declined", AN_ACT)
        await store.holds.close(3, "declined", BY_LEAD)

        await store.holds.reopen(1, "declined", BY_LEAD.at)

        assert await store.holds.open_of([1]) == asked[2:]


async def test_an_answer_is_noted_once(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        await store.holds.add(1, HoldKind.BOARD, "?", DUE, AN_ACT)
        await store.holds.close(1, "Yes.", AN_ACT)

        assert not await store.holds.close(1, "No.", BY_LEAD)
        assert not await store.holds.close(2, "No.", BY_LEAD)

        assert [one.answer for one in await store.holds.of(1)] == ["Yes."]


async def test_of_two_who_answer_at_once_one_does(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        await store.holds.add(1, HoldKind.BOARD, "?", DUE, AN_ACT)

    outcome = await both(
        database,
        lambda store: store.holds.close(1, "Yes.", AN_ACT),
        lambda store: store.holds.close(1, "No.", BY_LEAD),
    )

    assert outcome == (True, False)


async def test_those_that_wait_are_found_for_several_and_the_oldest_comes_first(
    database: Database,
) -> None:
    async with database.begin() as store:
        for _ in range(3):
            await logged(store)
        for application in (2, 1, 2, 3):
            await store.holds.add(application, HoldKind.INFORMATION, "?", DUE, AN_ACT)
        await store.holds.close(3, "", AN_ACT)

        open_of = store.holds.open_of
        assert [one.number for one in await open_of([1, 2, 9])] == [1, 2]
        assert await open_of([]) == []
        assert [one.number for one in await store.holds.of(2)] == [1, 3]
