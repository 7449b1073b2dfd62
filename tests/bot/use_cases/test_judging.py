from dataclasses import replace

import pytest

from bot.domain.criteria import Status
from bot.domain.people import Role, Standing
from bot.errors import ConflictError, ForbiddenError, NotFoundError
from bot.use_cases import judging
from bot.use_cases.cases import Cases
from tests.bot.domain.cases import found
from tests.bot.use_cases.filings import APPROVER, STAFF, act, answer, logged, noted, said

AS_STAFF = Standing(role=Role.STAFF)


async def test_what_a_person_says_is_signed_and_noted(cases: Cases) -> None:
    await logged(cases)
    told = answer("r4", Status.MET, "uses a password manager", link="https://example.org/")
    case = await judging.say(1, said(told), act(by=STAFF), standing=AS_STAFF, cases=cases)
    kept = next(one.said for one in case.judged if one.criterion.key == "R4")
    assert kept == replace(told, key="R4", by="USTAFF", at=act().at)
    assert (
        "set",
        "",
        "R4 met: uses a password manager https://example.org/",
    ) in await noted(cases, "APP-1")


async def test_only_an_approver_waives_and_says_why(cases: Cases) -> None:
    await logged(cases)
    waived = said(answer("R3", Status.WAIVED, "agreed by the board"))
    with pytest.raises(ForbiddenError):
        await judging.say(1, waived, act(), standing=AS_STAFF, cases=cases)
    no_reason = said(answer("R3", Status.WAIVED, ""))
    with pytest.raises(ConflictError, match="Say why R3 is waived"):
        await judging.say(1, no_reason, act(), standing=APPROVER, cases=cases)
    case = await judging.say(1, waived, act(), standing=APPROVER, cases=cases)
    assert next(one for one in case.judged if one.criterion.key == "R3").is_settled


async def test_one_answer_that_may_not_be_given_leaves_all_as_it_was(cases: Cases) -> None:
    await logged(cases)
    both = said(answer("R1", Status.MET), answer("R99", Status.MET))
    with pytest.raises(NotFoundError, match="there are R1, R2"):
        await judging.say(1, both, act(), standing=APPROVER, cases=cases)
    case = await cases.find(1, act().at)
    assert [one.said for one in case.judged if one.said] == []


async def test_a_finding_is_dismissed_with_a_word_until_another_is_found(cases: Cases) -> None:
    await logged(cases)
    one = found("R5", Status.UNCLEAR, note="The page does not contain the DOI.")
    async with cases.database.begin() as store:
        await store.evidence.keep(1, [one])
    with pytest.raises(ConflictError, match="in a word"):
        await judging.dismiss(1, "R5", "", act(), cases=cases)
    case = await judging.dismiss(1, "R5", "drawn by JavaScript", act(), cases=cases)
    assert next(j for j in case.judged if j.criterion.key == "R5").status is None
    async with cases.database.begin() as store:
        await store.evidence.keep(1, [replace(one, note="The page is gone.")])
    case = await cases.find(1, act().at)
    assert next(j for j in case.judged if j.criterion.key == "R5").status is Status.UNCLEAR


async def test_what_was_said_is_left_to_what_is_found(cases: Cases) -> None:
    await logged(cases)
    await judging.say(1, said(answer("R4", Status.MET)), act(), standing=APPROVER, cases=cases)
    case = await judging.say(1, said(left=("r4",)), act(), standing=APPROVER, cases=cases)
    assert next(one for one in case.judged if one.criterion.key == "R4").said is None
    assert ("set", "R4 met: seen", "") in await noted(cases, "APP-1")


async def test_a_recheck_makes_a_check_of_its_own(cases: Cases) -> None:
    first = (await logged(cases)).check
    case = await judging.recheck(1, act(1), cases=cases)
    assert first
    assert case.application.check == first + 1
