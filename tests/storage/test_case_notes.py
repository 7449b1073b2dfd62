"""What was said in Slack and put on a case: each message on one."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.case_note import CaseNote
from storage.database import Database
from tests.factories import MARCH_2
from tests.storage.applied import both, logged

SAID = CaseNote(
    number=1,
    application=1,
    channel="CSTAFF",
    ts="1772442000.000100",
    author="ULEAD",
    text='a "b"\n日本',
    link="https://example.slack.com/archives/CSTAFF/p1772442000000100",
    at=MARCH_2 + timedelta(microseconds=1),
    by="USTAFF",
)


async def test_every_field_comes_back(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        assert await store.case_notes.put(replace(SAID, number=0))

    async with database.read() as store:
        assert await store.case_notes.of(1) == [SAID]
        assert await store.case_notes.at(SAID.channel, SAID.ts) == SAID
        assert await store.case_notes.at(SAID.channel, "1") is None


async def test_a_message_is_on_one_case_only(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        await logged(store)
        await store.case_notes.put(SAID)

        assert not await store.case_notes.put(replace(SAID, text="edited"))
        assert not await store.case_notes.put(replace(SAID, application=2))
        assert await store.case_notes.put(replace(SAID, application=2, channel="COTHER"))

        assert await store.case_notes.of(1) == [SAID]
        assert [one.channel for one in await store.case_notes.of(2)] == ["COTHER"]


async def test_of_two_who_put_it_somewhere_at_once_one_does(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        await logged(store)

    outcome = await both(
        database,
        lambda store: store.case_notes.put(SAID),
        lambda store: store.case_notes.put(replace(SAID, application=2)),
    )

    assert outcome == (True, False)


async def test_what_is_taken_off_can_be_put_on_another(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        await logged(store)
        await store.case_notes.put(SAID)

        await store.case_notes.take_off(SAID.channel, SAID.ts)
        await store.case_notes.take_off(SAID.channel, SAID.ts)

        assert await store.case_notes.of(1) == []
        assert await store.case_notes.put(replace(SAID, application=2))


async def test_they_are_in_the_order_in_which_they_were_said(database: Database) -> None:
    async with database.begin() as store:
        await logged(store)
        for ts in ("1772442000.000200", "1772442000.000100", "1772441999.999999"):
            await store.case_notes.put(replace(SAID, ts=ts))

        found = [one.ts for one in await store.case_notes.of(1)]

    assert found == ["1772441999.999999", "1772442000.000100", "1772442000.000200"]
