"""A worker that slept for a month: what was due leaves once, and nobody hears of each week."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.work import WorkState
from bot.main import make_world
from bot.settings import Settings
from bot.world import World
from tests.bot.use_cases.posts import SECOND, a_post
from tests.bot.use_cases.telling import a_draft, go_live, write
from tests.conftest import StoppedClock, environment_of, stopped
from tests.factories import MARCH_2
from tests.fakes.mail import FakeMail
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.slack import FakeSlack
from tests.faults.looking import states

DAYS = 31
CHANNELS = ("CPRIVATE", "DSTAFF")
# The staff channel has a card and a digest to take, one a second.
SWEEPS = 3
HOUR = timedelta(hours=1)


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.fixture
async def sleeper(
    clock: StoppedClock,
    database_url: str,
    neighbours: FakeNeighbours,
    slack: FakeSlack,
    mail: FakeMail,
) -> AsyncIterator[World]:
    """Make a world that says whatever there is to say, live and by a stopped clock."""
    ours = {"DATABASE_URL": database_url, "RSP_STAFF_CHANNEL": "CSTAFF"}
    letters = {"SMTP_URL": mail.url, "RSP_MAIL_FROM": "rsp@example.org"}
    environ = {**ours, **letters, **environment_of(neighbours.urls), **slack.environ}
    async with make_world(Settings.from_environ(environ)) as world:
        await go_live(world.database)
        yield stopped(world, clock)


async def fall_asleep(world: World, clock: StoppedClock) -> None:
    """Leave a letter a day and some posts to be said, one letter claimed, and one begun."""
    await jobs.sweep_once(world)
    letters = (
        a_draft(key=f"mail:test:{day:02}", due_at=MARCH_2 + timedelta(days=day))
        for day in range(DAYS)
    )
    posts = (a_post(n, to=to, due_at=MARCH_2 + HOUR) for n, to in enumerate(CHANNELS))
    await write(world.database, *letters, *posts)
    clock.pass_days(1)
    async with world.database.begin() as store:
        begun, _ = await store.work.claim(clock(), kinds=["mail"], most=2)
        assert await store.work.start(begun)


async def wake_up(world: World, clock: StoppedClock) -> bool:
    """Work as cron would, until nothing more is said; return whether all is sure then."""
    is_sure = True
    for _ in range(SWEEPS):
        is_sure = await jobs.sweep_once(world)
        clock.now += SECOND
    return is_sure


async def test_after_a_month_asleep_all_that_was_due_leaves_once(
    sleeper: World, clock: StoppedClock, mail: FakeMail, slack: FakeSlack
) -> None:
    await fall_asleep(sleeper, clock)
    clock.pass_days(DAYS)

    is_sure = await wake_up(sleeper, clock)

    # Nobody knows of the one that was begun, and people are asked.
    assert not is_sure
    found = await states(sleeper.database)
    assert (found[WorkState.UNSURE], found[WorkState.DUE]) == (1, 0)
    times = Counter(letter.message["Message-ID"] for letter in mail.received)
    assert [*times.values()] == [1] * (DAYS - 1)
    # In the staff channel the card, and one digest for all those weeks.
    said = Counter(message.channel for message in slack.messages)
    assert said == {"CPRIVATE": 1, "DSTAFF": 1, "CSTAFF": 2}
    assert slack.refusals == []
