"""Calls: below their card, or directly, when whoever must act is at work."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivery import Stage
from bot.domain.nudges import Nudges
from bot.domain.work import WorkState
from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.use_cases.posts import (
    SECOND,
    a_card,
    call,
    only,
    post_all,
    show,
)
from tests.bot.use_cases.telling import kept
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.slack import FakeSlack, Fault

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# A Sunday morning, and when Monday's work begins in Berlin, Lisbon and New York.
SUNDAY = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MONDAYS = {
    "Europe/Berlin": datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    "Europe/Lisbon": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    "America/New_York": datetime(2026, 3, 2, 14, 0, tzinfo=UTC),
}


async def test_whoever_must_act_is_called_below_the_card(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await show(posting, a_card())
    call_of_lead = await call(posting, a_card())

    await post_all(clock, posting)

    card, called = slack.messages
    assert (called.thread, called.channel) == (card.ts, "CSTAFF")
    assert called.text == "<@ULEAD> Please look."
    assert (await kept(database, call_of_lead.key)).ts == called.ts


@ON_SQLITE
async def test_who_wants_it_so_is_called_directly(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    async with database.begin() as store:
        await store.readers.choose("ULEAD", Nudges.DIRECTLY)
    call_of_lead = await call(posting, a_card())

    await post_all(clock, posting)

    assert (only(slack).channel, only(slack).thread) == ("DLEAD", "")
    found = await kept(database, call_of_lead.key)
    assert (found.to, found.channel, found.stage) == ("ULEAD", "DLEAD", Stage.ACCEPTED)


@ON_SQLITE
async def test_a_call_waits_for_its_card_without_counting_as_a_failure(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    await show(posting, a_card())
    slack.disturb("conversations.info", Fault(status=503, body=b""))
    call_of_lead = await call(posting, a_card())
    for _ in range(30):
        await posting.post_due()
        clock.now += SECOND
    assert slack.messages == []
    assert (await kept(database, call_of_lead.key)).stage is Stage.WAITING

    clock.now += timedelta(minutes=2)
    await post_all(clock, posting)

    card, called = slack.messages
    assert called.thread == card.ts


@ON_SQLITE
@pytest.mark.parametrize("state", [WorkState.FAILED, WorkState.VOID, WorkState.HELD])
async def test_below_a_card_that_will_not_come_nothing_waits(
    database: Database,
    clock: StoppedClock,
    posting: Posting,
    slack: FakeSlack,
    state: WorkState,
) -> None:
    await show(posting, a_card())
    await call(posting, a_card())
    async with database.begin() as store:
        assert await store.work.move("card:test:1", (WorkState.DUE,), state, MARCH_2)

    await post_all(clock, posting)

    assert (only(slack).thread, only(slack).text) == ("", "<@ULEAD> Please look.")


@ON_SQLITE
@pytest.mark.parametrize("is_known", [True, False])
async def test_where_the_card_is_gone_people_are_called_all_the_same(
    clock: StoppedClock, posting: Posting, slack: FakeSlack, *, is_known: bool
) -> None:
    if is_known:
        await show(posting, a_card())
        await post_all(clock, posting)
        slack.messages.clear()
    await call(posting, a_card())

    await post_all(clock, posting)

    assert (only(slack).thread, only(slack).text) == ("", "<@ULEAD> Please look.")


@ON_SQLITE
@pytest.mark.parametrize("zone", MONDAYS)
async def test_who_must_act_is_called_when_the_working_day_begins_there(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, zone: str
) -> None:
    clock.now, monday = SUNDAY, MONDAYS[zone]
    slack.users["ULEAD"]["tz"] = zone
    await show(posting, a_card(due_at=SUNDAY))
    call_of_lead = await call(posting, a_card())

    await post_all(clock, posting)
    assert only(slack).has("APP-1")
    assert (await kept(database, call_of_lead.key)).due_at == monday
    assert (await kept(database, "card:test:1")).due_at == SUNDAY

    clock.now = monday - SECOND
    await posting.post_due()
    assert only(slack).has("APP-1")
    clock.now = monday
    await posting.post_due()
    assert slack.messages[1].has("Please look.")


@ON_SQLITE
async def test_who_is_called_directly_is_called_in_working_hours_too(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack
) -> None:
    clock.now = SUNDAY
    async with database.begin() as store:
        await store.readers.choose("ULEAD", Nudges.DIRECTLY)
    call_of_lead = await call(posting, a_card())

    await post_all(clock, posting)

    assert slack.messages == []
    assert (await kept(database, call_of_lead.key)).due_at == MONDAYS["Europe/Berlin"]


@ON_SQLITE
@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../zone", "Europe"])
async def test_whose_zone_is_not_known_is_called_by_the_programs(
    database: Database, clock: StoppedClock, posting: Posting, slack: FakeSlack, zone: str
) -> None:
    clock.now = SUNDAY
    slack.users["ULEAD"]["tz"] = zone
    call_of_lead = await call(posting, a_card())

    await posting.post_due()

    assert (await kept(database, call_of_lead.key)).due_at == MONDAYS["Europe/Berlin"]
