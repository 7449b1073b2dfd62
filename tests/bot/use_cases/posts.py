"""What tests of posts start from: somebody who posts, and what is posted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot.clients.slack import Slack
from bot.domain.delivery import Audience, Delivery, Draft, Stage
from bot.domain.people import Act, Person
from bot.domain.policy import Hours
from bot.messages.message import External, Internal, Message, Text
from bot.use_cases.delivering import Delivering
from bot.use_cases.posting import Posting
from storage.database import Database, Store
from tests.bot.use_cases.telling import a_draft, a_telling, kept
from tests.conftest import StoppedClock
from tests.fakes.slack import TOKEN, FakeSlack, Fault
from tests.fakes.slack_records import Message as Posted

STAFF = Person("USTAFF", "THOME")
HOURS = Hours(country="", region="", weekdays=(1, 2, 3, 4, 5))
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Things:
    """What there is to say of each thing now: its name, unless a test says otherwise."""

    def __init__(self) -> None:
        self.now: dict[str, str | None] = {}
        self.is_external = False

    async def draw(self, delivery: Delivery, *, store: Store, now: datetime) -> Message | None:  # noqa: ARG002 -- as Draw
        words = self.now.get(delivery.about, f"This is {delivery.about}.")
        kind = External if self.is_external else Internal
        return kind((Text(words),), None) if words else None

    async def draw_touches(
        self, delivery: Delivery, *, store: Store, now: datetime
    ) -> Message | None:
        """Say of a card how often its thing changed."""
        if delivery.kind != "test":
            return await self.draw(delivery, store=store, now=now)
        return Internal((Text(f"Touched {delivery.touches}"),), None)


@asynccontextmanager
async def a_posting(
    database: Database, clock: StoppedClock, slack: FakeSlack, things: Things
) -> AsyncIterator[Posting]:
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Slack.open(TOKEN, slack.api_url) as bot:
        yield Posting(delivering=delivering, slack=bot, draw=things.draw, hours=HOURS)


def a_post(number: int = 1, **details: Any) -> Draft:  # noqa: ANN401 -- fields of a Draft
    plain = {
        "key": f"post:test:{number}",
        "audience": Audience.INTERNAL,
        "kind": "test",
        "to": "CSTAFF",
        "payload": {"text": f"Post {number}.", "blocks": []},
    }
    return a_draft(**(plain | details))


def a_card(number: int = 1, **details: Any) -> Draft:  # noqa: ANN401 -- as above
    plain = {"key": f"card:test:{number}", "about": f"APP-{number}", "payload": {}}
    return a_post(number, **(plain | details))


async def show(posting: Posting, card: Draft) -> None:
    delivering = posting.delivering
    act = Act(by=STAFF, at=delivering.clock())
    async with delivering.database.begin() as store:
        await delivering.telling.show(card, act, store=store)


async def call(posting: Posting, card: Draft) -> Delivery:
    """Call ULEAD about a card; return what calls."""
    delivering = posting.delivering
    act = Act(by=STAFF, at=delivering.clock())
    async with delivering.database.begin() as store:
        await delivering.telling.nudge("ULEAD", card, "Please look.", act, store=store)
        (called,) = [
            one for one in await store.deliveries.about(card.about) if one.kind == "nudge"
        ]
    return called


async def cut_off(posting: Posting, slack: FakeSlack, fault: Fault, key: str) -> Delivery:
    """Let a post that is due be cut off."""
    slack.disturb("chat.postMessage", fault)
    await posting.post_due()
    unsure = await kept(posting.delivering.database, key)
    assert unsure.stage is Stage.UNSURE
    return unsure


async def post_all(clock: StoppedClock, *workers: Posting, step: timedelta = SECOND) -> None:
    """Let workers post, second by second, until nothing is left for the next few."""
    idle = 0
    while idle < 3:
        done = await asyncio.gather(*(worker.post_due() for worker in workers))
        idle = 0 if any(done) else idle + 1
        clock.now += step


def said(slack: FakeSlack) -> list[tuple[str, str]]:
    """Return where what was said, as it stands now."""
    return [(m.channel, m.text) for m in slack.messages]


def only(slack: FakeSlack) -> Posted:
    (message,) = slack.messages
    return message
