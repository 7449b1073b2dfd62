"""A person's data: all of it shown, and none of it left, wherever it stands."""

import html
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.check import How
from bot.domain.doi import read_entries
from bot.domain.people import Act, Person
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.use_cases import privacy
from storage.database import Database
from tests.bot.use_cases.erasing import (
    ADDRESS,
    BOB,
    LETTER,
    NAME,
    a_draft,
    everything,
    kept,
    on_disk,
    say,
)
from tests.factories import AN_ACT, MARCH_2


@pytest.fixture
async def filled(database: Database) -> Database:
    """Keep what may be kept of a person: a contact, letters, posts about her, the journal."""
    async with database.begin() as store:
        contact = await store.contacts.add(NAME, ADDRESS, AN_ACT)
        await store.contacts.add("Bob Bobson", BOB, AN_ACT)
        await store.journal.add(AN_ACT, contact.id, "added", after=f"{NAME} <{ADDRESS}>")
        await store.journal.add(AN_ACT, "CON-2", "succeeds", before=f"{NAME.upper()}, CON-1")
        await store.journal.add(AN_ACT, f"show {ADDRESS}", "shared", after="CSTAFF")
        await store.journal.add(AN_ACT, "CHK-1", "checked", after="3 entries")
        await say(a_draft("mail:one"), store)
        await say(a_draft("mail:two", to=ADDRESS.upper()), store, WorkState.HELD)
        post = a_draft("post:three", to="CSTAFF", text=f"{NAME} ({ADDRESS}) left.")
        await say(post, store, WorkState.SENT)
        four = a_draft("mail:four", to=BOB, html=f"<p>{html.escape(NAME)}</p>")
        await say(four, store, WorkState.SENT)
        await say(a_draft("mail:five", to=BOB, text="Dear Bob"), store)
        await store.deliveries.note("mail:five", why=f"550 <{ADDRESS}> no such user")
        entries = read_entries([f"from {NAME} <{ADDRESS}>", "10.5555/zoe"])
        await store.checks.add(entries, How(), by="terminal:ada", at=MARCH_2, again=None)
    return database


async def test_nothing_of_an_erased_person_can_be_found(filled: Database, tmp_path: Path) -> None:
    before = await everything(filled, tmp_path / "before")
    assert all(text in before for text in (ADDRESS, NAME.casefold(), "dear zoë"))

    await privacy.erase(ADDRESS, AN_ACT, database=filled)

    after = await everything(filled, tmp_path / "after")
    assert ADDRESS not in after
    assert NAME.casefold() not in after
    assert html.escape(NAME).casefold() not in after
    assert "zoë" not in after
    assert BOB in after


async def test_a_dry_run_counts_and_changes_nothing(filled: Database, tmp_path: Path) -> None:
    before = await everything(filled, tmp_path / "before")

    found = await privacy.would_erase(ADDRESS.upper(), database=filled)

    assert found.rows == {"contacts": 1, "deliveries": 5, "journal": 3, "results": 1}
    assert found.ids == {
        "contacts": ("CON-1",),
        "deliveries": ("OUT-1", "OUT-2", "OUT-3", "OUT-4", "OUT-5"),
        "journal": ("CON-1", "CON-2", f"show {ADDRESS}"),
        "results": ("CHK-1",),
    }
    assert (found.unsent, found.left) == ((), ())
    assert await everything(filled, tmp_path / "after") == before
    done = await privacy.erase(ADDRESS.upper(), AN_ACT, database=filled)
    assert done == replace(found, is_done=True)


async def test_numbers_dates_and_states_survive(filled: Database) -> None:
    sent = await kept(filled, 3)

    await privacy.erase(ADDRESS, AN_ACT, database=filled)

    post = await kept(filled, 3)
    assert post == replace(sent, payload={"text": "erased (erased) left."})
    async with filled.read() as store:
        contact = await store.contacts.get(1)
        (added, *_) = await store.journal.of("CON-1")
        assert await store.contacts.by_address(ADDRESS) is None
    assert contact
    assert (contact.name, contact.address, contact.added_at) == ("erased", "erased", MARCH_2)
    assert (added.what, added.after, added.at) == ("added", "erased", MARCH_2)


async def test_letters_that_wait_are_withdrawn_and_those_to_others_are_not(
    filled: Database,
) -> None:
    await privacy.erase(ADDRESS, AN_ACT, database=filled)

    found = [await kept(filled, number) for number in range(1, 6)]
    assert [one.state.value for one in found] == ["void", "void", "sent", "sent", "due"]
    assert [one.to for one in found] == ["erased", "erased", "CSTAFF", BOB, BOB]
    assert found[0].payload == {"subject": "erased", "text": "erased", "html": "erased"}
    assert found[4].why == "550 <erased> no such user"


async def test_the_journal_says_that_somebody_was_erased_and_not_who(filled: Database) -> None:
    await privacy.erase(ADDRESS, Act(by=Person("ULEAD", "THOME"), at=MARCH_2), database=filled)

    async with filled.read() as store:
        noted = (await store.journal.of("CON-1"))[-1]
    assert (noted.by, noted.what) == ("ULEAD", "a person was erased")
    assert noted.after == "contacts 1, deliveries 5, journal 3, results 1"


async def test_whoever_has_a_letter_in_hand_loses_it(database: Database) -> None:
    async with database.begin() as store:
        number = await say(a_draft("mail:one"), store)
        (row,) = await store.work.claim(MARCH_2, kinds=["mail"], most=1)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    async with database.begin() as store:
        assert not await store.work.start(row)
        assert not await store.work.finish(row, row.after_success(None))
    assert (await kept(database, number)).state is WorkState.VOID


