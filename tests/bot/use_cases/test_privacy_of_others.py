"""What others were told of a person is erased, and what they are still to be told leaves first."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.letters import LetterText
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.forms.contacts import Named
from bot.use_cases import privacy
from bot.use_cases.handovers import name_successor
from bot.world import World
from storage.database import Database
from tests.bot.address_book import (
    ADA,
    BEA,
    ask,
    book_of,
    by_link,
    deliveries,
    links_of,
    put,
    with_links,
)
from tests.bot.use_cases.erasing import ADDRESS, BOB, NAME, a_draft, everything, kept, say
from tests.factories import AN_ACT


async def test_a_letter_of_somebody_else_with_the_same_name_is_left_and_listed(
    database: Database,
) -> None:
    async with database.begin() as store:
        await store.contacts.add("Ada Lovelace", ADDRESS, AN_ACT)
        number = await say(a_draft("mail:one", to=BOB, text="Dear Ada Lovelace"), store)

    found = await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert (found.left, found.unsent) == (("OUT-1",), ())
    assert "deliveries" not in found.rows
    assert (await kept(database, number)).text == "Dear Ada Lovelace"


@pytest.mark.parametrize(
    "state",
    [
        WorkState.DUE,
        WorkState.HELD,
        WorkState.CLAIMED,
        WorkState.SENDING,
        WorkState.FAILED,
        WorkState.UNSURE,
    ],
)
async def test_nothing_is_erased_before_others_are_told_what_they_are_to_be_told(
    database: Database, tmp_path: Path, state: WorkState
) -> None:
    async with database.begin() as store:
        await store.contacts.add("Ada", ADDRESS, AN_ACT)
        await say(a_draft("mail:one", to=BOB, text=f"Ada ({ADDRESS}) was named"), store, state)
    before = await everything(database, tmp_path / "before")

    found = await privacy.would_erase(ADDRESS, database=database)
    with pytest.raises(ConflictError, match=r"OUT-1.*rsp outbox withdraw OUT-1"):
        await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert (found.unsent, found.left) == (("OUT-1",), ())
    assert await everything(database, tmp_path / "after") == before


@pytest.mark.parametrize("state", [WorkState.SENT, WorkState.VOID])
async def test_what_others_were_told_is_erased(database: Database, state: WorkState) -> None:
    async with database.begin() as store:
        await store.contacts.add("Ada", ADDRESS, AN_ACT)
        letter = a_draft("mail:one", to=BOB, text=f"Ada ({ADDRESS}) was named")
        number = await say(letter, store, state)

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert (await kept(database, number)).text == "erased (erased) was named"


async def handed_over(world: World, name: str) -> World:
    """Let Ada name Bea, whom we know, by another name and with words; and all is said."""
    telling = replace(world.telling, staff_channel="CSTAFF")
    world = replace(with_links(world), telling=telling)
    await ask(world, Named(name="Bea Example", address="bea@example.org"))
    link = links_of(await ask(world), world)[-1]
    words = "Bea is ill since May; her mobile is 0123 456."
    typed = Named(name=name, address="bea@example.org", words=words)
    act = by_link("CON-2", world.clock())
    await name_successor(link, typed, act, book=book_of(world))
    return world


async def all_said(world: World, *but: str) -> None:
    for key, delivery in (await deliveries(world)).items():
        if key not in but:
            await put(world, delivery, WorkState.SENT)


@pytest.mark.parametrize("address", ["bea@example.org", "ada@example.org"])
async def test_nothing_typed_of_a_person_stays_in_what_was_said_of_a_handover(
    world: World, tmp_path: Path, address: str
) -> None:
    world = await handed_over(world, "Beatrix Wunderlich")
    await all_said(world)

    await privacy.erase(address, AN_ACT, database=world.database)

    after = await everything(world.database, tmp_path / "out")
    assert not [text for text in ("wunderlich", "0123 456", address) if text in after]
    said = await deliveries(world)
    assert said["post:handover:2:1"].text == said["mail:named:2"].text == "erased"


async def test_a_contact_of_one_name_is_erased_from_the_question_to_the_successor(
    world: World,
) -> None:
    world = with_links(world)
    link = links_of(await ask(world, Named(name="Ada", address="ada@example.org")), world)[-1]
    await name_successor(link, BEA, by_link("CON-1", world.clock()), book=book_of(world))
    await all_said(world)

    await privacy.erase("ada@example.org", AN_ACT, database=world.database)

    question = (await deliveries(world))["mail:handover:1:2"]
    assert "erased is the contact for" in question.text
    assert "Ada" not in str(question.payload)
    assert question.text.startswith("Hello Bea Example,")
    assert len(links_of(question, world)) == 2


async def test_a_receipt_that_names_the_person_leaves_first(world: World) -> None:
    world = await handed_over(world, "Beatrix Wunderlich")
    await all_said(world, "mail:named:2")
    receipt = (await deliveries(world))["mail:named:2"]

    with pytest.raises(ConflictError, match=receipt.id):
        await privacy.erase("bea@example.org", AN_ACT, database=world.database)
    await put(world, receipt, WorkState.VOID)
    await privacy.erase("bea@example.org", AN_ACT, database=world.database)

    assert (await kept(world.database, receipt.number)).text == "erased"


async def test_words_that_staff_wrote_into_what_was_said_of_a_person_are_erased_too(
    database: Database,
) -> None:
    async with database.begin() as store:
        await store.contacts.add("Ada", ADDRESS, AN_ACT)
        post = replace(a_draft("post:one", to="CSTAFF", text="is ill"), about="CON-1")
        await say(post, store, WorkState.SENT)
        await store.journal.add(AN_ACT, "OUT-1", "edited", before="is very ill", after="is ill")

    await privacy.erase(ADDRESS, AN_ACT, database=database)

    async with database.read() as store:
        (noted,) = await store.journal.of("OUT-1")
    assert (noted.before, noted.after) == ("erased", "erased")
    assert (await kept(database, 1)).text == "erased"


async def test_what_was_said_to_somebody_else_who_is_erased_is_not_shown(world: World) -> None:
    world = with_links(world)
    for named in (ADA, BEA):
        await ask(world, named)
        await privacy.erase(named.address, AN_ACT, database=world.database)

    assert [one.about for one in (await book_of(world).find(1)).said] == ["CON-1"]


async def test_templates_that_name_the_person_are_told_and_left(database: Database) -> None:
    text = LetterText(subject="Hello", text=f"Ask {NAME}. {{{{ name }}}}", html="")
    async with database.begin() as store:
        await store.contacts.add(NAME, ADDRESS, AN_ACT)
        await store.letters.add("confirm-address", text, AN_ACT, note="edited")

    found = await privacy.erase(ADDRESS, AN_ACT, database=database)

    assert found.letters == ("confirm-address 1",)
    async with database.read() as store:
        newest = await store.letters.newest("confirm-address")
    assert newest
    assert newest.text == text
