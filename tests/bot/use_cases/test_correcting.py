"""What was told and is taken back: outside it stands until somebody sends the correction."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.case import Case, Whose
from bot.domain.delivery import Delivery, Held, Stage
from bot.domain.status import outside
from bot.errors import ConflictError
from bot.use_cases import chasing, deciding, editing, filing, holding, moving
from bot.use_cases.cases import Cases
from bot.use_cases.deciding import Ruling
from bot.use_cases.editing import Wording
from tests.bot.use_cases.filings import act, letters, logged, settled
from tests.bot.use_cases.telling import go_live

DECLINED = Ruling(to=State.DECLINED, reasons=("R3",), words="Apply again with schema 4.")
WITHDRAWN = Ruling(to=State.WITHDRAWN, words="They asked us to.")
RIGHT = "right@example.org"


@pytest.fixture(autouse=True)
async def a_case(cases: Cases) -> None:
    await go_live(cases.database)
    await logged(cases)
    await settled(1, cases)


async def decide(cases: Cases, ruling: Ruling, days: float) -> Case:
    return await deciding.decide(1, ruling, act(days), cases=cases)


async def taken_back(cases: Cases) -> Case:
    """Decline, tell it, and take that back: the correction waits."""
    await decide(cases, DECLINED, 6)
    await deciding.tell(1, act(7), cases=cases)
    return await moving.undo(1, "it was another applicant", act(8), cases=cases)


async def waiting(cases: Cases) -> list[Delivery]:
    """Return the letters that wait to be told."""
    return [one for one in await letters(cases, 1, act(20).at) if one.stage is Stage.HELD]


async def test_what_was_told_stands_outside_until_its_correction_is_sent(cases: Cases) -> None:
    case = await taken_back(cases)
    assert (case.application.state, case.application.outside_state) == (
        State.CALL_HELD,
        State.DECLINED,
    )
    assert outside(case).state is State.DECLINED
    assert (case.stands.whose, case.stands.next_step) == (
        Whose.OURS,
        "send the letter that corrects what was told",
    )
    assert [line.id for line in (await cases.queue(act(8).at)).lines] == ["APP-1"]

    case = await deciding.tell(1, act(9), cases=cases)
    assert case.application.outside_state is State.CALL_HELD
    assert (case.letters[-1].kind, case.letters[-1].stage) == ("correction", Stage.WAITING)
    with pytest.raises(ConflictError, match="no decision that waits"):
        await deciding.tell(1, act(9), cases=cases)


async def test_until_when_it_was_registered_is_shown_until_then_too(cases: Cases) -> None:
    await filing.change(1, {"has_members": "no", "members": ""}, act(5), cases=cases)
    ends = date(2026, 12, 1)
    await decide(cases, Ruling(to=State.PROVISIONAL, ends_on=ends), 6)
    async with cases.database.begin() as store:
        known = await store.applications.get(1)
        assert known
        assert known.decision
        told = replace(known.decision, told_at=act(7).at)
        await store.applications.save(known, replace(known, decision=told))

    case = await moving.undo(1, "too early", act(8), cases=cases)

    assert (outside(case).state, outside(case).ends_on) == (State.PROVISIONAL, ends)


async def test_a_correction_says_how_the_case_stands_when_it_leaves(cases: Cases) -> None:
    await taken_back(cases)
    await moving.undo(1, "there was no call either", act(9), cases=cases)

    (letter,) = await waiting(cases)
    assert "stands now: contacted" in letter.text
    assert "it was another applicant" in letter.text


async def test_a_second_decision_that_is_taken_back_leaves_the_correction(cases: Cases) -> None:
    await taken_back(cases)
    case = await decide(cases, WITHDRAWN, 9)
    assert case.application.outside_state is State.DECLINED
    assert [one.kind for one in await waiting(cases)] == ["withdrawn", "correction"]

    case = await moving.undo(1, "they apply after all", act(10), cases=cases)
    assert case.application.outside_state is State.DECLINED
    (letter,) = await waiting(cases)
    assert "stands now: call held" in letter.text


async def test_a_second_decision_is_told_with_the_correction_of_the_first(cases: Cases) -> None:
    await taken_back(cases)
    await decide(cases, WITHDRAWN, 9)

    case = await deciding.tell(1, act(10), cases=cases)

    assert case.application.outside_state is State.WITHDRAWN
    left = {one.kind: one for one in case.letters if one.stage is Stage.WAITING}
    assert {"correction", "withdrawn"} <= left.keys()
    assert "stands now: withdrawn" in left["correction"].text


async def test_nothing_else_tells_the_applicant_before_the_correction(cases: Cases) -> None:
    await filing.change(1, {"signed": ""}, act(3), cases=cases)
    await taken_back(cases)
    before = len(await letters(cases, 1, act(8).at))

    with pytest.raises(ConflictError, match="send the letter first that corrects it"):
        await holding.ask(1, ("One more DOI",), date(2026, 4, 1), "", act(8), cases=cases)
    await chasing.plan(act(8).at, cases=cases)

    assert len(await letters(cases, 1, act(8).at)) == before


async def test_a_decision_taken_back_reopens_what_it_closed(cases: Cases) -> None:
    await holding.ask(1, ("One more DOI",), date(2026, 4, 1), "", act(3), cases=cases)
    await holding.ask_board(1, "May they?", date(2026, 4, 1), act(3), cases=cases)
    await holding.answered(1, "they may", act(4), cases=cases)
    asked = outside(await decide(cases, DECLINED, 6)).asked

    case = await moving.undo(1, "too early", act(7), cases=cases)

    assert [(one.is_open, one.answer) for one in case.holds] == [(True, ""), (False, "they may")]
    assert asked == outside(case).asked
    assert asked


@pytest.mark.parametrize("is_told", [False, True], ids=["a decision", "a correction"])
async def test_what_waits_is_written_anew_to_another_contact_and_sent_once_seen(
    cases: Cases, *, is_told: bool
) -> None:
    case = await taken_back(cases) if is_told else await decide(cases, DECLINED, 6)
    seen = case.application.outside_state
    await filing.change(1, {"contact": RIGHT}, act(9), cases=cases)

    case = await deciding.tell(1, act(10), cases=cases)
    (letter,) = await waiting(cases)
    assert (letter.to, letter.held) == (RIGHT, Held.UNTOLD)
    assert (case.application.is_told, case.application.outside_state) == (False, seen)

    case = await deciding.tell(1, act(11), seen=case.application.version, cases=cases)
    assert (case.letters[-1].to, case.letters[-1].stage) == (RIGHT, Stage.WAITING)
    assert case.application.is_told
    sent = [one for one in case.letters if one.kind == letter.kind and one.to != RIGHT]
    assert [one.stage for one in sent] == [Stage.WITHDRAWN]


async def test_words_that_nobody_saw_are_not_sent(cases: Cases) -> None:
    case = await decide(cases, DECLINED, 6)
    (letter,) = await waiting(cases)
    found = await editing.read(letter.number, database=cases.database)
    new = Wording(subject="Other words", text=found.wording.text)
    await editing.edit(letter.number, new, act(7), version=found.version, database=cases.database)

    with pytest.raises(ConflictError, match="Somebody else just changed APP-1"):
        await deciding.tell(1, act(8), seen=case.application.version, cases=cases)
