from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.application import State
from bot.domain.delivery import Delivery, Medium, Stage
from bot.domain.people import Role
from bot.domain.policy import Hours
from bot.domain.ways import Way, ways
from bot.use_cases import chasing, holding, moving
from bot.use_cases.cases import Cases
from bot.use_cases.links import Links
from tests.bot.use_cases.filings import act, letters, logged, noted
from tests.bot.use_cases.telling import go_live

# The second of March 2026 is a Monday, and each day of the week is one of work here.
EVERY_DAY = Hours(country="", region="", weekdays=(1, 2, 3, 4, 5, 6, 7))


@pytest.fixture
def staffed(cases: Cases) -> Cases:
    telling = replace(cases.telling, staff_channel="CSTAFF", leads=("ULEAD", "SLEADS"))
    return replace(cases, telling=telling, policy=replace(cases.policy, hours=EVERY_DAY))


async def plan(cases: Cases, days: float) -> None:
    await chasing.plan(act(days).at, cases=cases)


async def nudges(cases: Cases) -> list[tuple[str, str]]:
    """Return whom has been called, and by what; the last word of the key says for which day."""
    async with cases.database.read() as store:
        about = await store.deliveries.about("APP-1")
    return [
        (str(one.payload.get("nudges") or one.to), one.key.rpartition(":")[2])
        for one in about
        if one.kind == "nudge" and one.stage is not Stage.WITHDRAWN
    ]


async def test_owner_channel_and_lead_are_called_each_once(staffed: Cases) -> None:
    await logged(staffed)
    await moving.own(1, "USTAFF", act(), cases=staffed)
    for days in range(15):
        await plan(staffed, days)
        await plan(staffed, days + 0.1)
    assert await nudges(staffed) == [
        ("USTAFF", "day-7"),
        ("CSTAFF", "day-11"),
        ("ULEAD", "day-13"),
        ("SLEADS", "day-13"),
    ]


async def test_who_was_down_for_days_makes_up_for_the_latest_call_alone(staffed: Cases) -> None:
    await logged(staffed)
    await plan(staffed, 12)
    assert await nudges(staffed) == [("CSTAFF", "day-11")]


async def test_where_nobody_owns_it_the_channel_is_called(staffed: Cases) -> None:
    await logged(staffed)
    await plan(staffed, 7)
    assert await nudges(staffed) == [("CSTAFF", "day-7")]


async def test_nobody_is_called_before_nine(staffed: Cases) -> None:
    await logged(staffed)
    # 8:59 in Berlin.
    await plan(staffed, 7 - 61 / 60 / 24)
    assert await nudges(staffed) == []
    await plan(staffed, 7 - 1 / 24)
    assert len(await nudges(staffed)) == 1


async def test_a_call_that_falls_on_a_day_off_comes_before_the_clock_ends(
    staffed: Cases,
) -> None:
    """Day 13 is a Sunday here, and Monday is the last day: there is time on Monday morning."""
    weekdays = replace(EVERY_DAY, weekdays=(1, 2, 3, 4, 5))
    cases = replace(staffed, policy=replace(staffed.policy, hours=weekdays))
    await logged(cases)
    await plan(cases, 13)
    assert await nudges(cases) == [("CSTAFF", "day-11")]
    await plan(cases, 14)
    assert ("ULEAD", "day-13") in await nudges(cases)


async def test_a_contact_calls_nobody_any_more(staffed: Cases) -> None:
    await logged(staffed)
    await plan(staffed, 7)
    await moving.contact(1, None, "", act(8), cases=staffed)
    await plan(staffed, 13)
    assert await nudges(staffed) == []


async def test_the_breach_is_noted_once_when_day_15_begins(staffed: Cases) -> None:
    await logged(staffed)
    # 23:59 of day 14 in Berlin, and midnight.
    almost = 14 + (13 * 60 + 59) / 60 / 24
    await plan(staffed, almost)
    late = "the contact clock ran out"
    assert late not in [what for what, *_ in await noted(staffed, "APP-1")]
    for _ in range(2):
        await plan(staffed, 14 + 14 / 24)
    assert [what for what, *_ in await noted(staffed, "APP-1")].count(late) == 1
    case = await staffed.find(1, act(15).at)
    assert case.application.late_at == act(14 + 14 / 24).at


