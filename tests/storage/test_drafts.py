"""Forms that somebody has begun: the last of each counts, and only for so long."""

from datetime import timedelta

from storage.database import Database
from tests.factories import MARCH_2
from tests.storage.applied import both

ANSWERS = {"organisation": 'a "b"\n日本', "empty": ""}


async def test_answers_come_back_to_whoever_gave_them(database: Database) -> None:
    async with database.begin() as store:
        await store.drafts.keep("USTAFF", "apply", ANSWERS, MARCH_2)

    async with database.read() as store:
        assert await store.drafts.get("USTAFF", "apply") == ANSWERS
        assert await store.drafts.get("USTAFF", "change") == {}
        assert await store.drafts.get("ULEAD", "apply") == {}


async def test_the_last_answers_are_in_place_of_those_before(database: Database) -> None:
    async with database.begin() as store:
        await store.drafts.keep("USTAFF", "apply", ANSWERS, MARCH_2)
        await store.drafts.keep("ULEAD", "apply", ANSWERS, MARCH_2)

        await store.drafts.keep("USTAFF", "apply", {"note": "b"}, MARCH_2)

        assert await store.drafts.get("USTAFF", "apply") == {"note": "b"}
        assert await store.drafts.get("ULEAD", "apply") == ANSWERS


async def test_of_two_steps_at_once_the_last_one_stays(database: Database) -> None:
    outcome = await both(
        database,
        lambda store: store.drafts.keep("USTAFF", "apply", {"note": "a"}, MARCH_2),
        lambda store: store.drafts.keep("USTAFF", "apply", {"note": "b"}, MARCH_2),
    )

    assert outcome == (None, None)
    async with database.read() as store:
        assert await store.drafts.get("USTAFF", "apply") == {"note": "b"}


async def test_what_is_forgotten_is_gone_and_nothing_else(database: Database) -> None:
    async with database.begin() as store:
        for by, word in (("USTAFF", "apply"), ("USTAFF", "change"), ("ULEAD", "apply")):
            await store.drafts.keep(by, word, ANSWERS, MARCH_2)

        for _ in range(2):
            await store.drafts.forget("USTAFF", "apply")

        assert await store.drafts.get("USTAFF", "apply") == {}
        assert await store.drafts.get("USTAFF", "change") == ANSWERS
        assert await store.drafts.get("ULEAD", "apply") == ANSWERS


async def test_only_those_are_forgotten_with_which_nobody_went_on(database: Database) -> None:
    later = MARCH_2 + timedelta(microseconds=1)
    async with database.begin() as store:
        for by in ("USTAFF", "ULEAD"):
            await store.drafts.keep(by, "apply", ANSWERS, MARCH_2)
        await store.drafts.keep("ULEAD", "apply", ANSWERS, later)

        assert await store.drafts.forget_older(MARCH_2) == 0
        assert await store.drafts.forget_older(later) == 1

        assert await store.drafts.get("USTAFF", "apply") == {}
        assert await store.drafts.get("ULEAD", "apply") == ANSWERS
