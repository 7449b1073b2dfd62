"""Who would fail an edition that comes, from what is known now."""

import pytest

from bot.domain.application import State
from bot.domain.criteria import Status
from bot.domain.edition_report import EditionLine, EditionReport
from bot.errors import NotFoundError
from bot.use_cases import judging
from bot.use_cases.cases import Cases
from bot.use_cases.deciding import Ruling, decide
from bot.use_cases.edition_reports import report
from tests.bot.use_cases.filings import APPROVER, act, answer, logged, noted, said, settled


async def test_every_open_application_is_held_against_it(cases: Cases) -> None:
    for name in ("Example Ltd", "Other Ltd", "Gone Ltd"):
        await logged(cases, organisation=name)
    await settled(1, cases)
    told = said(answer("R2", Status.NOT_MET), answer("R4", Status.UNCLEAR))
    await judging.say(1, told, act(), standing=APPROVER, cases=cases)
    await decide(3, Ruling(to=State.WITHDRAWN), act(), cases=cases)
    before = await noted(cases, "APP-1")

    found = await report("2025", database=cases.database)

    unknown = tuple(f"R{number}" for number in range(1, 10))
    assert found == EditionReport(
        edition="2025",
        lines=(
            # What R3 asks is another thing there, and nobody has said anything about that.
            EditionLine(
                id="APP-1", organisation="Example Ltd", fails=("R2",), unknown=("R3", "R4")
            ),
            EditionLine(id="APP-2", organisation="Other Ltd", fails=(), unknown=unknown),
        ),
    )
    assert await noted(cases, "APP-1") == before


async def test_by_its_own_edition_nothing_is_asked_anew(cases: Cases) -> None:
    await logged(cases)
    await settled(1, cases)

    [line] = (await report("2023", database=cases.database)).lines

    assert (line.fails, line.unknown) == ((), ())


async def test_an_edition_that_is_not_there_is_named_with_those_that_are(cases: Cases) -> None:
    with pytest.raises(NotFoundError, match=r"^There is no edition 1999; there are 2023, 2025\.$"):
        await report("1999", database=cases.database)