@pytest.mark.parametrize(
    ("days", "asked"), [((2,), []), ((3, 3.5, 6), ["3"]), ((3, 7, 9), ["3", "7"]), ((8,), ["7"])]
)
async def test_a_missing_signature_is_asked_for_on_day_3_and_7(
    cases: Cases, days: tuple[float, ...], asked: list[str]
) -> None:
    await go_live(cases.database)
    await logged(cases)
    for day in days:
        await plan(cases, day)
    written = await of_kind(cases, "signature-missing")
    assert [one.key.rpartition(":")[2] for one in written] == asked


async def test_what_is_signed_is_asked_for_nothing(cases: Cases) -> None:
    await logged(cases, signed_on=date(2026, 3, 2))
    await plan(cases, 7)
    assert await of_kind(cases, "signature-missing") == []


async def test_who_does_not_answer_is_reminded_once_after_7_days(cases: Cases) -> None:
    await go_live(cases.database)
    await logged(cases)
    await holding.ask(1, ["a DOI"], date(2026, 3, 20), "", act(1), cases=cases)
    await plan(cases, 7)
    assert await of_kind(cases, "more-information-reminder") == []
    for days in (8, 9, 30):
        await plan(cases, days)
    assert len(await of_kind(cases, "more-information-reminder")) == 1


async def test_after_21_days_staff_are_called_once_and_offered_to_close_it(staffed: Cases) -> None:
    await logged(staffed, signed_on=date(2026, 3, 2))
    await moving.own(1, "USTAFF", act(), cases=staffed)
    await moving.contact(1, None, "", act(), cases=staffed)
    await holding.ask(1, ["a DOI"], date(2026, 3, 20), "", act(1), cases=staffed)
    await plan(staffed, 21)
    assert await nudges(staffed) == []
    for days in (22, 23, 40):
        await plan(staffed, days)
    assert await nudges(staffed) == [("USTAFF", "close-1")]
    case = await staffed.find(1, act(22).at)
    assert Way.CLOSE in ways(case, Role.STAFF)
    # Never by itself.
    assert case.application.state is State.CONTACTED


async def test_a_receipt_that_could_not_be_written_is_made_up_for(cases: Cases) -> None:
    without_links = replace(cases.letters, links=Links(public_url="", secret=""))
    await logged(replace(cases, letters=without_links))
    await plan(replace(cases, letters=without_links), 1)
    assert await of_kind(cases, "received") == []
    for days in (1, 2):
        await plan(cases, days)
    assert len(await of_kind(cases, "received")) == 1


async def test_a_round_that_finds_nothing_new_writes_nothing(staffed: Cases) -> None:
    await logged(staffed)
    await plan(staffed, 12)
    before = await said_and_noted(staffed)
    await plan(staffed, 12.5)
    assert await said_and_noted(staffed) == before


async def said_and_noted(cases: Cases) -> object:
    async with cases.database.read() as store:
        return await store.deliveries.about("APP-1"), await store.journal.of("APP-1")


async def test_two_questions_are_each_reminded_of(cases: Cases) -> None:
    await go_live(cases.database)
    await logged(cases)
    for days in (1, 2):
        await holding.ask(1, ["a DOI"], date(2026, 3, 20), "", act(days), cases=cases)
    await plan(cases, 9)
    reminders = await of_kind(cases, "more-information-reminder")
    assert [one.stage for one in reminders] == [Stage.WAITING, Stage.WAITING]


async def test_what_was_old_when_it_came_nags_nobody(staffed: Cases) -> None:
    await logged(staffed, received_on=date(2026, 3, 2) - timedelta(days=15))
    for days in range(30):
        await plan(staffed, days)
    assert await letters(staffed, 1) == []
    assert await nudges(staffed) == []
    assert "the contact clock ran out" not in [what for what, *_ in await noted(staffed, "APP-1")]


async def test_what_was_placed_among_the_received_is_no_longer_written_to_by_itself(
    staffed: Cases,
) -> None:
    await logged(staffed, received_on=date(2026, 3, 2) - timedelta(days=15))
    await moving.place(1, State.RECEIVED, act(), cases=staffed)
    for days in range(10):
        await plan(staffed, days)
    assert await letters(staffed, 1) == []
    assert await nudges(staffed) == []


async def of_kind(cases: Cases, kind: str) -> list[Delivery]:
    found = await letters(cases, 1)
    return [one for one in found if one.medium is Medium.MAIL and one.kind == kind]
