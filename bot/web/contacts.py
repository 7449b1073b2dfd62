"""What contacts do by the links of their letters."""

from collections.abc import Mapping

from bot.domain.following import Followed, Leads
from bot.domain.link import Link, Purpose
from bot.domain.people import Act
from bot.forms.contacts import read_successor
from bot.forms.form import Faults
from bot.messages import contact_pages
from bot.messages.page import Page, Question
from bot.use_cases.contacts import AddressBook
from bot.use_cases.handovers import name_successor, succeed
from bot.web.links import Errand
from bot.web.posted import Answers
from bot.world import World


async def _look(link: Link, world: World) -> Question | Page:
    found = await _book(world).follow(link)
    return contact_pages.question(found) if found.leads is Leads.ON else _page(found, world)


async def _confirm(link: Link, _answers: Answers, act: Act, world: World) -> Page | Faults:
    return _page(await _book(world).confirm(link, act), world)


async def _leave(link: Link, answers: Answers, act: Act, world: World) -> Page | Faults:
    book = _book(world)
    former = (await book.follow(link)).contact
    named = read_successor(answers, former.address)
    if isinstance(named, Faults):
        return named
    return _page(await name_successor(link, named, act, book=book), world)


async def _succeed(link: Link, _answers: Answers, act: Act, world: World) -> Page | Faults:
    return _page(await succeed(link, act, book=_book(world)), world)


ERRANDS: Mapping[Purpose, Errand] = {
    Purpose.CONFIRM: Errand(look=_look, do=_confirm),
    Purpose.LEAVE: Errand(look=_look, do=_leave),
    Purpose.SUCCEED: Errand(look=_look, do=_succeed),
}


def _page(found: Followed, world: World) -> Page:
    return contact_pages.page(found, world.letters.support)


def _book(world: World) -> AddressBook:
    return AddressBook(database=world.database, telling=world.telling, letters=world.letters)
