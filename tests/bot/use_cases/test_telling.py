"""What the bot says by itself: written once, held where it must not leave yet."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.delivery import Audience, Draft, Held, Stage
from bot.domain.nudges import Nudges
from bot.domain.people import Act, Person
from bot.domain.work import WorkState
from bot.errors import RepeatedKnock
from bot.use_cases.telling import note_unreachable
from storage.database import Database
from tests.bot.use_cases.telling import BY_CLOCK, a_draft, a_telling, go_live, kept, write
from tests.factories import AN_ACT, MARCH_2

INTERNAL = Audience.INTERNAL
A_POST = a_draft(key="post:test:1", audience=INTERNAL, kind="test", to="CSTAFF")
ACT = Act(by=Person("USTAFF", "THOME"), at=MARCH_2)


async def test_what_is_written_is_kept_with_who_wrote_it_and_when(database: Database) -> None:
    await go_live(database)
    draft = a_draft(owner="USTAFF", template="confirm-address 3")

    (number,) = await write(database, draft, act=ACT)

    found = await kept(database)
    assert (found.number, found.id, found.stage) == (number, f"OUT-{number}", Stage.WAITING)
    assert (found.written_by, found.written_at, found.state) == ("USTAFF", MARCH_2, WorkState.DUE)
    names = ("audience", "kind", "about", "to", "due_at", "payload", "template", "owner")
    assert [getattr(found, name) for name in names] == [getattr(draft, name) for name in names]


async def test_the_same_thing_is_written_once(database: Database) -> None:
    first, second = await write(database, a_draft(), a_draft(to="eve@example.org"))

    assert first
    assert second is None
    assert (await kept(database)).to == "ada@example.org"


async def test_two_who_write_the_same_at_once_write_it_once(database: Database) -> None:
    written = await asyncio.gather(*(write(database, a_draft()) for _ in range(5)))

    assert sum(number is not None for (number,) in written) == 1


async def test_it_is_written_with_its_reason_or_not_at_all(database: Database) -> None:
    async with database.begin(replace(AN_ACT, knock="Ev1")):
        pass
    with pytest.raises(RepeatedKnock):
        async with database.begin(replace(AN_ACT, knock="Ev1")) as store:
            await a_telling().write(a_draft(), AN_ACT, store=store)

    async with database.read() as store:
        assert await store.deliveries.by_key("mail:test:1") is None


@pytest.mark.parametrize(
    ("draft", "held"),
    [
        (a_draft(), Held.NOT_LIVE),
        (a_draft(to="Ada@Example.NET"), None),
        (a_draft(to="eve@staff.example.com"), None),
        (a_draft(to="ada@not-staff.example.com"), Held.NOT_LIVE),
        (a_draft(to="ada@example.net.example.org"), Held.NOT_LIVE),
        (a_draft(key="post:out:1", to="CSHARED"), Held.NOT_LIVE),
        (a_draft(key="post:in:1", to="CSTAFF", audience=INTERNAL), None),
        (a_draft(to="ada@example.net", held=Held.BY_PERSON), Held.BY_PERSON),
    ],
)
async def test_before_it_is_live_outsiders_hear_nothing(
    database: Database, draft: Draft, held: Held | None
) -> None:
    telling = a_telling(allowed=frozenset({"ada@example.net", "staff.example.com"}))

    await write(database, draft, telling=telling)

    found = await kept(database, draft.key)
    assert found.held is held
    assert found.state is (WorkState.HELD if held else WorkState.DUE)


async def test_an_address_that_is_unreachable_gets_nothing(database: Database) -> None:
    await go_live(database)
    async with database.begin() as store:
        contact = await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await store.contacts.note(contact.number, unreachable_at=MARCH_2)

    await write(database, a_draft(to="ADA@example.org"))

    assert (await kept(database)).held is Held.UNREACHABLE


def unseen(number: int, **details: Any) -> Draft:  # noqa: ANN401 -- as a_draft
    return a_draft(key=f"mail:renewal:{number}", is_unattended=True, **details)


async def held_of(database: Database, count: int) -> list[Held | None]:
    return [(await kept(database, f"mail:renewal:{n}")).held for n in range(count)]


async def test_the_sixth_letter_of_a_day_that_nobody_has_seen_is_held(database: Database) -> None:
    await go_live(database)
    for number in range(7):
        await write(database, unseen(number), act=BY_CLOCK)

    assert await held_of(database, 7) == [None] * 5 + [Held.CEILING] * 2


async def test_the_lead_is_asked_once_a_day_on_one_card(database: Database) -> None:
    await go_live(database)
    for number in range(8):
        await write(database, unseen(number), act=BY_CLOCK)

    card = await kept(database, "card:ceiling:2026-03-02")
    assert (card.to, card.touches, card.audience) == ("CSTAFF", 2, INTERNAL)


async def test_workers_who_write_at_once_keep_below_the_ceiling_together(
    database: Database,
) -> None:
    await go_live(database)
    drafts = [unseen(number) for number in range(12)]

    await asyncio.gather(*(write(database, one, act=BY_CLOCK) for one in drafts))

    assert sorted(map(str, await held_of(database, 12))) == sorted(
        ["None"] * 5 + [str(Held.CEILING)] * 7
    )


async def test_receipts_and_letters_that_a_person_wrote_do_not_count(database: Database) -> None:
    await go_live(database)

    await write(database, *(a_draft(key=f"mail:receipt:{n}") for n in range(9)))

    assert (await kept(database, "mail:receipt:8")).held is None


async def test_the_ceiling_is_counted_by_the_day_of_the_programs_zone(database: Database) -> None:
    await go_live(database)
    late = MARCH_2.replace(hour=23, minute=30)
    for number in range(5):
        await write(database, unseen(number), act=BY_CLOCK)
    await write(database, unseen(5, due_at=late), act=BY_CLOCK)

    assert (await held_of(database, 6))[5] is None


async def test_a_row_whose_reason_is_gone_is_withdrawn_in_the_same_transaction(
    database: Database,
) -> None:
    await write(database, a_draft(), a_draft(key="mail:test:12"))

    async with database.begin() as store:
        assert await a_telling().void("mail:test:1", store=store) == 1

    assert (await kept(database)).stage is Stage.WITHDRAWN
    assert (await kept(database, "mail:test:12")).stage is Stage.HELD


async def test_a_card_is_one_row_however_often_its_thing_changes(database: Database) -> None:
    card = a_telling().card("trouble", "OUT-9", MARCH_2)
    for _ in range(3):
        async with database.begin() as store:
            await a_telling().show(card, AN_ACT, store=store)

    found = await kept(database, card.key)
    assert (found.touches, found.state) == (2, WorkState.DUE)


@pytest.mark.parametrize("state", [WorkState.SENT, WorkState.FAILED, WorkState.VOID])
async def test_a_card_that_was_drawn_is_drawn_again(database: Database, state: WorkState) -> None:
    card = a_telling().card("trouble", "OUT-9", MARCH_2)
    await write(database, card)
    async with database.begin() as store:
        assert await store.work.move(card.key, (WorkState.DUE,), state, MARCH_2)
        await a_telling().show(card, AN_ACT, store=store)

    assert (await kept(database, card.key)).state is WorkState.DUE


@pytest.mark.parametrize(
    ("nudges", "key", "to"),
    [
        (Nudges.IN_THREAD, "post:nudge:card:trouble:OUT-9:USTAFF:0", "CSTAFF"),
        (Nudges.DIRECTLY, "direct:nudge:card:trouble:OUT-9:USTAFF:0", "USTAFF"),
    ],
)
async def test_people_are_called_as_they_chose(
    database: Database, nudges: Nudges, key: str, to: str
) -> None:
    card = a_telling().card("trouble", "OUT-9", MARCH_2)
    async with database.begin() as store:
        await store.readers.choose("USTAFF", nudges)
        await a_telling().nudge("USTAFF", card, "Please look.", AN_ACT, store=store)

    assert (await kept(database, key)).to == to


async def test_without_a_staff_channel_the_outbox_alone_tells_of_trouble(
    database: Database,
) -> None:
    await write(database, a_draft())
    failed = await kept(database)
    async with database.begin() as store:
        await a_telling(staff_channel="").trouble(failed, AN_ACT, store=store)

        assert await store.deliveries.about(failed.id) == []


async def test_what_waits_for_an_address_is_held_when_nothing_arrives_there_any_more(
    database: Database,
) -> None:
    await go_live(database)
    async with database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    await write(database, a_draft(), a_draft(key="mail:test:2", to="eve@example.org"))

    async with database.begin() as store:
        noted = await note_unreachable("Ada@Example.org", AN_ACT, why="It came back.", store=store)
        assert await note_unreachable("ada@example.org", AN_ACT, why="Again.", store=store) is None

    assert noted
    assert (await kept(database)).held is Held.UNREACHABLE
    assert (await kept(database, "mail:test:2")).stage is Stage.WAITING


async def test_what_should_have_left_on_other_days_counts_for_the_day_on_which_it_leaves(
    database: Database,
) -> None:
    await go_live(database)
    for number in range(7):
        await write(
            database, unseen(number, due_at=MARCH_2 - timedelta(days=number)), act=BY_CLOCK
        )

    assert await held_of(database, 7) == [None] * 5 + [Held.CEILING] * 2


async def test_the_leads_are_called_to_the_card_of_the_ceiling_once(database: Database) -> None:
    await go_live(database)
    telling = a_telling(leads=("ULEAD", "SLEADS"), unseen_a_day=0)
    for number in range(3):
        await write(database, unseen(number), act=BY_CLOCK, telling=telling)

    async with database.read() as store:
        said = await store.deliveries.about("2026-03-02")
    assert [one.key for one in said] == [
        "card:ceiling:2026-03-02",
        "post:nudge:card:ceiling:2026-03-02:ULEAD:0",
        "post:nudge:card:ceiling:2026-03-02:SLEADS:0",
    ]


async def test_who_is_called_for_nothing_any_more_is_not_called(database: Database) -> None:
    await write(database, a_draft(owner="USTAFF"))
    failed = await kept(database)
    async with database.begin() as store:
        await a_telling().trouble(failed, AN_ACT, store=store)
        await a_telling().solved(failed, AN_ACT, store=store)
        await a_telling().trouble(failed, AN_ACT, store=store)

    first = await kept(database, f"post:nudge:card:trouble:{failed.id}:USTAFF:0")
    second = await kept(database, f"post:nudge:card:trouble:{failed.id}:USTAFF:2")
    assert (first.stage, second.stage) == (Stage.WITHDRAWN, Stage.WAITING)
