"""An address is asked for by a letter, and confirmed by its link."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.contact import Contact
from bot.domain.delivery import Audience, Held, Stage
from bot.domain.following import VALID, Asking, Leads
from bot.domain.link import Link, Purpose
from bot.domain.work import WorkState
from bot.errors import ConflictError, NotFoundError, RepeatedKnock
from bot.forms.contacts import Named
from bot.use_cases.telling import note_reachable, note_unreachable
from bot.world import World
from tests.bot.address_book import (
    ADA,
    BEA,
    ask,
    at_terminal,
    book_of,
    by_link,
    by_staff,
    contact,
    deliveries,
    journal,
    links_of,
    put,
    with_links,
)
from tests.conftest import StoppedClock

DAY = timedelta(days=1)
MARCH_2 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONFIRMS = Link(purpose=Purpose.CONFIRM, subject="CON-1", expires=MARCH_2 + VALID)


@pytest.fixture
def world(world: World) -> World:
    return with_links(world)


async def test_who_is_new_is_added_and_written_to_in_one_transaction(world: World) -> None:
    asked = await book_of(world).ask(ADA, by_staff(MARCH_2), is_again=False)

    assert asked.came is Asking.WRITTEN
    assert asked.contact == Contact(
        number=1, name=ADA.name, address=ADA.address, added_at=MARCH_2, added_by="USTAFF"
    )
    assert await journal(world, "CON-1") == [
        ("USTAFF", "added", "", "ada@example.org"),
        ("USTAFF", "asked to confirm", "", "OUT-1"),
    ]


async def test_the_letter_goes_to_outsiders_with_a_link_of_thirty_days(world: World) -> None:
    letter = await ask(world)

    assert (letter.key, letter.kind, letter.about) == (
        "mail:confirm:1:1",
        "confirm-address",
        "CON-1",
    )
    assert (letter.audience, letter.to, letter.owner) == (
        Audience.EXTERNAL,
        "ada@example.org",
        "USTAFF",
    )
    confirms, leaves = links_of(letter, world)
    assert confirms == CONFIRMS
    assert (leaves.purpose, leaves.subject) == (Purpose.LEAVE, "CON-1")
    assert letter.subject.startswith("[Please confirm by 31 March 2026]")
    assert not letter.is_unattended


async def test_without_a_key_for_links_nothing_is_written_at_all(world: World) -> None:
    unset = replace(world.links, secret="")
    without = replace(world, letters=replace(world.letters, links=unset))

    with pytest.raises(ConflictError, match="RSP_SECRET_KEY"):
        await ask(without)

    with pytest.raises(NotFoundError):
        await contact(world, 1)
    assert await deliveries(world) == {}


async def test_who_acts_at_a_terminal_has_no_slack_to_be_told_in(world: World) -> None:
    asked = await book_of(world).ask(ADA, at_terminal(MARCH_2), is_again=False)

    assert asked.letter
    assert asked.letter.owner == ""


async def test_without_a_name_the_address_is_the_name(world: World) -> None:
    letter = await ask(world, replace(ADA, name=""))

    assert (await contact(world, 1)).name == "ada@example.org"
    assert letter.text.startswith("Hello,\n")


async def test_a_new_name_is_kept_and_an_address_is_one_in_any_spelling(world: World) -> None:
    await ask(world)

    asked = await book_of(world).ask(
        Named(name="Ada Sample", address="ADA@example.org"), by_staff(MARCH_2), is_again=False
    )

    assert (asked.contact.number, asked.contact.name, asked.contact.address) == (
        1,
        "Ada Sample",
        "ada@example.org",
    )
    assert (await journal(world, "CON-1"))[-1] == (
        "USTAFF",
        "renamed",
        "Ada Example",
        "Ada Sample",
    )


async def test_a_command_that_slack_repeats_asks_once(world: World) -> None:
    act = by_staff(MARCH_2, knock="trigger:1")
    await book_of(world).ask(ADA, act, is_again=False)

    with pytest.raises(RepeatedKnock):
        await book_of(world).ask(ADA, act, is_again=True)

    assert [*await deliveries(world)] == ["mail:confirm:1:1"]


async def test_while_a_letter_waits_nobody_is_asked_again(world: World) -> None:
    first = await ask(world)

    asked = await book_of(world).ask(ADA, by_staff(MARCH_2), is_again=True)

    assert (asked.came, asked.letter) == (Asking.WAITING, first)


@pytest.mark.parametrize("state", [WorkState.FAILED, WorkState.VOID])
async def test_after_a_letter_that_came_to_nothing_the_next_is_another(
    world: World, state: WorkState
) -> None:
    await put(world, await ask(world), state)

    assert (await ask(world)).key == "mail:confirm:1:2"


async def test_a_letter_that_waits_with_a_link_that_is_too_old_makes_way_for_another(
    world: World, clock: StoppedClock
) -> None:
    first = await ask(world)
    clock.now += VALID

    second = await ask(world)

    assert second.key == "mail:confirm:1:2"
    assert (await deliveries(world))[first.key].stage is Stage.WITHDRAWN


async def lose(world: World, why: str = "550 No such user.") -> None:
    """Let Ada's address be unreachable."""
    async with world.database.begin() as store:
        act = by_staff(world.clock())
        assert await note_unreachable("ada@example.org", act, why=why, store=store)


