from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.application import State
from bot.domain.case import Case, Whose
from bot.domain.criteria import Status
from bot.domain.delivery import Held, Stage
from bot.domain.provider import ChecklistLine
from bot.errors import ConflictError
from bot.use_cases import deciding, holding, moving, registering
from bot.use_cases.badges import Badge
from bot.use_cases.cases import Cases
from bot.use_cases.deciding import Ruling
from bot.use_cases.status import status_link
from bot.use_cases.telling import note_unreachable
from tests.bot.domain.cases import filed, found
from tests.bot.use_cases.filings import act, letters, logged, noted, settled
from tests.bot.use_cases.telling import go_live

APPROVED = Ruling(to=State.APPROVED)
DECLINED = Ruling(to=State.DECLINED, reasons=("R3",), words="Apply again with schema 4.")


@pytest.fixture
def badge(tmp_path: Path) -> Path:
    folder = tmp_path / "badge"
    folder.mkdir()
    (folder / "badge.svg").write_text("<svg/>")
    return folder


@pytest.fixture
async def with_badge(cases: Cases, badge: Path) -> Cases:
    await go_live(cases.database)
    return replace(cases, badge=Badge(folder=badge.parent))


async def decided(cases: Cases, ruling: Ruling, days: float = 6) -> Case:
    return await deciding.decide(1, ruling, act(days), cases=cases)


async def test_an_approval_names_all_that_keeps_it_up(cases: Cases) -> None:
    await logged(cases)
    await moving.contact(1, None, "", act(1), cases=cases)
    await moving.move(1, State.CALL_HELD, "", act(2), cases=cases)
    with pytest.raises(ConflictError) as refused:
        await decided(cases, APPROVED)
    assert "The signed PDF is missing" in str(refused.value)
    assert "R4" in str(refused.value)
    assert (await cases.find(1, act(6).at)).application.state is State.CALL_HELD


async def test_a_decision_waits_to_be_told_and_shows_nowhere_outside(with_badge: Cases) -> None:
    await logged(with_badge)
    await settled(1, with_badge)
    case = await decided(with_badge, APPROVED)
    assert (case.stands.whose, case.application.outside_state) == (Whose.OURS, State.CALL_HELD)
    letter = case.letters[-1]
    assert (letter.kind, letter.stage, letter.held) == ("approved", Stage.HELD, Held.UNTOLD)

    case = await deciding.tell(1, act(7), cases=with_badge)
    letter = case.letters[-1]
    assert (letter.stage, letter.held) == (Stage.WAITING, None)
    assert case.application.outside_state is State.APPROVED
    assert case.stands.whose is Whose.DONE
    with pytest.raises(ConflictError, match="no decision that waits"):
        await deciding.tell(1, act(7), cases=with_badge)


async def test_a_letter_that_cannot_leave_tells_nothing(cases: Cases) -> None:
    await logged(cases)
    await decided(cases, DECLINED)
    with pytest.raises(ConflictError, match="not live yet"):
        await deciding.tell(1, act(7), cases=cases)
    await go_live(cases.database)
    async with cases.database.begin() as store:
        await note_unreachable("helpdesk@example.org", act(7), why="It came back.", store=store)
    with pytest.raises(ConflictError, match="unreachable"):
        await deciding.tell(1, act(7), cases=cases)

    case = await cases.find(1, act(7).at)
    assert case.application.outside_state is State.RECEIVED
    assert (case.letters[-1].stage, case.letters[-1].held) == (Stage.HELD, Held.UNTOLD)


async def test_without_a_badge_file_the_letter_waits_and_says_so(cases: Cases) -> None:
    await go_live(cases.database)
    await logged(cases)
    await settled(1, cases)
    await decided(cases, APPROVED)
    with pytest.raises(ConflictError, match="badge"):
        await deciding.tell(1, act(7), cases=cases)
    (letter,) = [one for one in await letters(cases, 1) if one.kind == "approved"]
    assert letter.held is Held.UNTOLD


async def test_an_approval_makes_a_provider_whose_badge_is_ticked_when_told(
    with_badge: Cases,
) -> None:
    await logged(with_badge)
    await settled(1, with_badge)
    case = await decided(with_badge, APPROVED)
    assert case.provider
    assert (case.provider.name, case.provider.registered_on) == ("Example Ltd", date(2026, 3, 8))
    await deciding.tell(1, act(7), cases=with_badge)
    found = await registering.find_checklist(1, cases=with_badge)
    assert [one.line for one in found.ticked] == [ChecklistLine.BADGE]
    assert "badge.svg" in found.ticked[0].note


