import asyncio
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.check import Answered, How
from bot.domain.contact import ERASED
from bot.domain.delivery import Audience, Draft
from bot.domain.doi import read_entries
from bot.domain.work import Work, WorkState
from storage.database import Database
from storage.deliveries import work_of
from tests.factories import AN_ACT, MARCH_2, a_result

LATER = MARCH_2 + timedelta(seconds=1)


async def say(database: Database, key: str, state: WorkState, *, accepted: bool = False) -> int:
    draft = Draft(
        key=key,
        audience=Audience.EXTERNAL,
        kind="confirm-address",
        about="CON-1",
        to="ada@example.org",
        due_at=MARCH_2,
        payload={"text": "Dear Ada"},
    )
    async with database.begin() as store:
        await store.work.add(work_of(draft), state=state)
        number = await store.deliveries.add(draft, AN_ACT, nonce="n")
        if accepted:
            await store.deliveries.note(key, accepted_at=LATER)
    return number


async def texts(database: Database, numbers: Collection[int]) -> list[str]:
    async with database.read() as store:
        found = [await store.deliveries.get(number) for number in numbers]
    return [one.text for one in found if one]


@pytest.mark.parametrize(
    ("key", "state", "is_forgotten"),
    [
        ("mail:1", WorkState.SENT, True),
        ("post:1", WorkState.SENT, True),
        ("mail:1", WorkState.VOID, True),
        ("card:1", WorkState.SENT, False),
        ("mail:1", WorkState.FAILED, False),
        ("mail:1", WorkState.UNSURE, False),
        ("mail:1", WorkState.DUE, False),
        ("mail:1", WorkState.HELD, False),
    ],
)
async def test_only_what_has_ended_loses_its_text(
    database: Database, key: str, state: WorkState, *, is_forgotten: bool
) -> None:
    number = await say(database, key, state)

    async with database.begin() as store:
        assert await store.privacy.forget_texts(MARCH_2, 9) == 0
        assert await store.privacy.forget_texts(LATER, 9) == is_forgotten
        assert await store.privacy.forget_texts(LATER, 9) == 0

    assert await texts(database, [number]) == ["" if is_forgotten else "Dear Ada"]


async def test_the_age_of_a_letter_is_counted_from_when_it_was_accepted(
    database: Database,
) -> None:
    await say(database, "mail:1", WorkState.SENT, accepted=True)

    async with database.begin() as store:
        assert await store.privacy.forget_texts(LATER, 9) == 0
        assert await store.privacy.forget_texts(LATER + timedelta(seconds=1), 9) == 1


async def test_texts_are_forgotten_some_at_a_time(database: Database) -> None:
    numbers = [await say(database, f"mail:{number}", WorkState.SENT) for number in range(5)]

    async with database.begin() as store:
        assert await store.privacy.forget_texts(LATER, 3) == 3
    assert sorted(await texts(database, numbers)) == ["", "", "", "Dear Ada", "Dear Ada"]


async def test_answers_are_forgotten_some_at_a_time_and_results_stay(database: Database) -> None:
    entries = read_entries([f"10.5555/{number}" for number in range(5)])
    answers = [Answered(position=n, result=a_result(), said={"listed": "{}"}) for n in range(5)]
    async with database.begin() as store:
        asked = await store.checks.add(entries, How(), by="ada", at=MARCH_2, again=None)
        await store.checks.answer(asked.number, answers, MARCH_2)

        assert await store.privacy.forget_answers(MARCH_2, 3) == 0
        assert [await store.privacy.forget_answers(LATER, 3) for _ in range(3)] == [3, 2, 0]
        assert all(result for _, result in await store.checks.results(asked.number))
        assert await store.checks.said(asked.number, "10.5555/1") == {}


async def test_who_left_is_found_once_it_is_long_enough_ago(database: Database) -> None:
    async with database.begin() as store:
        gone = await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await store.contacts.add("Bob", "bob@example.org", AN_ACT)
        await store.contacts.note(gone.number, left_at=MARCH_2)

        assert await store.privacy.former_contacts(MARCH_2) == []
        (found,) = await store.privacy.former_contacts(LATER)
        assert found == await store.contacts.get(gone.number)
        await store.privacy.erase_contact(gone.number)
        assert await store.privacy.former_contacts(LATER) == []


