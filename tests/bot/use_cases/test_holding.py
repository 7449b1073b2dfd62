from datetime import date

import pytest

from bot.domain.case import Whose
from bot.domain.delivery import Stage
from bot.domain.hold import HoldKind
from bot.errors import ConflictError
from bot.use_cases import chasing, holding
from bot.use_cases.cases import Cases
from tests.bot.use_cases.filings import act, letters, logged, noted

ITEMS = ["Three DOIs in production", "A support address"]
DUE = date(2026, 3, 20)


async def test_who_is_asked_for_more_has_the_next_move(cases: Cases) -> None:
    await logged(cases)
    case = await holding.ask(1, ITEMS, DUE, "Thank you.", act(1), cases=cases)
    assert (case.stands.whose, case.stands.until) == (Whose.THEIRS, DUE)
    letter = case.letters[-1]
    assert letter.kind == "more-information"
    assert "- Three DOIs in production\n- A support address" in letter.text
    assert "20 March 2026" in letter.subject
    # It does not offer the call, so the contact clock runs on.
    assert case.application.contacted_on is None


async def test_their_answer_makes_it_our_move_and_voids_reminders(cases: Cases) -> None:
    await logged(cases)
    await holding.ask(1, ITEMS, DUE, "", act(1), cases=cases)
    await chasing.plan(act(8).at, cases=cases)
    case = await holding.answered(1, "all of it", act(9), cases=cases)
    assert (case.stands.whose, case.open_holds) == (Whose.OURS, ())
    reminders = [one for one in case.letters if one.kind == "more-information-reminder"]
    assert [one.stage for one in reminders] == [Stage.WITHDRAWN]
    assert ("answered", "", "more information asked: all of it") in await noted(cases, "APP-1")


async def test_the_board_answers_beside_what_the_applicant_is_asked(cases: Cases) -> None:
    await logged(cases)
    await holding.ask(1, ITEMS, DUE, "", act(1), cases=cases)
    case = await holding.ask_board(1, "Is it a platform?", DUE, act(2), cases=cases)
    assert case.stands.whose is Whose.WAITING
    case = await holding.answered(1, "It is.", act(3), kind=HoldKind.BOARD, cases=cases)
    (left,) = case.open_holds
    assert left.kind is HoldKind.INFORMATION
    assert [one.answer for one in case.holds] == ["", "It is."]


async def test_an_answer_needs_a_question(cases: Cases) -> None:
    await logged(cases)
    with pytest.raises(ConflictError, match="Nothing is asked about APP-1"):
        await holding.answered(1, "yes", act(1), cases=cases)


async def test_nobody_has_to_answer_by_yesterday(cases: Cases) -> None:
    await logged(cases)
    with pytest.raises(ConflictError, match="choose a later day"):
        await holding.ask(1, ITEMS, date(2026, 3, 2), "", act(), cases=cases)
    assert [one.kind for one in await letters(cases, 1)] == ["received"]
