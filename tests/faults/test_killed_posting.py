"""Kill -9 between every two steps of saying something in Slack, and 60 times at random.

That often on each database: a hundred would take more than 15 seconds each.
"""

import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random

import pytest

from bot.domain.delivery import Draft
from bot.domain.work import LEASE, WorkState
from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.use_cases.posts import (
    MINUTE,
    SECOND,
    Things,
    a_card,
    a_post,
    a_posting,
    call,
    post_all,
    show,
)
from tests.bot.use_cases.telling import kept, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.slack import FakeSlack
from tests.faults.lives import Live, begun_by
from tests.faults.looking import states

DieAt = Callable[..., Awaitable[int]]
# Claimed, begun, posted, ended: two steps each, and as many for an edit, which is not begun but
# held on to. A card, a call below it, a post, the card's change (2) and its edit, a direct
# message; and a claim that finds nothing.
A_POST = 8
STEPS = 5 * A_POST + 2 + 2
CARD, CALL = "card:test:1", "post:nudge:card:test:1:ULEAD:0"
POST, DIRECT = "post:test:1", "direct:test:1"
# Begun, and not posted: it is not there, and people are asked.
LOST = {5: CARD, 13: CALL, 21: POST, 39: DIRECT}
# How each begins in Slack.
SAID = {CARD: "Touched", CALL: "<@ULEAD>", POST: "Post 1.", DIRECT: "Post 2."}
# A life takes about 0.03 s to begin, and 0.2 s more to post all.
KILLS, SHORTEST, LONGEST = 60, 0.02, 0.2
LANES = ("CSTAFF", "CPRIVATE", "DSTAFF")


@pytest.fixture(scope="module")
async def poster() -> AsyncIterator[Live]:
    async with begun_by("tests.faults.poster") as live:
        yield live


@pytest.fixture
def die(poster: Live, database_url: str, slack: FakeSlack, clock: StoppedClock) -> DieAt:
    async def die(*, step: int = 0, seconds: float = 0) -> int:
        asked = {"step": step, "seconds": seconds, "now": clock().isoformat()}
        return await poster(**asked, url=database_url, slack=slack.api_url)

    return die


@pytest.fixture
async def posting(
    database: Database, clock: StoppedClock, slack: FakeSlack
) -> AsyncIterator[Posting]:
    async with a_posting(database, clock, slack, Things()) as posting:
        yield Posting(
            delivering=posting.delivering,
            slack=posting.slack,
            draw=Things().draw_touches,
            hours=posting.hours,
        )


async def queue(posting: Posting) -> None:
    await show(posting, a_card())
    await call(posting, a_card())
    direct = a_post(2, key=DIRECT, to="ULEAD", due_at=MARCH_2 + 4 * SECOND)
    await write(posting.delivering.database, a_post(), direct)


async def go_on(posting: Posting, clock: StoppedClock) -> None:
    """Work as the next process would, when the leases are over."""
    for _ in range(6):
        await posting.look_up_unsure()
        await post_all(clock, posting)
        clock.now += MINUTE


@pytest.mark.parametrize("step", range(1, STEPS + 1))
async def test_of_what_is_said_nothing_is_lost_and_nothing_is_said_twice(
    step: int,
    database: Database,
    posting: Posting,
    slack: FakeSlack,
    clock: StoppedClock,
    die: DieAt,
) -> None:
    await queue(posting)

    assert await die(step=step) == -signal.SIGKILL
    clock.now += LEASE + 10 * SECOND
    await posting.post_due()
    unsure = (await states(database))[WorkState.UNSURE]
    await go_on(posting, clock)

    assert unsure <= 1
    lost = LOST.get(step)
    asked = {WorkState.UNSURE: 1} if lost else {}
    assert await states(database) == {WorkState.SENT: 4, **asked}
    for key, words in SAID.items():
        stands = [message.ts for message in slack.messages if message.text.startswith(words)]
        assert stands == ([] if key == lost else [(await kept(database, key)).ts])
    await assert_the_card_is_right(database, slack)


async def assert_the_card_is_right(database: Database, slack: FakeSlack) -> None:
    """Look whether it says how its thing is in the end, and the call stands below it."""
    card = await kept(database, CARD)
    texts = [message.text for message in slack.messages if message.ts == card.ts]
    assert texts == ([f"Touched {card.touches}"] if card.ts else [])
    threads = [message.thread for message in slack.messages if message.text.startswith("<@")]
    assert threads in ([], [card.ts])


async def test_there_is_no_step_that_is_not_tried(posting: Posting, die: DieAt) -> None:
    await queue(posting)

    assert await die(step=STEPS + 1) == 0


def posts(kill: int) -> list[Draft]:
    numbers = range(10 * kill, 10 * kill + 6)
    return [a_post(n, to=lane) for n, lane in zip(numbers, 2 * LANES, strict=True)]


async def test_killed_again_and_again_at_random_nothing_is_lost_and_nothing_is_said_twice(
    database: Database, posting: Posting, slack: FakeSlack, clock: StoppedClock, die: DieAt
) -> None:
    random = Random(5)  # noqa: S311 -- the same moments each time
    await show(posting, a_card())
    for kill in range(KILLS):
        await write(database, *posts(kill))
        await die(seconds=random.uniform(SHORTEST, LONGEST))
        # One a channel.
        assert (await states(database))[WorkState.SENDING] <= len(LANES)
        clock.now += LEASE + 10 * SECOND
    await go_on(posting, clock)

    times_said = Counter(message.text for message in slack.messages)
    assert max(times_said.values()) == 1
    left = await states(database)
    assert left.keys() <= {WorkState.SENT, WorkState.UNSURE}
    async with database.read() as store:
        unsure = await store.deliveries.in_states(WorkState.UNSURE)
        sent = await store.deliveries.in_states(WorkState.SENT)
    assert not [one.text for one in unsure if one.text in times_said]
    assert all(one.ts for one in sent)
    assert len(sent) == len(times_said)
    assert len([one for one in (*sent, *unsure) if one.kind == "test"]) == 6 * KILLS + 1
