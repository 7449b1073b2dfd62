"""The ceiling: what it holds is released by an approver, one letter or all of a day."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Held
from bot.domain.outbox import Verb
from bot.domain.work import WorkState
from bot.errors import ConflictError, ForbiddenError
from storage.database import Database
from tests.bot.use_cases.outboxes import (
    STAFF,
    a_handling,
    decide,
    journal,
    put,
    refused,
    what_was_done,
)
from tests.bot.use_cases.telling import BY_CLOCK, a_draft, go_live, kept, write
from tests.factories import AN_ACT, MARCH_2

DUE, HELD = WorkState.DUE, WorkState.HELD


async def test_what_the_ceiling_held_is_for_an_approver(database: Database) -> None:
    await go_live(database)
    number = await put(database, HELD, noted={"held": Held.CEILING})

    with pytest.raises(ForbiddenError, match="Only an approver may do this"):
        await decide(database, number, Verb.RELEASE, standing=STAFF)
    # Nor by way of holding it oneself first.
    assert "is held already" in await refused(database, number, Verb.HOLD, standing=STAFF)

    await decide(database, number, Verb.RELEASE)
    assert (await kept(database)).state is DUE


async def held_by_the_ceiling(database: Database, count: int) -> None:
    for number in range(5 + count):
        draft = a_draft(
            key=f"mail:renewal:{number}", is_unattended=True, to=f"p{number}@example.org"
        )
        await write(database, draft, act=BY_CLOCK)


async def test_all_that_was_too_much_of_a_day_is_released_together(database: Database) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 3)
    tomorrow = a_draft(key="mail:other:1", due_at=MARCH_2 + timedelta(days=1))
    await write(database, replace(tomorrow, held=Held.CEILING))

    done = await a_handling(database).release_day("2026-03-02", AN_ACT)

    states = [(await kept(database, f"mail:renewal:{n}")).state for n in range(8)]
    assert states == [DUE] * 8
    assert (await kept(database, "mail:other:1")).state is HELD
    assert len(done.ids) == 3
    assert await what_was_done(database, "ceiling 2026-03-02") == [("released", "", "3 letters")]
    assert [what for what, _, _ in await what_was_done(database, done.ids[0])] == ["released"]
    assert (await kept(database, "card:ceiling:2026-03-02")).touches == 3


async def test_of_what_is_released_together_no_unreachable_address_gets_any(
    database: Database,
) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 2)
    async with database.begin() as store:
        contact = await store.contacts.add("Ada", "p5@example.org", AN_ACT)
        await store.contacts.note(contact.number, unreachable_at=MARCH_2)

    done = await a_handling(database).release_day("2026-03-02", AN_ACT)

    assert len(done.ids) == 1
    assert (await kept(database, "mail:renewal:5")).held is Held.UNREACHABLE


async def test_what_is_released_twice_is_released_once(database: Database) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 2)
    handling = a_handling(database)

    outcomes = await asyncio.gather(
        *(handling.release_day("2026-03-02", AN_ACT) for _ in range(2)), return_exceptions=True
    )

    assert sorted(isinstance(one, ConflictError) for one in outcomes) == [False, True]
    assert len(await journal(database, "ceiling 2026-03-02")) == 1


async def test_one_of_a_day_that_is_released_alone_is_drawn_on_its_card(
    database: Database,
) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 1)
    held = await kept(database, "mail:renewal:5")

    await decide(database, held.number, Verb.RELEASE)

    assert (await kept(database, "card:ceiling:2026-03-02")).touches == 1


async def test_what_came_after_the_list_was_drawn_is_not_released_with_it(
    database: Database,
) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 3)
    seen = (await kept(database, "mail:renewal:6")).number

    await a_handling(database).release_day("2026-03-02", AN_ACT, last=seen)

    states = [(await kept(database, f"mail:renewal:{n}")).state for n in range(8)]
    assert states == [DUE] * 7 + [HELD]
