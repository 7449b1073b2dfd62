"""Pictures of what the bot says in Slack, drawn from the very blocks that it sends."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import jobs
from bot.demo import neighbours
from bot.main import make_world
from bot.settings import Settings
from bot.world import World
from commands.slack.door import Door
from tests import slack_html
from tests.conftest import StoppedClock, environment_of, stopped
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

FILES = ("slack-check.png", "slack-many.png", "slack-form.png", "slack-home.png")

_ROLES = {"RSP_STAFF_GROUP": "SSTAFF", "RSP_APPROVER_GROUP": "SLEADS"}
_MANIFEST = json.loads((Path(__file__).parents[1] / "manifest.json").read_text(encoding="utf-8"))
_NAME: str = _MANIFEST["features"]["bot_user"]["display_name"]
_FEW = "10.5555/incomplete"
_MANY = (
    "check 10.5555/findable 10.5555/lagging 10.5555/page-gone 10.5555/crossref"
    " 10.5555/no-metadata 10.5555/datacite-down"
)


@dataclass(frozen=True, kw_only=True)
class _Workspace:
    slack: FakeSlack
    world: World

    @asynccontextmanager
    async def people(self) -> AsyncIterator[People]:
        """Let people knock; what they are owed is said when this ends."""
        async with Door.open(self.world) as door:
            yield self.slack.people(app=door.endpoint)


async def pages() -> dict[str, str]:
    """Let somebody use the bot among made-up neighbours; return each picture's page, by file."""
    async with _workspace() as here:
        drawn = (await _check(here), await _many(here), await _form(here), await _home(here))
        assert here.slack.refusals == []
        return dict(zip(FILES, map(slack_html.page, drawn), strict=True))


@asynccontextmanager
async def _workspace() -> AsyncIterator[_Workspace]:
    with tempfile.TemporaryDirectory() as folder:
        async with neighbours.running() as urls, FakeSlack.running() as slack:
            database = {"DATABASE_URL": f"sqlite:///{folder}/rsp.db"}
            environ = {**database, **environment_of(urls), **slack.environ, **_ROLES}
            async with make_world(Settings.from_environ(environ)) as world:
                yield _Workspace(slack=slack, world=stopped(world, StoppedClock()))


async def _check(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command(_FEW)
    said = await here.slack.told("CHK-1", is_private=True)
    answer = slack_html.drawn(said.blocks)
    note = "Only visible to you"
    return slack_html.typed(f"/rsp {_FEW}") + slack_html.message(_NAME, answer, note=note)


async def _many(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command(_MANY)
    await jobs.sweep_once(here.world)
    report = await here.slack.told("CHK-2", way="post")
    files = [file for file in here.slack.files.values() if file.thread == report.ts]
    csv = slack_html.message(_NAME, "".join(slack_html.file(file.title) for file in files))
    said = slack_html.message(_NAME, slack_html.drawn(report.blocks))
    return said + slack_html.thread(csv)


async def _form(here: _Workspace) -> str:
    async with here.people() as people:
        await people.command("check")
    return slack_html.modal(here.slack.views[-1])


async def _home(here: _Workspace) -> str:
    event = {"type": "app_home_opened", "user": "USTAFF", "tab": "home", "channel": "DSTAFF"}
    async with here.people() as people:
        await people.event(event)
    return slack_html.home(_NAME, here.slack.homes["USTAFF"])