async def live(world: World) -> None:
    async with world.database.begin() as store:
        await store.marks.set_first("live", "ULEAD")


async def test_to_an_address_that_nothing_reaches_nothing_is_written(world: World) -> None:
    await live(world)
    first = await ask(world)
    await put(world, first, WorkState.SENT)
    await lose(world)

    asked = await book_of(world).ask(ADA, by_staff(MARCH_2), is_again=False)

    assert (asked.came, asked.why_unreachable) == (Asking.UNREACHABLE, "550 No such user.")
    assert [*await deliveries(world)] == [first.key]


async def test_staff_can_say_that_it_be_tried_again(world: World, clock: StoppedClock) -> None:
    await live(world)
    await put(world, await ask(world), WorkState.SENT)
    await lose(world)
    clock.now += DAY

    asked = await book_of(world).ask(ADA, by_staff(clock.now), is_again=True)

    assert (asked.came, asked.contact.unreachable_at, asked.why_unreachable) == (
        Asking.WRITTEN,
        None,
        "",
    )
    assert asked.letter
    assert (asked.letter.key, asked.letter.stage) == ("mail:confirm:1:2", Stage.WAITING)
    assert (await journal(world, "CON-1"))[-2:] == [
        ("USTAFF", "reachable again", "2026-03-02T09:00:00+00:00", "2026-03-03T09:00:00+00:00"),
        ("USTAFF", "asked to confirm", "", "OUT-2"),
    ]


async def test_the_letter_that_was_held_for_that_is_the_one_that_goes(world: World) -> None:
    await live(world)
    first = await ask(world)
    await lose(world)
    assert (await deliveries(world))[first.key].held is Held.UNREACHABLE

    asked = await book_of(world).ask(ADA, by_staff(MARCH_2), is_again=True)

    assert asked.letter
    assert (asked.came, asked.letter.number) == (Asking.WAITING, first.number)
    assert (asked.letter.stage, asked.letter.held) == (Stage.WAITING, None)


async def test_who_confirms_is_reachable_again(world: World, clock: StoppedClock) -> None:
    await live(world)
    await put(world, await ask(world), WorkState.SENT)
    await lose(world)
    clock.now += DAY

    found = await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now))

    assert found.contact.unreachable_at is None
    assert (await journal(world, "CON-1"))[-1] == (
        "link:CON-1",
        "reachable again",
        "2026-03-02T09:00:00+00:00",
        "2026-03-03T09:00:00+00:00",
    )


async def test_what_is_held_for_another_reason_stays_so_once_an_address_is_reachable(
    world: World,
) -> None:
    await live(world)
    first = await ask(world)
    await put(world, first, WorkState.HELD)
    async with world.database.begin() as store:
        await store.deliveries.note(first.key, held=Held.BY_PERSON)
    await lose(world)

    async with world.database.begin() as store:
        act = by_staff(MARCH_2)
        assert await note_reachable("ADA@example.org", act, store=store)
        assert await note_reachable("ada@example.org", act, store=store) is None
        assert await note_reachable("bea@example.org", act, store=store) is None

    letter = (await deliveries(world))[first.key]
    assert (letter.stage, letter.held) == (Stage.HELD, Held.BY_PERSON)