async def test_the_badge_is_due_30_days_after_an_approval(with_badge: Cases) -> None:
    await logged(with_badge)
    async with with_badge.database.begin() as store:
        await store.evidence.keep(1, [found("R6", Status.DUE_LATER), found("R7", Status.MET)])
    await settled(1, with_badge)
    case = await decided(with_badge, APPROVED)
    days = {one.criterion.key: one.found.due_on for one in case.judged if one.found}
    assert days == {"R6": date(2026, 4, 7), "R7": None}


async def test_what_was_not_told_is_taken_back_without_a_letter(with_badge: Cases) -> None:
    await logged(with_badge)
    await settled(1, with_badge)
    await decided(with_badge, APPROVED)
    case = await moving.undo(1, "too early", act(7), cases=with_badge)
    assert (case.application.state, case.application.decision) == (State.CALL_HELD, None)
    assert [(one.kind, one.stage) for one in case.letters][-1] == ("approved", Stage.WITHDRAWN)
    assert case.provider
    assert case.provider.ended_at


async def test_what_was_told_is_taken_back_with_a_correction_that_waits(with_badge: Cases) -> None:
    await logged(with_badge)
    await decided(with_badge, DECLINED)
    await deciding.tell(1, act(7), cases=with_badge)
    case = await moving.undo(1, "it was another applicant", act(8), cases=with_badge)
    letter = case.letters[-1]
    assert (letter.kind, letter.held) == ("correction", Held.UNTOLD)
    assert "it was another applicant" in letter.text
    case = await deciding.tell(1, act(8), cases=with_badge)
    assert case.letters[-1].stage is Stage.WAITING


async def test_who_is_approved_again_keeps_the_provider_number(with_badge: Cases) -> None:
    await logged(with_badge)
    await settled(1, with_badge)
    await decided(with_badge, APPROVED)
    await moving.undo(1, "too early", act(7), cases=with_badge)
    case = await decided(with_badge, APPROVED, days=8)
    assert case.provider
    assert (case.provider.number, case.provider.ended_at) == (1, None)


async def test_a_decline_names_its_criteria_in_the_letter(with_badge: Cases) -> None:
    await logged(with_badge)
    case = await decided(with_badge, DECLINED)
    assert case.application.decision
    assert case.application.decision.reasons == ("R3",)
    letter = case.letters[-1]
    assert letter.kind == "declined"
    assert "- R3" in letter.text
    assert "Apply again with schema 4." in letter.text
    assert ("decided", "received", "declined; R3; Apply again with schema 4.") in await noted(
        with_badge, "APP-1"
    )


async def test_who_supplies_dois_gets_a_letter_of_its_own(with_badge: Cases) -> None:
    await logged(with_badge)
    case = await decided(with_badge, Ruling(to=State.DECLINED, is_not_for_us=True))
    assert (case.application.state, case.letters[-1].kind) == (
        State.DECLINED,
        "not-for-this-program",
    )


@pytest.mark.parametrize("ends", [None, date(2026, 3, 8)])
async def test_what_is_provisional_ends_on_a_day_to_come(cases: Cases, ends: date | None) -> None:
    await logged(cases, has_members=False)
    await settled(1, cases)
    with pytest.raises(ConflictError, match="end date"):
        await decided(cases, Ruling(to=State.PROVISIONAL, ends_on=ends))


async def test_who_has_members_is_not_provisional(cases: Cases) -> None:
    await logged(cases, has_members=True)
    await settled(1, cases)
    with pytest.raises(ConflictError, match="cannot be provisional"):
        await decided(cases, Ruling(to=State.PROVISIONAL, ends_on=date(2026, 9, 1)))


async def test_a_provisional_registration_says_when_it_ends(with_badge: Cases) -> None:
    await logged(with_badge, has_members=False)
    await settled(1, with_badge)
    ruling = Ruling(
        to=State.PROVISIONAL, ends_on=date(2026, 9, 1), conditions="Three findable DOIs."
    )
    case = await decided(with_badge, ruling)
    assert case.provider
    assert case.provider.ends_on == date(2026, 9, 1)
    assert "1 September 2026" in case.letters[-1].text
    assert "Three findable DOIs." in case.letters[-1].text


async def test_nobody_is_reminded_of_what_is_decided(with_badge: Cases) -> None:
    await logged(with_badge)
    await holding.ask(1, ["a DOI"], date(2026, 3, 20), "", act(1), cases=with_badge)
    case = await decided(with_badge, DECLINED)
    assert case.open_holds == ()


async def test_the_status_link_is_in_each_letter(with_badge: Cases) -> None:
    application = await logged(with_badge)
    case = await decided(with_badge, DECLINED)
    link = status_link(application, with_badge.letters.links, act(6).at)
    assert all(link.rpartition("/")[0] in one.text for one in case.letters)
    assert filed().organisation in case.letters[-1].text
