"""Try before you apply: a page for anybody who thinks of an application."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.domain.check import check_id
from bot.domain.doi import Entry
from bot.domain.ids import number_of
from bot.domain.link import Link, Purpose
from bot.domain.people import WEB, Act
from bot.errors import OutsideError
from bot.forms.form import Faults
from bot.forms.ready import read_tried
from bot.log import events
from bot.messages import links as link_messages
from bot.messages import page as pages
from bot.messages import readiness as messages
from bot.messages.page import NOT_A_FIELD, Page, Question
from bot.use_cases import ready
from bot.web.links import Errand
from bot.web.often import Often
from bot.web.pages import said
from bot.web.posted import Answers, is_from_here, posted
from bot.world import World

PATH = "/try"
_MOST_BYTES = 20_000
# The slowest page that is still waited for takes 15 seconds; proxies hang up after 30 or 60.
_PATIENCE_SECONDS = 25
_ANYBODY = "anybody"


class ReadyPage:
    def __init__(self, world: World, *, patience: float = _PATIENCE_SECONDS) -> None:
        self._world = world
        self._patience = patience
        self._often = Often()
        self._support = world.letters.support

    async def answer(self, request: Request) -> Response:
        if request.method != "POST":
            return self._asking(messages.question())
        if len(await request.body()) > _MOST_BYTES:
            return self._said(messages.too_long(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        asked, answers = messages.question(), await posted(request)
        known = {field.name for field in asked.form.fields}
        if answers is None or not {*answers} <= known or not is_from_here(request):
            return self._said(messages.not_understood(), HTTPStatus.BAD_REQUEST)
        return await self._answered(replace(asked, form=replace(asked.form, answers=answers)))

    async def _answered(self, asked: Question) -> Response:
        entries, now = read_tried(asked.form.answers), self._world.clock()
        if isinstance(entries, Faults):
            return self._asking(asked, entries, HTTPStatus.UNPROCESSABLE_ENTITY)
        if self._often.is_too_often(_ANYBODY, now):
            return self._said(messages.too_often(), HTTPStatus.TOO_MANY_REQUESTS)
        try:
            return await self._tried(entries, Act(by=WEB, at=now))
        except OutsideError as error:
            events.warning("ready_not_answered", error=type(error).__name__)
            late = Faults({NOT_A_FIELD: link_messages.later()})
            return self._asking(asked, late, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _tried(self, entries: tuple[Entry, ...], act: Act) -> Response:
        world = self._world
        number = await ready.begin(entries, act, database=world.database)
        measure = ready.measure_of(world.cases, act.at)
        try:
            async with asyncio.timeout(self._patience):
                found = await ready.finish(number, measure=measure, checking=world.checking)
        except TimeoutError:
            return self._later(number, act.at)
        events.info("ready_tried", check=found.check, fit=found.fit)
        return self._said(messages.page(found))

    def _later(self, number: int, now: datetime) -> Response:
        """Lead to where the answer will be: a worker goes on with it."""
        links, name = self._world.links, check_id(number)
        events.info("ready_takes_long", check=name)
        if not links.can_make:
            return self._said(messages.takes_long(name), HTTPStatus.ACCEPTED)
        # A browser follows from a form only to where the form is.
        path = urlsplit(ready.ready_link(number, links, now)).path
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)

    def _asking(
        self,
        asked: Question,
        faults: Faults | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        drawn = pages.question(asked, support=self._support, faults=faults)
        return HTMLResponse(drawn, status)

    def _said(self, page: Page, status: HTTPStatus = HTTPStatus.OK) -> Response:
        return said(page, self._support, status)


async def _look(link: Link, world: World) -> Page:
    number, now = number_of(link.subject), world.clock()
    measure = ready.measure_of(world.cases, now)
    found = await ready.look(number, now, measure=measure, database=world.database)
    return messages.page(found) if found else messages.still_checking(check_id(number))


async def _only_look(link: Link, _answers: Answers, _act: Act, world: World) -> Page:
    return await _look(link, world)


ERRANDS: Mapping[Purpose, Errand] = {Purpose.READY: Errand(look=_look, do=_only_look)}