@pytest.mark.parametrize("size", [1, 501])
async def test_whoever_is_named_is_found_in_any_row(database: Database, size: int) -> None:
    async with database.begin() as store:
        for number in range(size):
            await store.journal.add(AN_ACT, f"CON-{number}", "added", after="ADA@example.org")
        await store.journal.add(AN_ACT, "CON-1000", "added", after="bob@example.org")

        rows = store.privacy.written("journal", ["%ada%example%org%"], about=["CON-1000"])
        found = [row.texts["subject"] async for row in rows]

    assert found == [*(f"CON-{number}" for number in range(size)), "CON-1000"]


@pytest.mark.parametrize(
    ("state", "has_ended"),
    [(state, state in (WorkState.SENT, WorkState.VOID)) for state in WorkState],
)
async def test_what_is_written_tells_what_it_is_and_how_far(
    database: Database, state: WorkState, *, has_ended: bool
) -> None:
    number = await say(database, "mail:1", state)
    await say(database, "mail:2", state)
    async with database.begin() as store:
        await store.deliveries.note("mail:2", to="bob@example.org")

        by_name = store.privacy.written("deliveries", ["%ada%example%org%"])
        (found,) = [row async for row in by_name]
        by_thing = store.privacy.written("deliveries", [], about=["CON-1"])
        both = [row async for row in by_thing]

    assert (found.id, found.key, found.has_ended) == (f"OUT-{number}", (number,), has_ended)
    assert (found.facts["about"], found.facts["kind"]) == ("CON-1", "confirm-address")
    assert found.texts["to"] == "ada@example.org"
    assert [row.id for row in both] == ["OUT-1", "OUT-2"]


async def test_results_are_found_by_their_check(database: Database) -> None:
    async with database.begin() as store:
        entries = read_entries(["from ada@example.org"])
        await store.checks.add(entries, How(), by="ada", at=MARCH_2, again=None)

        rows = store.privacy.written("results", ["%ada%example%org%"])
        assert [row.id async for row in rows] == ["CHK-1"]


async def test_the_erased_are_nobody_to_whom_something_was_said(database: Database) -> None:
    await say(database, "mail:1", WorkState.SENT)
    async with database.begin() as store:
        await store.deliveries.note("mail:1", to=ERASED)

        assert await store.deliveries.to(ERASED) == []
        assert [one.id for one in await store.deliveries.about("CON-1")] == ["OUT-1"]


async def test_the_log_is_emptied_where_there_is_one(database: Database) -> None:
    await say(database, "mail:1", WorkState.SENT)

    async with database.read() as store:
        await store.privacy.empty_log()
        await store.privacy.empty_log()

    async with database.read() as store:
        assert await store.deliveries.get(1)


def size_of_log(sqlite_url: str) -> int:
    return Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal").stat().st_size


async def test_a_log_that_is_being_read_is_left_and_others_may_write(sqlite_url: str) -> None:
    async with Database.open(sqlite_url) as database:
        await say(database, "mail:1", WorkState.SENT)
        async with database.read() as reader:
            await reader.deliveries.get(1)
            await say(database, "mail:2", WorkState.SENT)
            async with asyncio.timeout(5), database.read() as store:
                await store.privacy.empty_log()
            assert size_of_log(sqlite_url)
            await say(database, "mail:3", WorkState.SENT)

        async with database.read() as store:
            await store.privacy.empty_log()
        assert size_of_log(sqlite_url) == 0


async def test_what_is_no_letter_of_theirs_is_not_stopped(database: Database) -> None:
    number = await say(database, "mail:1", WorkState.HELD)
    await say(database, "mail:2", WorkState.DUE)
    async with database.begin() as store:
        await store.work.add(Work(key="check:1", due_at=MARCH_2))

        assert await store.privacy.stop([number])
        assert await store.privacy.stop([])
        claimed = await store.work.claim(MARCH_2, kinds=["mail", "check"], most=9)

    assert [row.key for row in claimed] == ["check:1", "mail:2"]
