"""What applicants see by the link of their letters; nothing here changes anything."""

from collections.abc import Mapping

from bot.domain.ids import number_of
from bot.domain.link import Link, Purpose
from bot.domain.people import Act
from bot.domain.status import outside
from bot.messages import status_page
from bot.messages.page import Page
from bot.web.links import Errand
from bot.web.posted import Answers
from bot.world import World


async def _look(link: Link, world: World) -> Page:
    case = await world.cases.find(number_of(link.subject), world.clock())
    if case.contact.is_erased:
        return status_page.erased(world.letters.support)
    return status_page.page(outside(case), world.letters.support)


async def _only_look(link: Link, _answers: Answers, _act: Act, world: World) -> Page:
    return await _look(link, world)


ERRANDS: Mapping[Purpose, Errand] = {Purpose.STATUS: Errand(look=_look, do=_only_look)}
