"""What tests of reports share: a long check by USTAFF, and what becomes of it."""

from datetime import timedelta

from bot import jobs
from bot.domain.channels import Place
from bot.domain.check import Answered, How
from bot.domain.doi import read_entries
from bot.domain.people import Act, Person
from bot.domain.work import WorkState
from bot.use_cases import checks
from bot.use_cases.work import work_due
from bot.world import World
from tests.factories import MARCH_2, a_result
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_records import Message

QUICK = How(has_pages=False)
BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2)
IN_STAFF = Place(channel="CSTAFF", is_direct=False)
DIRECTLY = Place(channel="DSTAFF", is_direct=True)
BEAT = timedelta(seconds=1.5)


async def queue(
    world: World,
    *more: str,
    place: Place = IN_STAFF,
    act: Act = BY_STAFF,
    again: int | None = None,
) -> int:
    typed = [f"10.5555/made-up-{n}" for n in range(1, 8)]
    return await checks.queue(
        read_entries([*typed, *more]),
        QUICK,
        act,
        again=again,
        place=place,
        database=world.database,
    )


async def deliver(world: World) -> None:
    await jobs.ring(jobs.report, world)


async def work(world: World) -> None:
    await jobs.ring(jobs.work_on_checks, world)


async def work_on_one(world: World, kind: str) -> None:
    assert world.reporting
    workers = {kind: world.reporting.workers[kind]}
    await work_due(workers, clock=world.clock, database=world.database)


async def answer(world: World, number: int, *positions: int) -> None:
    """Answer some entries, as a worker of another process would."""
    answers = [Answered(position=place, result=a_result(), said={}) for place in positions]
    async with world.database.begin() as store:
        await store.checks.answer(number, answers, world.clock())


async def give_up(world: World, number: int) -> None:
    """Leave what is not checked to a person, as after too many failures."""
    async with world.database.begin() as store:
        rows = await store.work.take_over(f"check:{number}", world.clock())
        for row in rows:
            await store.work.finish(row, row.given_up(WorkState.FAILED))


async def states(world: World) -> dict[WorkState, int]:
    async with world.database.read() as store:
        counts = {state: await store.work.count(state) for state in WorkState}
    return {state: count for state, count in counts.items() if count}


def posted(slack: FakeSlack) -> Message:
    (message,) = slack.messages
    return message
