"""Pictures of what the bot shows in Slack and on the web, drawn from the very things it sends."""

import json
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bot import jobs
from bot.demo import neighbours
from bot.main import make_world
from bot.settings import Settings
from bot.web.app import make_app
from bot.world import World
from commands.slack.door import Door
from tests import slack_html
from tests.conftest import StoppedClock, environment_of, stopped
from tests.fakes.mail import FakeMail, refused
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

FILES = (
    "slack-check.png",
    "slack-form.png",
    "slack-card.png",
    "slack-case.png",
    "slack-home.png",
    "slack-many.png",
    "page-confirm.png",
)

_ROLES = {
    "RSP_STAFF_GROUP": "SSTAFF",
    "RSP_APPROVER_GROUP": "SLEADS",
    "RSP_STAFF_CHANNEL": "CSTAFF",
}
_PUBLIC = "https://rsp.example.org"
_LETTERS = {
    "RSP_MAIL_FROM": "rsp@example.org",
    "RSP_PUBLIC_URL": _PUBLIC,
    "RSP_SECRET_KEY": "k" * 32,
}
_MANIFEST = json.loads((Path(__file__).parents[1] / "manifest.json").read_text(encoding="utf-8"))
_NAME: str = _MANIFEST["features"]["bot_user"]["display_name"]
_FEW = "10.5555/incomplete"
_MANY = (
    "check 10.5555/findable 10.5555/lagging 10.5555/page-gone 10.5555/crossref"
    " 10.5555/no-metadata 10.5555/datacite-down"
)
_APPLICATION = (
    "apply organisation='Example Ltd' website=https://example.org country=DE"
    " contact=helpdesk@example.org service='Example Repository' api='REST API'"
    " handover='by a secure means' received=2026-02-25 signed=2026-02-26"
    " dois='10.5555/findable 10.5555/incomplete 10.5555/page-without-doi'"
)


@dataclass(frozen=True, kw_only=True)
class _Workspace:
    slack: FakeSlack
    mail: FakeMail
    world: World
    clock: StoppedClock

    @asynccontextmanager
    async def people(self) -> AsyncIterator[People]:
        """Let people knock; what they are owed is said when this ends."""
        async with Door.open(self.world) as door:
            yield self.slack.people(app=door.endpoint)

    async def sweep(self) -> None:
        """Do what is due, and what may be said in a channel a second later."""
        await jobs.sweep_once(self.world)
        self.clock.now += timedelta(seconds=10)
        await jobs.sweep_once(self.world)


async def pages() -> dict[str, str]:
    """Let somebody use the bot among made-up neighbours; return each picture's page, by file."""
    async with _workspace() as here:
        drawings = (_check, _form, _card, _case, _home, _many)
        in_slack = [await draw(here) for draw in drawings]
        assert here.slack.refusals == []
        drawn = (*map(slack_html.page, in_slack), await _confirm_page(here))
        return dict(zip(FILES, drawn, strict=True))


@asynccontextmanager
async def _workspace() -> AsyncIterator[_Workspace]:
    with tempfile.TemporaryDirectory() as folder:
        async with neighbours.running() as urls, _others() as (slack, mail):
            database = {"DATABASE_URL": f"sqlite:///{folder}/rsp.db", "SMTP_URL": mail.url}
            ours = {**database, **_ROLES, **_LETTERS}
            environ = {**environment_of(urls), **slack.environ, **ours}
            async with make_world(Settings.from_environ(environ)) as world:
                clock = StoppedClock()
                there = stopped(world, clock)
                yield _Workspace(slack=slack, mail=mail, world=there, clock=clock)


@asynccontextmanager
async def _others() -> AsyncIterator[tuple[FakeSlack, FakeMail]]:
    async with FakeSlack.running() as slack, FakeMail.running() as mail:
        yield slack, mail


async def _check(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command(_FEW)
    said = await here.slack.told("CHK-1", is_private=True)
    answer = slack_html.drawn(said.blocks)
    note = "Only visible to you"
    return slack_html.typed(f"/rsp {_FEW}") + slack_html.message(_NAME, answer, note=note)


async def _form(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command("check")
    return slack_html.modal(here.slack.views[-1])


async def _card(here: _Workspace) -> str:
    here.mail.disturb("RCPT", refused(550, "5.1.1 No such user"))
    async with here.people() as people:
        await people.command("live --yes", who="ULEAD")
        await people.command("confirm ada@example.org name='Ada Example'")
    await here.sweep()
    card = await here.slack.told("OUT-1 failed", way="post")
    (call,) = (one for one in here.slack.messages if one.thread == card.ts)
    said = {"type": "mrkdwn", "text": call.text, "verbatim": True}
    called = slack_html.message(_NAME, slack_html.drawn([said]))
    return slack_html.message(_NAME, slack_html.drawn(card.blocks)) + slack_html.thread(called)


async def _case(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command(_APPLICATION)
    await here.sweep()
    card = await here.slack.told("APP-1", way="post")
    return slack_html.message(_NAME, slack_html.drawn(card.blocks))


async def _home(here: _Workspace) -> str:
    event = {"type": "app_home_opened", "user": "USTAFF", "tab": "home", "channel": "DSTAFF"}
    async with here.people() as people:
        await people.event(event)
    return slack_html.home(_NAME, here.slack.homes["USTAFF"])


async def _many(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command(_MANY)
    await jobs.sweep_once(here.world)
    report = await here.slack.told("CHK-3", way="post")
    files = [file for file in here.slack.files.values() if file.thread == report.ts]
    csv = slack_html.message(_NAME, "".join(slack_html.file(file.title) for file in files))
    said = slack_html.message(_NAME, slack_html.drawn(report.blocks))
    return said + slack_html.thread(csv)


async def _confirm_page(here: _Workspace) -> str:
    """Return the page of the link in a letter, with its stylesheet in it."""
    async with here.world.database.read() as store:
        letter = await store.deliveries.get(1)
    assert letter
    link = re.search(rf"{_PUBLIC}/link/\S+", letter.text)
    assert link
    transport = httpx.ASGITransport(make_app(here.world, None))
    async with httpx.AsyncClient(transport=transport, base_url=_PUBLIC) as browser:
        page = (await browser.get(urlsplit(link[0]).path)).text
        style = (await browser.get("/style.css")).text
    linked = '<link rel="stylesheet" href="/style.css">'
    assert linked in page
    return page.replace(linked, f"<style>\n{style}</style>")
