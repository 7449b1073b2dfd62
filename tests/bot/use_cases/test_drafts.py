"""What was sent of a form stays with whoever sent it, for a while."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Person
from bot.domain.policy import Retention
from bot.use_cases.drafts import begun, forget, go_on
from bot.use_cases.retention import sweep
from storage.database import Database
from tests.factories import AN_ACT

LATER = replace(AN_ACT, at=AN_ACT.at + timedelta(days=1))
POLICY = Retention(answers_days=10, letter_texts_days=20, former_contacts_days=30, drafts_days=30)


async def test_each_step_is_kept_beside_the_others(database: Database) -> None:
    await go_on(
        "apply",
        {"organisation": "Exmaple", "website": "https://example.org"},
        AN_ACT,
        database=database,
    )
    after = await go_on(
        "apply", {"organisation": "Example", "website": ""}, LATER, database=database
    )
    await go_on("change", {"note": "x"}, AN_ACT, database=database)

    assert after == {"organisation": "Example"}
    assert await begun("apply", AN_ACT, database=database) == after


async def test_nobody_sees_what_somebody_else_began(database: Database) -> None:
    await go_on("apply", {"note": "x"}, AN_ACT, database=database)

    somebody = replace(AN_ACT, by=Person("USTAFF", "THOME"))
    assert await begun("apply", somebody, database=database) == {}


async def test_what_is_forgotten_is_gone(database: Database) -> None:
    await go_on("apply", {"note": "x"}, AN_ACT, database=database)

    await forget("apply", AN_ACT, database=database)

    assert await begun("apply", AN_ACT, database=database) == {}


@pytest.mark.parametrize(("days", "is_kept"), [(31, True), (32, False)])
async def test_what_nobody_goes_on_with_is_kept_for_30_days(
    database: Database, days: int, *, is_kept: bool
) -> None:
    await go_on("apply", {"note": "x"}, AN_ACT, database=database)
    await go_on("apply", {"note": "y"}, LATER, database=database)

    await sweep(AN_ACT.at + timedelta(days=days), POLICY, database=database)

    assert bool(await begun("apply", AN_ACT, database=database)) == is_kept
