"""Kill -9 between every two steps of sending letters, and at random moments."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from random import Random

import pytest

from bot.clients.mail import Mailer
from bot.domain.work import LEASE, WorkState
from bot.use_cases.delivering import Delivering
from bot.use_cases.mailing import Mailing
from storage.database import Database
from tests.bot.use_cases.telling import a_draft, a_telling, go_live, write
from tests.conftest import StoppedClock
from tests.fakes.mail import FakeMail
from tests.faults.lives import Live, begun_by
from tests.faults.looking import states

DieAt = Callable[..., Awaitable[int]]
# Claimed (2 steps); each of three letters: sending, begun (2 steps, and 2 of its transaction),
# sent; what has ended is noted with the next that begins, or alone at last (2); and a claim that
# finds nothing (2).
STEPS = 2 + 3 * (1 + 2 + 2 + 1) + 2 + 2
LETTERS = 3
# On each database, so 200 in all.
KILLS, A_ROUND = 100, 12
# A round takes 20 ms to open the database, and 50 more to send all.
LONGEST = 0.08
PATIENCE = LEASE + timedelta(seconds=1)
IN_HAND = {WorkState.CLAIMED, WorkState.SENDING}
LOCKED_AT_MOST = 30


@pytest.fixture(scope="module")
async def mailer() -> AsyncIterator[Live]:
    async with begun_by("tests.faults.mailer") as live:
        yield live


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.fixture
def die(mailer: Live, database_url: str, mail: FakeMail, clock: StoppedClock) -> DieAt:
    async def die(*, step: int = 0, seconds: float = 0, connections: int = 1) -> int:
        asked = {"step": step, "seconds": seconds, "now": clock().isoformat()}
        url = mail.url_with(connections=connections)
        return await mailer(**asked, url=database_url, mail=url)

    return die


async def go_on(database: Database, mail: FakeMail, clock: StoppedClock) -> None:
    """Work as the next process would, when the leases are over."""
    clock.now += PATIENCE
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Mailer.open(mail.url, "rsp@example.org") as mailer:
        mailing = Mailing(delivering=delivering, mailer=mailer, reply_to="support@example.org")
        # PostgreSQL keeps the locks of a killed process until it sees that its connection is gone.
        async with asyncio.timeout(LOCKED_AT_MOST):
            while await mailing.send_due() or (await states(database)).keys() & IN_HAND:
                pass


def taken(mail: FakeMail) -> Counter[str]:
    """Count how often each letter arrived."""
    return Counter(letter.message["Message-ID"] for letter in mail.received)


@pytest.mark.parametrize("step", range(1, STEPS + 1))
async def test_of_letters_cut_off_at_a_step_none_is_lost_and_none_leaves_twice(
    step: int, database: Database, mail: FakeMail, clock: StoppedClock, die: DieAt
) -> None:
    await go_live(database)
    await write(database, *(a_draft(key=f"mail:test:{n}") for n in range(LETTERS)))

    status = await die(step=step)
    await go_on(database, mail, clock)

    # Two ends may be noted together, and that is fewer steps.
    assert status == -signal.SIGKILL or step > STEPS - 4
    arrived, left = taken(mail), await states(database)
    left.pop(WorkState.DUE, None)
    assert max(arrived.values()) == 1
    assert left[WorkState.UNSURE] <= 1
    assert left[WorkState.SENT] + left[WorkState.UNSURE] == LETTERS
    assert left[WorkState.SENT] <= len(arrived) <= LETTERS


async def test_there_is_no_step_that_is_not_tried(database: Database, die: DieAt) -> None:
    await go_live(database)
    await write(database, *(a_draft(key=f"mail:test:{n}") for n in range(LETTERS)))

    assert await die(step=STEPS + 1) == 0


async def test_killed_again_and_again_at_random_nothing_is_lost_and_nothing_leaves_twice(
    database: Database, mail: FakeMail, clock: StoppedClock, die: DieAt
) -> None:
    await go_live(database)
    random = Random(5)  # noqa: S311 -- the same moments each time
    for kill in range(KILLS):
        await write(database, *(a_draft(key=f"mail:test:{kill}:{n}") for n in range(A_ROUND)))
        await die(seconds=random.uniform(0.001, LONGEST), connections=2)
        assert (await states(database))[WorkState.SENDING] <= 2
        clock.now += PATIENCE
    await go_on(database, mail, clock)

    arrived, left = taken(mail), await states(database)
    # What is unsure is put before people, each on a card that waits for a Slack.
    assert left[WorkState.DUE] == left[WorkState.UNSURE]
    assert left[WorkState.SENT] + left[WorkState.UNSURE] == KILLS * A_ROUND
    assert max(arrived.values()) == 1
    assert left[WorkState.SENT] <= len(arrived) <= KILLS * A_ROUND
