"""What is known about criteria: found out, said, and dismissed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.assessment import Answer
from bot.domain.criteria import Status
from storage.database import Database
from tests.bot.domain.cases import found, said
from tests.factories import MARCH_2
from tests.storage.applied import both, logged

LATER = MARCH_2 + timedelta(days=1, microseconds=1)
FULL = Answer(
    key="R6",
    status=Status.DUE_LATER,
    note='a "b"\n日本',
    link="https://example.org/",
    due_on=date(2024, 2, 29),
    by="CHK-1",
    at=LATER,
    is_person=False,
)


@pytest.fixture
async def filled(database: Database) -> Database:
    """Have two applications of which nothing is known yet."""
    async with database.begin() as store:
        await logged(store)
        await logged(store)
    return database


async def test_every_field_comes_back(filled: Database) -> None:
    answers = [FULL, replace(FULL, is_person=True, by="USTAFF")]
    async with filled.begin() as store:
        await store.evidence.keep(1, [FULL])
        await store.evidence.say(1, answers[1])

    async with filled.read() as store:
        assert await store.evidence.of(1) == answers
        assert await store.evidence.of(2) == []


@pytest.mark.parametrize("status", Status)
async def test_each_status_comes_back(filled: Database, status: Status) -> None:
    async with filled.begin() as store:
        await store.evidence.say(1, said("R1", status))

        assert await store.evidence.of(1) == [said("R1", status)]


async def test_what_is_known_of_several_is_told_apart(filled: Database) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [found("R2", Status.MET), found("R1", Status.UNCLEAR)])
        await store.evidence.say(2, said("R1", Status.NOT_MET))

        known = await store.evidence.of_all([1, 2, 3])
        assert known == {
            1: [found("R1", Status.UNCLEAR), found("R2", Status.MET)],
            2: [said("R1", Status.NOT_MET)],
        }
        assert await store.evidence.of_all([]) == {}


async def test_what_is_found_out_replaces_what_was_and_nothing_that_a_person_says(
    filled: Database,
) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [found("R1", Status.MET), found("R2", Status.MET)])
        await store.evidence.keep(2, [found("R1", Status.MET)])
        await store.evidence.say(1, said("R1", Status.WAIVED))

        await store.evidence.keep(1, [found("R1", Status.UNCLEAR, note="Typed by hand.")])

        assert await store.evidence.of(1) == [
            found("R1", Status.UNCLEAR, note="Typed by hand."),
            said("R1", Status.WAIVED),
        ]
        assert await store.evidence.of(2) == [found("R1", Status.MET)]
        await store.evidence.keep(1, [])
        assert await store.evidence.of(1) == [said("R1", Status.WAIVED)]


async def test_what_is_said_last_is_what_is_said(filled: Database) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [found("R4", Status.MET)])
        await store.evidence.say(1, said("R4", Status.NOT_MET, note="plain e-mail"))
        await store.evidence.say(1, said("R4", Status.MET))

        assert await store.evidence.of(1) == [found("R4", Status.MET), said("R4", Status.MET)]
        assert await store.evidence.unsay(1, "R4")
        assert not await store.evidence.unsay(1, "R4")
        assert await store.evidence.of(1) == [found("R4", Status.MET)]


async def test_two_who_say_something_at_once_say_it_one_after_the_other(
    filled: Database,
) -> None:
    first, second = said("R4", Status.MET), said("R4", Status.NOT_MET)

    outcome = await both(
        filled,
        lambda store: store.evidence.say(1, first),
        lambda store: store.evidence.say(1, second),
    )

    assert outcome == (None, None)
    async with filled.read() as store:
        assert await store.evidence.of(1) == [second]


async def test_two_who_find_something_out_at_once_do_so_one_after_the_other(
    filled: Database,
) -> None:
    one = [found("R1", Status.MET), found("R2", Status.MET)]
    other = [found("R2", Status.UNCLEAR), found("R1", Status.UNCLEAR)]

    outcome = await both(
        filled,
        lambda store: store.evidence.keep(1, one),
        lambda store: store.evidence.keep(1, other),
    )

    assert outcome == (None, None)
    async with filled.read() as store:
        assert await store.evidence.of(1) == sorted(other, key=lambda one: one.key)


HIDDEN = found("R6", Status.UNCLEAR, note="No badge was seen.")


@pytest.mark.parametrize(
    ("again", "word"),
    [
        (HIDDEN, "in the app's footer"),
        (replace(HIDDEN, at=LATER, by="CHK-13", link="https://x.example"), "in the app's footer"),
        (replace(HIDDEN, note="Another badge was seen."), ""),
        (replace(HIDDEN, status=Status.MET), ""),
    ],
)
async def test_what_is_dismissed_stays_so_while_status_and_note_stay(
    filled: Database, again: Answer, word: str
) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [HIDDEN])
        assert await store.evidence.dismiss(1, "R6", "in the app's footer")

        await store.evidence.keep(1, [again])

        assert await store.evidence.of(1) == [replace(again, dismissed=word)]


async def test_what_is_not_found_any_more_is_dismissed_no_more(filled: Database) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [HIDDEN])
        await store.evidence.dismiss(1, "R6", "in the app's footer")
        await store.evidence.keep(1, [])
        await store.evidence.keep(1, [HIDDEN])

        assert await store.evidence.of(1) == [HIDDEN]


async def test_what_counts_again_counts(filled: Database) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [HIDDEN])
        await store.evidence.dismiss(1, "R6", "in the app's footer")

        assert await store.evidence.dismiss(1, "R6", "")

        assert await store.evidence.of(1) == [HIDDEN]


async def test_only_what_was_found_out_can_be_dismissed(filled: Database) -> None:
    async with filled.begin() as store:
        await store.evidence.say(1, said("R6", Status.MET))
        await store.evidence.keep(2, [HIDDEN])

        assert not await store.evidence.dismiss(1, "R6", "in the app's footer")

        assert await store.evidence.of(1) == [said("R6", Status.MET)]
        assert await store.evidence.of(2) == [HIDDEN]


async def test_what_is_dismissed_while_it_is_found_again_stays_dismissed(
    filled: Database,
) -> None:
    async with filled.begin() as store:
        await store.evidence.keep(1, [HIDDEN])

    outcome = await both(
        filled,
        lambda store: store.evidence.dismiss(1, "R6", "in the app's footer"),
        lambda store: store.evidence.keep(1, [HIDDEN]),
    )

    assert outcome == (True, None)
    async with filled.read() as store:
        (kept,) = await store.evidence.of(1)
    assert kept.dismissed == "in the app's footer"
