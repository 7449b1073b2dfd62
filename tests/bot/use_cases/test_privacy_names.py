"""A person is found however spelled, and nobody else is: not by a name, and not by a word."""

import html
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.domain.check import How
from bot.domain.doi import read_entries
from bot.domain.work import WorkState
from bot.forms.contacts import Named
from bot.use_cases import privacy
from bot.world import World
from storage.database import Database
from tests.bot.address_book import (
    ask,
    with_links,
)
from tests.bot.use_cases.erasing import (
    ADDRESS,
    BOB,
    NAME,
    a_draft,
    everything,
    kept,
    say,
)
from tests.factories import AN_ACT, MARCH_2


@pytest.mark.parametrize(
    "text",
    [
        f"<mailto:{ADDRESS}|{ADDRESS}>",
        f"Write to {ADDRESS.upper()}.",
        f"_{ADDRESS}_, '{ADDRESS}'; {ADDRESS}-",
        f"https://example.org/?to={quote(ADDRESS)}&x",
        f"mailto:{ADDRESS.replace('+', '%2B')}",
        f"%3C{quote(ADDRESS)}%3E",
        json.dumps(f"Dear\n{ADDRESS}\t"),
        ADDRESS.replace("+", "&#43;"),
        NAME.upper(),
        NAME.replace(" ", "\n"),
        NAME.replace(" ", "\u00a0"),
        quote(NAME),
        json.dumps(f"\n{NAME}\n"),
        json.dumps(NAME.upper()),
        html.escape(NAME),
        NAME.replace("'", "&#39;"),
        f"{NAME}'s address",
    ],
)
async def test_it_is_found_however_it_is_written(database: Database, text: str) -> None:
    async with database.begin() as store:
        await store.contacts.add(NAME, ADDRESS, AN_ACT)
        await store.journal.add(AN_ACT, "live", "live", after=text)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    async with database.read() as store:
        (noted,) = await store.journal.of("live")
    assert "erased" in noted.after
    assert not any(part in noted.after.casefold() for part in ("zoe", "zo", "hara", "lund"))


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Ada", "Ada saw it", "Ada saw it"),
        ("Ada", f"Ada <{ADDRESS}> saw it", "erased <erased> saw it"),
        ("Ada", "CON-1, Ada, saw it", "CON-1, erased, saw it"),
        ("Ada", "CON-12, Ada, saw it", "CON-12, Ada, saw it"),
        ("Please confirm", "Please confirm it", "Please confirm it"),
        ("Ada Lovelace", "Ada Lovelace saw it", "erased saw it"),
        ("Ana Lopez", "Juliana Lopez saw it", "Juliana Lopez saw it"),
    ],
)
async def test_a_word_is_a_name_only_where_more_points_to_the_person(
    database: Database, name: str, text: str, left: str
) -> None:
    async with database.begin() as store:
        await store.contacts.add(name, ADDRESS, AN_ACT)
        await store.journal.add(AN_ACT, "live", "live", after=text)
        await say(a_draft("post:one", to="CSTAFF", text=text), store, WorkState.SENT)
        await store.deliveries.note("post:one", why=text)
        entries = read_entries([f"from: {text}"])
        await store.checks.add(entries, How(), by="x", at=MARCH_2, again=None)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    async with database.read() as store:
        (noted,) = await store.journal.of("live")
        (entry,) = await store.checks.entries(1)
    post = await kept(database, 1)
    assert [noted.after, post.text, post.why] == [left] * 3
    assert entry.input == f"from: {left}"


@pytest.mark.parametrize(
    "name", ["Support", "link", "May", "Questions", "https", "Please confirm"]
)
async def test_whoever_calls_themselves_a_word_breaks_nobodys_letter(
    world: World, name: str
) -> None:
    world = with_links(world)
    letter = await ask(world)
    await ask(world, Named(name=name, address="desk@example.net"))

    found = await privacy.erase("desk@example.net", AN_ACT, database=world.database)

    assert await kept(world.database, letter.number) == letter
    assert (found.rows["deliveries"], found.left) == (1, ())


async def test_a_name_within_somebody_elses_stays(world: World) -> None:
    world = with_links(world)
    letter = await ask(world, Named(name="Juliana Lopez", address="jl@example.org"))
    await ask(world, Named(name="Ana Lopez", address="al@example.net"))

    await privacy.erase("al@example.net", AN_ACT, database=world.database)

    assert await kept(world.database, letter.number) == letter


async def test_a_name_in_a_doi_names_nobody(database: Database) -> None:
    async with database.begin() as store:
        await store.contacts.add("Zenodo", ADDRESS, AN_ACT)
        entries = read_entries(["10.5555/zenodo.1"])
        asked = await store.checks.add(entries, How(), by="x", at=MARCH_2, again=None)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    async with database.read() as store:
        assert await store.checks.entries(asked.number) == [*entries]


async def test_what_the_person_was_called_before_is_erased_as_well(
    database: Database, tmp_path: Path
) -> None:
    async with database.begin() as store:
        contact = await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
        await store.journal.add(
            AN_ACT, contact.id, "renamed", before="Augusta Byron", after="Ada Lovelace"
        )
        post = a_draft("post:one", to="CSTAFF", text="Augusta Byron confirmed.")
        await say(post, store, WorkState.SENT)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert "byron" not in await everything(database, tmp_path / "out")


async def test_an_address_that_was_the_persons_before_is_erased_as_well(
    database: Database, tmp_path: Path
) -> None:
    async with database.begin() as store:
        contact = await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
        old, was_shared = "ada@old.example", BOB
        await store.contacts.add("Bob", BOB, AN_ACT)
        for former in (old, was_shared):
            await store.journal.add(AN_ACT, contact.id, "changed", before=former, after="x")
        await say(a_draft("mail:one", to=old), store)
        await say(a_draft("mail:two", to=BOB, text="Dear Bob"), store)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert old not in await everything(database, tmp_path / "out")
    assert [(await kept(database, n)).to for n in (1, 2)] == ["erased", BOB]


async def test_an_encoded_address_is_erased_also_where_people_wrote_it(
    database: Database, tmp_path: Path
) -> None:
    async with database.begin() as store:
        await store.contacts.add("Info", "info@xn--mller-kva.example", AN_ACT)
        await store.journal.add(AN_ACT, "live", "live", after="as info@müller.example said")

    await privacy.erase("info@xn--mller-kva.example", AN_ACT, database=database)

    after = await everything(database, tmp_path / "out")
    assert not [text for text in ("müller", "mller") if text in after]
