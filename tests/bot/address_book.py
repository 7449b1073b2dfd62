"""Contacts and their letters, for tests of what they do by links."""

import re
from dataclasses import replace
from datetime import datetime

from bot.domain.contact import Contact
from bot.domain.delivery import Delivery
from bot.domain.link import Link
from bot.domain.people import LINK, TERMINAL, Act, Person
from bot.domain.work import WorkState
from bot.forms.contacts import Named
from bot.use_cases.contacts import AddressBook
from bot.use_cases.links import Links
from bot.world import World

URL = "http://bot.example"
SECRET = "a key of example data, which is long enough"  # noqa: S105 -- it opens nothing
ADA = Named(name="Ada Example", address="ada@example.org")
BEA = Named(name="Bea Example", address="bea@example.org", words="She knows it all.")
DAN = Named(name="Dan Example", address="dan@example.org")


def with_links(world: World, url: str = URL) -> World:
    """Return a world that can make links."""
    links = Links(public_url=url, secret=SECRET)
    return replace(world, links=links, letters=replace(world.letters, links=links))


def book_of(world: World) -> AddressBook:
    return AddressBook(database=world.database, telling=world.telling, letters=world.letters)


def by_staff(now: datetime, knock: str | None = None) -> Act:
    return Act(by=Person("USTAFF", "THOME"), at=now, knock=knock)


def at_terminal(now: datetime) -> Act:
    return Act(by=Person("ada", TERMINAL), at=now)


def by_link(contact: str, now: datetime) -> Act:
    return Act(by=Person(contact, LINK), at=now)


async def ask(world: World, named: Named = ADA, *, is_again: bool = False) -> Delivery:
    """Let staff ask for an address; return the letter."""
    act = by_staff(world.clock())
    letter = (await book_of(world).ask(named, act, is_again=is_again)).letter
    assert letter
    return letter


def tokens(letter: Delivery) -> list[str]:
    """Return what a letter's links end with: the one that it is about first, *I left* last."""
    return re.findall(r"/link/(\S+)", letter.text)


def links_of(letter: Delivery, world: World) -> list[Link]:
    return [world.links.read(token) for token in tokens(letter)]


async def deliveries(world: World) -> dict[str, Delivery]:
    """Return all that was said, by its key without what only tells links apart."""
    async with world.database.read() as store:
        said = await store.deliveries.in_states(*WorkState)
    return {re.sub(":[0-9a-f]{16}$", "", one.key): one for one in reversed(said)}


async def contact(world: World, number: int) -> Contact:
    return (await book_of(world).find(number)).contact


async def journal(world: World, subject: str) -> list[tuple[str, str, str, str]]:
    """Return who did what to a thing, with before and after."""
    async with world.database.read() as store:
        noted = await store.journal.of(subject)
    return [(one.by, one.what, one.before, one.after) for one in noted]


async def put(world: World, letter: Delivery, state: WorkState) -> None:
    """Let a letter be where it would be after workers, or people, had it."""
    async with world.database.begin() as store:
        await store.work.move(letter.key, [*WorkState], state, world.clock())
