"""Providers, one of an application; and their checklists, each line ticked once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.provider import ChecklistLine, Provider, ProviderStatus, Ticked
from bot.errors import ConflictError
from storage.database import Database, Store
from tests.factories import MARCH_2
from tests.storage.applied import a_contact, both, logged

LATER = MARCH_2 + timedelta(microseconds=1)
REGISTERED = Provider(
    number=1,
    name='a "b" 日本',
    status=ProviderStatus.PROVISIONAL,
    application=1,
    contact=1,
    registered_on=date(2024, 2, 29),
    ends_on=date(2025, 2, 28),
    ended_at=LATER,
)
DONE = Ticked(
    line=ChecklistLine.BADGE,
    at=LATER,
    by="USTAFF",
    link="https://example.org/",
    note="a\n日本",
)


async def registered(store: Store) -> Provider:
    await logged(store)
    return await store.providers.add(replace(REGISTERED, number=0))


async def test_every_field_comes_back(database: Database) -> None:
    async with database.begin() as store:
        assert await registered(store) == REGISTERED

    async with database.read() as store:
        assert await store.providers.get(1) == REGISTERED
        assert await store.providers.of_application(1) == REGISTERED
        assert await store.providers.get(2) is None
        assert await store.providers.of_application(2) is None


async def test_what_became_of_one_is_kept(database: Database) -> None:
    async with database.begin() as store:
        await registered(store)
        await logged(store)
        await store.providers.add(replace(REGISTERED, application=2))
        after = Provider(
            number=1,
            name="Example Ltd",
            status=ProviderStatus.REGISTERED,
            application=1,
            contact=await a_contact(store, "bob@example.org"),
            registered_on=date(2026, 3, 2),
        )

        await store.providers.save(after)

        assert await store.providers.get(1) == after
        assert await store.providers.get(2) == replace(REGISTERED, number=2, application=2)


async def test_an_application_is_registered_once(database: Database) -> None:
    async with database.begin() as store:
        await registered(store)

        with pytest.raises(ConflictError, match=r"^Somebody else just registered APP-1\.$"):
            await store.providers.add(REGISTERED)


async def test_of_two_who_register_it_at_once_one_does(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)

    won, lost = await both(
        database,
        lambda store: store.providers.add(REGISTERED),
        lambda store: store.providers.add(REGISTERED),
    )

    assert won == REGISTERED
    assert isinstance(lost, ConflictError)


async def test_a_line_is_ticked_once_until_it_is_unticked(database: Database) -> None:
    async with database.begin() as store:
        await registered(store)
        ticks = store.providers

        assert await ticks.tick(1, DONE)
        assert not await ticks.tick(1, replace(DONE, by="ULEAD"))
        assert await ticks.ticked(1) == [DONE]
        assert await ticks.untick(1, DONE.line)
        assert not await ticks.untick(1, DONE.line)
        assert await ticks.tick(1, replace(DONE, by="ULEAD"))
        assert await ticks.ticked(1) == [replace(DONE, by="ULEAD")]


async def test_of_two_who_tick_a_line_at_once_one_does(database: Database) -> None:
    async with database.begin() as store:
        await registered(store)

    outcome = await both(
        database,
        lambda store: store.providers.tick(1, DONE),
        lambda store: store.providers.tick(1, DONE),
    )

    assert outcome == (True, False)


async def test_lines_are_in_the_order_in_which_they_were_done(database: Database) -> None:
    lines = [*ChecklistLine]
    done = [
        Ticked(line=line, at=MARCH_2 - timedelta(days=day), by="USTAFF")
        for day, line in enumerate(lines)
    ]
    async with database.begin() as store:
        await registered(store)
        for one in done:
            await store.providers.tick(1, one)

        assert await store.providers.ticked(1) == done[::-1]
        assert await store.providers.ticked(2) == []
