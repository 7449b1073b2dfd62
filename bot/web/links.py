"""Signed links: a GET shows a page, and only a POST from that page acts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.domain.link import Link, Purpose
from bot.domain.people import LINK, Act, Person
from bot.errors import BotError, NotFoundError, RepeatedKnock
from bot.forms.form import Faults
from bot.log import events
from bot.messages import links as messages
from bot.messages.page import NOT_A_FIELD, Page, Question, question
from bot.web.often import Often
from bot.web.pages import said
from bot.web.posted import Answers, posted
from bot.world import World

PATH = "/link/{token}"

Look = Callable[[Link, World], Awaitable[Question | Page]]
Do = Callable[[Link, Answers, Act, World], Awaitable[Page | Faults]]


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What links of one purpose are for."""

    look: Look
    """Says what is asked, or what came of it where nothing is any more; it only reads."""
    do: Do
    """Does it with what was answered; RepeatedKnock where it was done before."""


class LinkPages:
    def __init__(self, world: World, errands: Mapping[Purpose, Errand]) -> None:
        self._world = world
        self._errands = errands
        self._often = Often()
        self._support = world.letters.support

    async def answer(self, request: Request) -> Response:
        try:
            link = self._world.links.read(request.path_params["token"])
            return await self._follow(link, request)
        except NotFoundError:
            return said(messages.not_ours(self._support), self._support, HTTPStatus.NOT_FOUND)
        except BotError as error:
            events.warning("link_not_answered", error=type(error).__name__)
            return said(messages.not_now(), self._support, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _follow(self, link: Link, request: Request) -> Response:
        if link.expires <= self._world.clock():
            page = messages.expired(link.expires, self._support)
            return said(page, self._support, HTTPStatus.GONE)
        if request.method == "POST":
            return await self._post(link, request)
        return self._shown(await self._errands[link.purpose].look(link, self._world))

    async def _post(self, link: Link, request: Request) -> Response:
        if self._often.is_too_often(link, self._world.clock()):
            return said(messages.too_often(), self._support, HTTPStatus.TOO_MANY_REQUESTS)
        asked = await self._errands[link.purpose].look(link, self._world)
        if isinstance(asked, Page):
            return self._shown(asked)
        # A button alone has nothing to say, whatever came with it.
        answers = await posted(request) if asked.form.fields else {}
        if answers is None or not {*answers} <= {field.name for field in asked.form.fields}:
            return said(messages.not_understood(), self._support, HTTPStatus.BAD_REQUEST)
        return await self._done(link, replace(asked, form=replace(asked.form, answers=answers)))

    async def _done(self, link: Link, asked: Question) -> Response:
        """Do it; what cannot be done comes back with all that was typed."""
        errand, by = self._errands[link.purpose], _who(link)
        act = Act(by=by, at=self._world.clock())
        try:
            done = await errand.do(link, asked.form.answers, act, self._world)
        except RepeatedKnock:
            again = await errand.look(link, self._world)
            return self._shown(again if isinstance(again, Page) else messages.used(self._support))
        except NotFoundError:
            raise
        except BotError as error:
            events.warning("link_not_answered", error=type(error).__name__)
            late = Faults({NOT_A_FIELD: messages.later()})
            return self._shown(asked, late, HTTPStatus.SERVICE_UNAVAILABLE)
        if isinstance(done, Faults):
            return self._shown(asked, done, HTTPStatus.UNPROCESSABLE_ENTITY)
        events.info("link_used", purpose=link.purpose, by=by.user)
        return self._shown(done)

    def _shown(
        self,
        found: Question | Page,
        faults: Faults | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        if isinstance(found, Page):
            return said(found, self._support, status)
        return HTMLResponse(question(found, support=self._support, faults=faults), status)


def _who(link: Link) -> Person:
    """Return who acts by a link: whom it names last."""
    return Person(link.subject.rpartition(">")[2], LINK)