async def test_nothing_is_erased_while_a_letter_is_leaving(
    filled: Database, tmp_path: Path
) -> None:
    async with filled.begin() as store:
        rows = await store.work.claim(MARCH_2, kinds=["mail"], most=9)
        (row,) = [row for row in rows if row.key == "mail:one"]
        await store.work.start(row)
    before = await everything(filled, tmp_path / "before")

    with pytest.raises(ConflictError, match="is leaving just now"):
        await privacy.erase(ADDRESS, AN_ACT, database=filled)

    assert await everything(filled, tmp_path / "after") == before


async def test_an_address_without_a_contact_is_erased_too(
    database: Database, tmp_path: Path
) -> None:
    async with database.begin() as store:
        await say(a_draft("mail:one"), store)

    found = await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert found.rows == {"deliveries": 1}
    assert ADDRESS not in await everything(database, tmp_path / "out")
    async with database.read() as store:
        (noted,) = await store.journal.of("privacy")
    assert noted.after == "deliveries 1"


async def test_of_whom_nothing_is_kept_nothing_is_noted(filled: Database) -> None:
    found = await privacy.erase("nobody@example.org", AN_ACT, database=filled)

    assert found.rows == {}
    async with filled.read() as store:
        assert await store.journal.of("privacy") == []


async def test_who_was_erased_is_not_known_any_more(filled: Database) -> None:
    await privacy.erase(ADDRESS, AN_ACT, database=filled)

    known = await privacy.know(ADDRESS, database=filled)

    assert (known.contact, known.deliveries, known.journal) == (None, (), ())
    assert (await privacy.erase(ADDRESS, AN_ACT, database=filled)).rows == {}


async def test_the_words_of_an_edited_letter_are_in_the_journal_no_more(
    filled: Database, tmp_path: Path
) -> None:
    async with filled.begin() as store:
        for subject, before in (("OUT-1", "Dear Zoë,"), ("OUT-4", "Dear Bob,")):
            await store.journal.add(AN_ACT, subject, "edited", before=before, after=f"My {before}")
        await store.journal.add(AN_ACT, "OUT-1", "released", before="not live yet")

    known = await privacy.know(ADDRESS, database=filled)
    await privacy.erase(ADDRESS, AN_ACT, database=filled)

    assert "My Dear Zoë," in [noted.after for noted in known.journal]
    async with filled.read() as store:
        edited, released = await store.journal.of("OUT-1")
        (others,) = await store.journal.of("OUT-4")
    assert (edited.what, edited.before, edited.after) == ("edited", "erased", "erased")
    assert (released.before, others.before) == ("not live yet", "Dear Bob,")


async def test_instants_and_ids_of_a_contacts_journal_survive(database: Database) -> None:
    instant = MARCH_2.isoformat()
    async with database.begin() as store:
        contact = await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
        await store.journal.add(AN_ACT, contact.id, "confirmed", after=instant)
        await store.journal.add(AN_ACT, contact.id, "left", after="CON-2")

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    async with database.read() as store:
        noted = await store.journal.of("CON-1")
    assert [one.after for one in noted[:2]] == [instant, "CON-2"]


async def test_all_that_is_kept_about_a_person_is_shown(filled: Database) -> None:
    async with filled.begin() as store:
        await say(replace(a_draft("mail:six", to=BOB), about="CON-1"), store)
        await store.journal.add(AN_ACT, "CON-1", "confirmed")

    known = await privacy.know(ADDRESS.upper(), database=filled)

    assert known.contact
    assert (known.contact.name, known.contact.address) == (NAME, ADDRESS)
    assert [one.key for one in known.deliveries] == ["mail:one", "mail:two", "mail:six"]
    assert known.deliveries[0].payload == LETTER
    assert [noted.what for noted in known.journal] == ["added", "succeeds", "shared", "confirmed"]


async def test_nothing_is_on_disk_any_more_while_the_program_runs(sqlite_url: str) -> None:
    async with Database.open(sqlite_url) as database:
        async with database.begin() as store:
            await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
            await say(a_draft("mail:one", text="Dear Ada Lovelace"), store)
        assert b"Ada Lovelace" in on_disk(sqlite_url)

        await privacy.erase(ADDRESS, AN_ACT, database=database)

        assert b"Ada Lovelace" not in on_disk(sqlite_url)
        assert ADDRESS.encode() not in on_disk(sqlite_url)


async def test_whoever_reads_meanwhile_holds_up_no_erasure(sqlite_url: str) -> None:
    async with Database.open(sqlite_url, patience=0.05) as database:
        async with database.begin() as store:
            await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
        async with database.read() as reader:
            await reader.contacts.get(1)
            found = await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert found.is_done
    assert ADDRESS.encode() not in on_disk(sqlite_url)


async def test_sqlite_overwrites_what_is_erased(sqlite_url: str) -> None:
    async with Database.open(sqlite_url) as database, database.begin() as store:
        await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
        for number in range(50):
            await say(a_draft(f"mail:{number}", text=f"Dear Ada Lovelace {'x' * 5000}"), store)
    assert b"Ada Lovelace" in on_disk(sqlite_url)

    async with Database.open(sqlite_url) as database:
        await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert b"Ada Lovelace" not in on_disk(sqlite_url)
    assert ADDRESS.encode() not in on_disk(sqlite_url)