async def test_who_confirmed_is_asked_once_more_if_staff_say_so(
    world: World, clock: StoppedClock
) -> None:
    letter = await ask(world)
    await put(world, letter, WorkState.SENT)
    clock.now += DAY
    await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now))
    clock.now += DAY

    told = await book_of(world).ask(ADA, by_staff(clock.now), is_again=False)
    again = await book_of(world).ask(ADA, by_staff(clock.now), is_again=True)

    assert told.came is Asking.CONFIRMED
    assert again.letter
    assert (again.came, again.letter.key) == (Asking.WRITTEN, "mail:confirm:1:2")
    link, _ = links_of(again.letter, world)
    assert (await book_of(world).follow(link)).leads is Leads.ON


async def test_looking_at_a_link_does_nothing(world: World) -> None:
    await ask(world)
    before = await journal(world, "CON-1")

    found = [await book_of(world).follow(CONFIRMS) for _ in range(3)]

    assert [one.leads for one in found] == [Leads.ON] * 3
    assert (await contact(world, 1)).confirmed_at is None
    assert await journal(world, "CON-1") == before


async def test_confirming_is_noted_and_whoever_asked_is_told(
    world: World, clock: StoppedClock
) -> None:
    await put(world, await ask(world), WorkState.SENT)
    clock.now += DAY

    found = await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now))

    assert (found.leads, found.contact.confirmed_at) == (Leads.DONE, clock.now)
    assert (await journal(world, "CON-1"))[-1] == (
        "link:CON-1",
        "confirmed",
        "",
        "2026-03-03T09:00:00+00:00",
    )
    told = (await deliveries(world))["direct:confirmed:1"]
    assert (told.audience, told.to, told.about) == (Audience.INTERNAL, "USTAFF", "CON-1")
    assert told.text.startswith("CON-1, Ada Example (ada@example.org), confirmed the address.")


async def test_who_asked_at_a_terminal_is_told_nowhere(world: World, clock: StoppedClock) -> None:
    await book_of(world).ask(ADA, at_terminal(clock.now), is_again=False)
    clock.now += DAY

    await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now))

    assert [*await deliveries(world)] == ["mail:confirm:1:1"]


async def test_a_letter_that_still_waits_is_withdrawn_once_the_address_is_confirmed(
    world: World, clock: StoppedClock
) -> None:
    await put(world, await ask(world), WorkState.SENT)
    clock.now += DAY
    second = await ask(world, is_again=True)

    await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now + DAY))

    assert (await deliveries(world))[second.key].stage is Stage.WITHDRAWN


async def test_a_link_confirms_once(world: World, clock: StoppedClock) -> None:
    await ask(world)
    clock.now += DAY
    await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now))

    with pytest.raises(RepeatedKnock):
        await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now + DAY))

    found = await book_of(world).follow(CONFIRMS)
    assert (found.leads, found.contact.confirmed_at) == (Leads.DONE, clock.now)


async def test_of_many_who_confirm_at_once_one_does(world: World, clock: StoppedClock) -> None:
    await ask(world)
    clock.now += DAY
    act = by_link("CON-1", clock.now)

    done = await asyncio.gather(
        *(book_of(world).confirm(CONFIRMS, act) for _ in range(5)), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in done) == ["Followed", *["RepeatedKnock"] * 4]
    assert [what for _, what, _, _ in await journal(world, "CON-1")].count("confirmed") == 1


async def test_a_link_of_a_contact_that_is_not_there_leads_nowhere(world: World) -> None:
    with pytest.raises(NotFoundError, match="CON-1"):
        await book_of(world).confirm(CONFIRMS, by_link("CON-1", MARCH_2))


async def test_a_contact_is_found_with_what_was_said_to_it(
    world: World, clock: StoppedClock
) -> None:
    await ask(world)
    await ask(world, BEA)
    clock.now += DAY
    await book_of(world).confirm(CONFIRMS, by_link("CON-1", clock.now))

    known = await book_of(world).find(1)

    assert known.contact.name == "Ada Example"
    assert known.successor is None
    assert [one.key for one in known.said] == ["mail:confirm:1:1", "direct:confirmed:1"]


async def test_a_contact_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match=r"There is no contact CON-7\."):
        await book_of(world).find(7)
