"""A contact names a successor, who takes over once the address is confirmed."""

from dataclasses import dataclass, replace

import pytest

from bot.domain.delivery import Audience, Stage
from bot.domain.following import Leads
from bot.domain.link import Link, Purpose
from bot.domain.work import WorkState
from bot.errors import ConflictError, RepeatedKnock
from bot.forms.contacts import Named
from bot.use_cases.handovers import name_successor, succeed
from bot.use_cases.telling import note_unreachable
from bot.world import World
from tests.bot.address_book import (
    ADA,
    BEA,
    DAN,
    ask,
    book_of,
    by_link,
    contact,
    deliveries,
    journal,
    links_of,
    put,
    with_links,
)
from tests.conftest import StoppedClock


@dataclass
class Book:
    world: World
    clock: StoppedClock

    async def leave_link(self, key: str = "mail:confirm:1:1") -> Link:
        return links_of((await deliveries(self.world))[key], self.world)[-1]

    async def name(self, link: Link, named: Named = BEA, former: str = "CON-1") -> None:
        self.clock.pass_days(1)
        act = by_link(former, self.clock.now)
        found = await name_successor(link, named, act, book=book_of(self.world))
        assert found.leads is Leads.DONE

    async def succeed(self, former: int = 1, successor: int = 2) -> Link:
        letter = (await deliveries(self.world))[f"mail:handover:{former}:{successor}"]
        link = links_of(letter, self.world)[0]
        self.clock.pass_days(1)
        act = by_link(f"CON-{successor}", self.clock.now)
        assert (await succeed(link, act, book=book_of(self.world))).leads is Leads.DONE
        return link


@pytest.fixture
async def book(world: World, clock: StoppedClock) -> Book:
    """Yield an address book where Ada was asked to confirm."""
    world = with_links(world)
    world = replace(world, telling=replace(world.telling, staff_channel="CSTAFF"))
    await put(world, await ask(world), WorkState.SENT)
    return Book(world, clock)


async def test_whoever_is_named_is_asked_and_everybody_is_told(book: Book) -> None:
    await book.name(await book.leave_link())

    _, asks, tells, post = (await deliveries(book.world)).values()
    assert (asks.kind, asks.to, asks.about) == ("confirm-successor", BEA.address, "CON-2")
    assert (tells.kind, tells.to, tells.about) == ("successor-named", ADA.address, "CON-1")
    assert (post.kind, post.to, post.about) == ("handover", "CSTAFF", "CON-1")
    assert [one.audience for one in (asks, tells, post)] == [
        Audience.EXTERNAL,
        Audience.EXTERNAL,
        Audience.INTERNAL,
    ]
    (link, _) = links_of(asks, book.world)
    assert (link.purpose, link.subject) == (Purpose.SUCCEED, "CON-1>CON-2")


async def test_what_a_link_of_theirs_did_is_told_to_contacts_however_many_letters_left_today(
    book: Book,
) -> None:
    book.world = replace(book.world, telling=replace(book.world.telling, unseen_a_day=0))
    async with book.world.database.begin() as store:
        await store.marks.set_first("live", "ULEAD")

    await book.name(await book.leave_link())
    await book.succeed()

    said = await deliveries(book.world)
    assert [said[key].held for key in ("mail:named:1", "mail:changed:1:2")] == [None, None]


async def test_staff_are_told_where_the_question_is_held(book: Book) -> None:
    await book.name(await book.leave_link())

    post = (await deliveries(book.world))["post:handover:1:2"].text
    assert "OUT-2 is held: not live yet — look at OUT-2." in post
    assert "You need not do anything" not in post


async def test_staff_need_not_do_anything_where_the_question_leaves(book: Book) -> None:
    async with book.world.database.begin() as store:
        await store.marks.set_first("live", "ULEAD")

    await book.name(await book.leave_link())

    post = (await deliveries(book.world))["post:handover:1:2"].text
    assert "until then CON-1 stays the contact. You need not do anything." in post


async def test_a_successor_who_confirms_is_reachable_again(book: Book) -> None:
    await book.name(await book.leave_link())
    async with book.world.database.begin() as store:
        act = by_link("CON-2", book.clock.now)
        await note_unreachable(BEA.address, act, why="550", store=store)

    await book.succeed()

    assert (await contact(book.world, 2)).unreachable_at is None


async def test_a_successor_takes_over_from_whoever_was_erased(book: Book) -> None:
    await book.name(await book.leave_link())
    async with book.world.database.begin() as store:
        await store.privacy.erase_contact(1)

    await book.succeed()

    assert (await contact(book.world, 1)).left_at == book.clock.now
    assert "mail:changed:1:2" not in await deliveries(book.world)


async def test_what_the_contact_says_is_for_staff_alone(book: Book) -> None:
    await book.name(await book.leave_link())

    said = await deliveries(book.world)

    assert BEA.words in said["post:handover:1:2"].text
    assert BEA.words not in said["mail:handover:1:2"].text + said["mail:named:1"].text


async def test_until_the_successor_confirms_the_contact_stays_the_contact(book: Book) -> None:
    await book.name(await book.leave_link())

    ada = await contact(book.world, 1)
    assert (ada.successor, ada.left_at) == (2, None)
    assert (await contact(book.world, 2)).confirmed_at is None
    assert (await journal(book.world, "CON-1"))[-1] == (
        "link:CON-1",
        "named a successor",
        "",
        "CON-2",
    )
    assert await journal(book.world, "CON-2") == [
        ("link:CON-1", "added", "", "bea@example.org"),
    ]


