"""Kill -9 between every two steps of a long check in Slack."""

import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from bot import jobs
from bot.domain.work import WorkState
from bot.main import make_world
from bot.settings import Settings
from tests.conftest import StoppedClock, environment_of, stopped
from tests.factories import MARCH_2
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.slack import FakeSlack
from tests.faults.lives import Live, begun_by

DieAt = Callable[[int], Awaitable[int]]
# Two steps each: a transaction, and a call that shows something or uploads it. Queued (1); posted:
# claim, hold, post, keep, end (5); shown: claim, hold, edit, keep, end (5); checked: claim, keep,
# end (3); reported: claim, hold, edit, keep and queue the file, end (5); shared: claim, upload,
# start, share, end (5); and four times a claim that finds nothing.
STEPS = 2 * (1 + 5 + 5 + 3 + 5 + 5 + 4)
NOT_QUEUED = range(1, 3)
# Posted and not kept where: then it is posted again, since there shall be a report.
TWICE = range(8, 11)
# From the note that it begins to the note that it is done nobody can know.
SHARE = range(51, 55)


@pytest.fixture(scope="module")
async def reporter() -> AsyncIterator[Live]:
    async with begun_by("tests.faults.reporter") as live:
        yield live


@pytest.fixture
def environ(neighbours: FakeNeighbours, slack: FakeSlack, database_url: str) -> dict[str, str]:
    neighbours.add(*made_up(7))
    return {"DATABASE_URL": database_url, **environment_of(neighbours.urls), **slack.environ}


@pytest.fixture
def die_at(reporter: Live, environ: dict[str, str]) -> DieAt:
    async def die_at(step: int) -> int:
        return await reporter(step=step, environ=environ)

    return die_at


async def go_on(environ: dict[str, str]) -> dict[WorkState, int]:
    """Work as the next process would, much later; return what became of the rows."""
    clock = StoppedClock(MARCH_2 + timedelta(days=9))
    async with make_world(Settings.from_environ(environ)) as there:
        world = stopped(there, clock)
        for _ in range(3):
            await jobs.sweep_once(world)
            clock.now += timedelta(minutes=1)
        async with world.database.read() as store:
            counts = {state: await store.work.count(state) for state in WorkState}
    return {state: count for state, count in counts.items() if count}


@pytest.mark.parametrize("step", range(1, STEPS + 1))
async def test_a_killed_report_is_gone_on_with_and_told_once(
    step: int, environ: dict[str, str], slack: FakeSlack, die_at: DieAt
) -> None:
    assert await die_at(step) == -signal.SIGKILL

    left = await go_on(environ)

    messages = [(m.channel, m.has("7 DOIs checked")) for m in slack.messages]
    shared = [file.thread for file in slack.files.values() if file.is_shared]
    if step in NOT_QUEUED:
        assert (left, messages) == ({}, [])
    elif step in TWICE:
        assert left == {WorkState.SENT: 3}
        assert messages == [("CSTAFF", False), ("CSTAFF", True)]
        assert shared == [slack.messages[1].ts]
    elif step in SHARE:
        assert left == {WorkState.SENT: 2, WorkState.UNSURE: 1}
        assert messages == [("CSTAFF", True)]
        assert len(shared) <= 1
    else:
        assert left == {WorkState.SENT: 3}
        assert messages == [("CSTAFF", True)]
        assert shared == [slack.messages[0].ts]


async def test_there_is_no_step_that_is_not_tried(die_at: DieAt) -> None:
    assert await die_at(STEPS + 1) == 0
