"""Going live: what waits is listed first, and then released once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.delivery import Audience, Held, Medium
from bot.domain.live import Needed, Went
from bot.domain.people import Act, Person
from bot.domain.work import WorkState
from bot.settings import Settings
from bot.use_cases.decisions import release
from bot.use_cases.live import GoingLive, sweep
from bot.use_cases.telling import Telling
from storage.database import Database
from tests.bot.use_cases.outboxes import journal, put, what_was_done
from tests.bot.use_cases.telling import BY_CLOCK, a_draft, a_telling, go_live, kept, write
from tests.factories import AN_ACT, MARCH_2

LEAD = Act(by=Person("ULEAD", "THOME"), at=MARCH_2)


def going(database: Database, **details: Any) -> GoingLive:  # noqa: ANN401 -- as in GoingLive
    plain: dict[str, Any] = {"telling": a_telling(), "needed": ()}
    return GoingLive(database=database, **(plain | details))


async def wait_for_it(database: Database, *days: int) -> None:
    """Write a letter for each of these days from now."""
    for number, day in enumerate(days):
        due_at = MARCH_2 + timedelta(days=day)
        await write(database, a_draft(key=f"mail:test:{number}", due_at=due_at))


async def test_what_would_leave_is_listed_by_when(database: Database) -> None:
    await wait_for_it(database, 31, 30, 1, 0, -5)
    late = MARCH_2.replace(hour=22, minute=59)
    await write(database, a_draft(key="mail:late:1", due_at=late))
    tomorrow = late + timedelta(minutes=1)
    await write(database, a_draft(key="mail:tomorrow:1", due_at=tomorrow))

    found = await going(database).look(MARCH_2)

    assert [one.line.id for one in found.today] == ["OUT-4", "OUT-5", "OUT-6"]
    assert [one.line.id for one in found.soon] == ["OUT-7", "OUT-3", "OUT-2"]
    assert (found.later, found.since) == (1, None)


async def test_what_would_not_arrive_says_what_it_lacks(database: Database) -> None:
    async with database.begin() as store:
        contact = await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await store.contacts.note(contact.number, unreachable_at=MARCH_2)
    others = (
        a_draft(key="mail:test:2", to="eve@example.org"),
        a_draft(key="post:test:1", to="C1"),
    )
    await write(database, a_draft(), *others)
    missing = {Medium.MAIL: "SMTP_URL is not set"}

    found = await going(database, missing=missing).look(MARCH_2)

    assert [(one.line.to, one.lacks) for one in found.today] == [
        ("ada@example.org", "the address is unreachable"),
        ("eve@example.org", "SMTP_URL is not set"),
        ("C1", ""),
    ]


def of(**environ: str) -> GoingLive:
    settings = Settings.from_environ(environ)
    return GoingLive.of(settings, telling=a_telling(), database=Database.__new__(Database))


def test_the_settings_that_it_needs_are_named() -> None:
    found = of(SMTP_URL="smtp://127.0.0.1:25", RSP_MAIL_FROM="rsp@example.org")

    assert found.needed == (
        Needed(name="SMTP_URL", is_set=True),
        Needed(name="RSP_MAIL_FROM", is_set=True),
        Needed(name="RSP_PUBLIC_URL", is_set=False),
        Needed(name="RSP_SECRET_KEY", is_set=False),
        Needed(name="SLACK_BOT_TOKEN", is_set=False),
        Needed(name="RSP_STAFF_CHANNEL", is_set=False),
    )
    assert found.missing.keys() == {Medium.POST, Medium.CARD, Medium.DIRECT}


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"SMTP_URL": "smtp://127.0.0.1:25"}, "RSP_MAIL_FROM is not set"),
        ({"RSP_MAIL_FROM": "rsp@example.org"}, "SMTP_URL is not set"),
        ({}, "SMTP_URL and RSP_MAIL_FROM are not set"),
    ],
)
def test_what_letters_lack_is_named(environ: dict[str, str], missing: str) -> None:
    assert of(**environ).missing[Medium.MAIL] == missing


async def test_going_live_releases_what_waited_for_it_each_at_its_time(
    database: Database,
) -> None:
    await wait_for_it(database, -1, 3)

    await going(database).go(LEAD)

    first, later = [await kept(database, f"mail:test:{n}") for n in range(2)]
    assert (first.state, first.held, first.due_at) == (WorkState.DUE, None, MARCH_2)
    assert (later.state, later.due_at) == (WorkState.DUE, MARCH_2 + timedelta(days=3))
    assert await what_was_done(database, "live") == [("went live", "", "2 released")]
    assert await what_was_done(database, "OUT-1") == [("released", "not live yet", "")]
    found = await going(database).look(MARCH_2)
    assert (found.since, found.today) == (Went(by="ULEAD", at=MARCH_2), ())


async def test_what_comes_after_it_leaves_at_once(database: Database) -> None:
    await going(database).go(LEAD)

    await write(database, a_draft())

    assert (await kept(database)).state is WorkState.DUE


async def test_what_an_approver_has_seen_listed_does_not_count_for_the_ceiling(
    database: Database,
) -> None:
    drafts = [a_draft(key=f"mail:renewal:{n}", is_unattended=True) for n in range(8)]
    await write(database, *drafts, act=BY_CLOCK)

    await going(database).go(LEAD)

    states = {(await kept(database, draft.key)).state for draft in drafts}
    assert states == {WorkState.DUE}


async def test_an_address_that_is_unreachable_gets_nothing_then_either(
    database: Database,
) -> None:
    await wait_for_it(database, 0)
    async with database.begin() as store:
        contact = await store.contacts.add("Ada", "ADA@example.org", AN_ACT)
        await store.contacts.note(contact.number, unreachable_at=MARCH_2)

    await going(database).go(LEAD)

    letter = await kept(database, "mail:test:0")
    assert (letter.state, letter.held) == (WorkState.HELD, Held.UNREACHABLE)
    assert await what_was_done(database, "live") == [("went live", "", "0 released")]


@pytest.mark.parametrize("reason", [Held.BY_PERSON, Held.CEILING, Held.SHARED])
async def test_what_is_held_for_another_reason_stays_so(database: Database, reason: Held) -> None:
    await put(database, WorkState.HELD, noted={"held": reason})

    await going(database).go(LEAD)

    letter = await kept(database)
    assert (letter.state, letter.held) == (WorkState.HELD, reason)


async def test_of_two_who_go_live_at_once_the_first_did(database: Database) -> None:
    await wait_for_it(database, 0)
    acts = [Act(by=Person(f"ULEAD{n}", "THOME"), at=MARCH_2) for n in range(2)]

    await asyncio.gather(*(going(database).go(act) for act in acts))
    await going(database).go(LEAD)

    (noted,) = await journal(database, "live")
    since = (await going(database).look(MARCH_2)).since
    assert since
    assert since.by == noted.by


async def swept(database: Database, telling: Telling | None = None) -> WorkState:
    await sweep(MARCH_2, telling=telling or a_telling(), database=database)
    return (await kept(database)).state


async def test_what_was_written_while_somebody_went_live_is_not_forgotten(
    database: Database,
) -> None:
    await write(database, a_draft())
    assert await swept(database) is WorkState.HELD

    await go_live(database)

    assert await swept(database) is WorkState.DUE
    assert [one.by for one in await journal(database, "OUT-1")] == ["clock"]


async def test_a_sweep_leaves_alone_what_a_person_held(database: Database) -> None:
    await go_live(database)
    await put(database, WorkState.HELD)

    assert await swept(database) is WorkState.HELD


async def test_what_is_for_staff_never_waited(database: Database) -> None:
    inside = a_draft(key="post:test:1", audience=Audience.INTERNAL, to="CSTAFF")
    await write(database, inside)

    assert (await going(database).look(MARCH_2)).today == ()


async def test_what_a_copy_of_a_live_database_would_send_is_listed_before_it_is_live(
    database: Database,
) -> None:
    """Its rows are due, and the mark is not there."""
    await write(database, a_draft())
    async with database.begin() as store:
        await store.work.move("mail:test:1", (WorkState.HELD,), WorkState.DUE, MARCH_2)

    found = await going(database).look(MARCH_2)

    assert [one.line.id for one in found.today] == ["OUT-1"]


async def test_what_the_clock_releases_counts_for_the_ceiling(
    database: Database,
) -> None:
    """It was written while somebody went live, so nobody has seen it listed."""
    drafts = [a_draft(key=f"mail:test:{n}", is_unattended=True) for n in range(7)]
    await write(database, *drafts)
    await go_live(database)

    await sweep(MARCH_2, telling=a_telling(), database=database)

    held = [(await kept(database, draft.key)).held for draft in drafts]
    assert sorted(map(str, held)) == sorted(["None"] * 5 + [str(Held.CEILING)] * 2)


async def test_what_a_person_holds_while_somebody_goes_live_stays_held(
    database: Database,
) -> None:
    await write(database, a_draft())
    before = await kept(database)
    async with database.begin() as store:
        await store.deliveries.note(before.key, held=Held.BY_PERSON)
        assert not await release(before, AN_ACT, telling=a_telling(), store=store)

    found = await kept(database)
    assert (found.state, found.held) == (WorkState.HELD, Held.BY_PERSON)
