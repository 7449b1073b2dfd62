from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.delivery import Held, Stage
from bot.errors import ConflictError
from bot.use_cases import chasing, deciding, moving
from bot.use_cases.cases import Cases
from bot.use_cases.deciding import Ruling
from tests.bot.use_cases.filings import act, letters, logged, march, noted
from tests.bot.use_cases.telling import go_live


async def test_the_first_contact_stops_the_contact_clock(cases: Cases) -> None:
    await logged(cases)
    case = await moving.contact(1, march(4), "by mail", act(5), cases=cases)
    assert (case.application.state, case.application.contacted_on) == (
        State.CONTACTED,
        march(4),
    )
    assert case.clocks.contact.left(case.today) == 12
    assert ("contacted", "received", "2026-03-04 by mail") in await noted(cases, "APP-1")


async def test_a_later_contact_moves_neither_state_nor_clock(cases: Cases) -> None:
    await logged(cases)
    await moving.contact(1, march(4), "", act(5), cases=cases)
    await moving.move(1, State.CALL_SCHEDULED, "", act(5), cases=cases)
    case = await moving.contact(1, march(6), "once more", act(6), cases=cases)
    assert (case.application.state, case.application.contacted_on) == (
        State.CALL_SCHEDULED,
        march(4),
    )


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 9)])
async def test_no_contact_is_before_the_receipt_or_still_to_come(cases: Cases, day: date) -> None:
    await logged(cases)
    with pytest.raises(ConflictError):
        await moving.contact(1, day, "", act(6), cases=cases)


async def test_who_saw_an_older_case_changes_nothing(cases: Cases) -> None:
    seen = (await logged(cases)).version
    await moving.own(1, "USTAFF", act(), seen=seen, cases=cases)
    with pytest.raises(ConflictError, match="Somebody else just changed APP-1"):
        await moving.own(1, "ULEAD", act(), seen=seen, cases=cases)
    assert (await cases.find(1, act().at)).application.owner == "USTAFF"


async def test_a_step_is_taken_back_with_a_reason(cases: Cases) -> None:
    await logged(cases)
    await moving.contact(1, None, "", act(1), cases=cases)
    with pytest.raises(ConflictError, match="Say why"):
        await moving.undo(1, " ", act(2), cases=cases)
    case = await moving.undo(1, "it was another one", act(2), cases=cases)
    assert (case.application.state, case.application.contacted_on) == (State.RECEIVED, None)
    assert ("taken back", "contacted", "received: it was another one") in await noted(
        cases, "APP-1"
    )


async def test_a_signature_that_is_there_is_asked_for_no_more(cases: Cases) -> None:
    await logged(cases)
    await chasing.plan(act(3).at, cases=cases)
    await moving.sign(1, march(5), act(4), cases=cases)
    asked = [one for one in await letters(cases, 1) if one.kind == "signature-missing"]
    assert [one.stage for one in asked] == [Stage.WITHDRAWN]


async def test_what_was_old_when_it_came_is_placed(cases: Cases) -> None:
    await logged(cases, received_on=date(2026, 1, 5))
    before = await cases.find(1, act().at)
    assert before.application.is_stale
    assert before.letters == ()
    case = await moving.place(1, State.CALL_HELD, act(), cases=cases)
    assert (case.application.state, case.application.is_stale) == (State.CALL_HELD, False)
    with pytest.raises(ConflictError, match="moves step by step"):
        await moving.place(1, State.CONTACTED, act(), cases=cases)


@pytest.mark.parametrize("is_decided", [False, True])
async def test_what_was_old_when_it_came_is_old_again_once_all_is_taken_back(
    cases: Cases, *, is_decided: bool
) -> None:
    await go_live(cases.database)
    await logged(cases, received_on=date(2026, 1, 5))
    if is_decided:
        await deciding.decide(1, Ruling(to=State.WITHDRAWN, words="?"), act(), cases=cases)
    else:
        await moving.place(1, State.CALL_HELD, act(), cases=cases)

    case = await moving.undo(1, "the wrong one", act(1), cases=cases)
    await chasing.plan(act(1).at, cases=cases)

    assert (case.application.state, case.application.is_stale) == (State.RECEIVED, True)
    assert (await cases.find(1, act(1).at)).application.late_at is None


async def test_nothing_leaves_before_somebody_goes_live(cases: Cases) -> None:
    await logged(cases)
    (receipt,) = await letters(cases, 1)
    assert (receipt.kind, receipt.stage, receipt.held) == (
        "received",
        Stage.HELD,
        Held.NOT_LIVE,
    )