async def test_a_link_names_once(book: Book) -> None:
    link = await book.leave_link()
    await book.name(link)

    with pytest.raises(RepeatedKnock):
        await book.name(link, DAN)

    assert (await contact(book.world, 1)).successor == 2
    assert len(await deliveries(book.world)) == 4


async def test_the_letter_about_it_has_the_link_that_names_somebody_else_instead(
    book: Book,
) -> None:
    await book.name(await book.leave_link())
    first = links_of((await deliveries(book.world))["mail:handover:1:2"], book.world)[0]

    await book.name(await book.leave_link("mail:named:1"), DAN)

    assert (await contact(book.world, 1)).successor == 3
    assert (await deliveries(book.world))["mail:handover:1:2"].stage is Stage.WITHDRAWN
    with pytest.raises(RepeatedKnock):
        await succeed(first, by_link("CON-2", book.clock.now), book=book_of(book.world))
    assert (await book_of(book.world).follow(first)).leads is Leads.NOWHERE
    assert (await journal(book.world, "CON-1"))[-1][2:] == ("CON-2", "CON-3")


async def test_the_successor_takes_over_by_confirming(book: Book) -> None:
    await book.name(await book.leave_link())

    await book.succeed()

    ada, bea = await contact(book.world, 1), await contact(book.world, 2)
    assert (ada.successor, ada.left_at) == (2, book.clock.now)
    assert (bea.confirmed_at, bea.left_at) == (book.clock.now, None)
    assert (await journal(book.world, "CON-1"))[-1] == ("link:CON-2", "left", "", "CON-2")
    assert (await journal(book.world, "CON-2"))[-1][:2] == ("link:CON-2", "confirmed")


async def test_that_the_contact_changed_is_told_to_the_former_one_and_to_staff(
    book: Book,
) -> None:
    await book.name(await book.leave_link())

    await book.succeed()

    said = await deliveries(book.world)
    letter, post = said["mail:changed:1:2"], said["post:succeeded:1:2"]
    assert (letter.kind, letter.to) == ("contact-changed", ADA.address)
    assert "Bea Example (bea@example.org)" in letter.text
    assert (post.to, post.about) == ("CSTAFF", "CON-1")


async def test_what_only_the_contact_was_asked_is_withdrawn(book: Book) -> None:
    await ask(book.world, is_again=True)
    await book.name(await book.leave_link())
    await ask(book.world, BEA)

    await book.succeed()

    said = await deliveries(book.world)
    withdrawn = [key for key, one in said.items() if one.stage is Stage.WITHDRAWN]
    assert withdrawn == [
        "mail:confirm:1:2",
        "mail:handover:1:2",
        "mail:named:1",
        "mail:confirm:2:1",
    ]


async def test_who_has_left_acts_no_more_and_is_not_asked(book: Book) -> None:
    confirm, leave = links_of((await deliveries(book.world))["mail:confirm:1:1"], book.world)
    await book.name(leave)
    second = await book.leave_link("mail:named:1")
    await book.succeed()
    act = by_link("CON-1", book.clock.now)

    with pytest.raises(RepeatedKnock):
        await book_of(book.world).confirm(confirm, act)
    with pytest.raises(RepeatedKnock):
        await name_successor(second, DAN, act, book=book_of(book.world))
    with pytest.raises(ConflictError, match=r"is not the contact any more: CON-2 is\."):
        await ask(book.world)

    assert (await contact(book.world, 1)).confirmed_at is None


async def test_a_successor_takes_over_once(book: Book) -> None:
    await book.name(await book.leave_link())
    link = await book.succeed()
    before = await deliveries(book.world)

    with pytest.raises(RepeatedKnock):
        await succeed(link, by_link("CON-2", book.clock.now), book=book_of(book.world))

    assert await deliveries(book.world) == before


async def test_somebody_known_can_be_named_and_keeps_the_name(book: Book) -> None:
    await ask(book.world, BEA)

    await book.name(
        await book.leave_link(), Named(name="B. E.", address="Bea@example.org", words="")
    )

    assert (await contact(book.world, 2)).name == "Bea Example"
    assert (await contact(book.world, 1)).successor == 2


async def test_who_has_left_can_come_back(book: Book) -> None:
    await book.name(await book.leave_link())
    await book.succeed()
    await book.name(await book.leave_link("mail:handover:1:2"), ADA, "CON-2")

    await book.succeed(former=2, successor=1)

    ada, bea = await contact(book.world, 1), await contact(book.world, 2)
    assert (ada.left_at, ada.successor, ada.confirmed_at) == (None, None, book.clock.now)
    assert (bea.left_at, bea.successor) == (book.clock.now, 1)


async def test_without_a_channel_for_staff_nothing_is_posted(book: Book) -> None:
    book.world = replace(book.world, telling=replace(book.world.telling, staff_channel=""))

    await book.name(await book.leave_link())

    assert [*await deliveries(book.world)] == [
        "mail:confirm:1:1",
        "mail:handover:1:2",
        "mail:named:1",
    ]
