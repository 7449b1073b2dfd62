"""What the card of a case, a checklist and the digest say of cases, as these are by then."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.application import State
from bot.domain.people import Act
from bot.domain.provider import ChecklistLine, Ticked
from bot.errors import ConflictError, NotFoundError
from bot.messages.message import Button, Heading, Internal, Message, Part, Table
from bot.use_cases import moving
from bot.use_cases.cases import Cases
from bot.use_cases.drawing import Drawing
from tests.bot.domain.cases import a_decision, a_provider
from tests.bot.use_cases.filings import STAFF, logged
from tests.bot.use_cases.telling import BERLIN, a_telling, kept, write
from tests.factories import MARCH_2

TUESDAY, WEDNESDAY = MARCH_2 + timedelta(days=1), MARCH_2 + timedelta(days=2)


async def drawn(
    cases: Cases, kind: str, about: str, now: datetime = WEDNESDAY, *, with_cases: bool = True
) -> Message | None:
    """Draw a card, or a post, as if it were delivered now."""
    draft = replace(a_telling().card(kind, about, MARCH_2), key=f"card:{kind}:{about}:{now}")
    await write(cases.database, draft)
    card = await kept(cases.database, draft.key)
    drawing = Drawing(zone=BERLIN, cases=cases if with_cases else None)
    async with cases.database.read() as store:
        return await drawing.draw(card, store=store, now=now)


async def parts(
    cases: Cases, kind: str, about: str, now: datetime = WEDNESDAY
) -> tuple[Part, ...]:
    found = await drawn(cases, kind, about, now)
    assert isinstance(found, Internal)
    return found.parts


def headings(found: tuple[Part, ...]) -> list[str]:
    return [part.text for part in found if isinstance(part, Heading)]


def of_cases(found: Message | None) -> list[str]:
    """Return what a digest says of cases; letters wait there too."""
    assert found
    return [text for text in headings(found.parts) if text.startswith(("Nobody", "Decided"))]


def by(days: int = 0) -> Act:
    return Act(by=STAFF, at=MARCH_2 + timedelta(days=days))


async def test_the_card_of_a_case_shows_it_as_it_is_by_then(cases: Cases) -> None:
    await logged(cases)
    before = await parts(cases, "application", "APP-1")

    await moving.own(1, "USTAFF", by(), cases=cases)

    after = await parts(cases, "application", "APP-1")
    assert headings(after) == ["APP-1 Example Ltd"]
    assert ("nobody owns it" in str(before), "nobody owns it" in str(after)) == (True, False)
    assert [part.label for part in after if isinstance(part, Button)] == ["Open APP-1"]


async def test_a_checklist_shows_what_is_done_by_then(cases: Cases) -> None:
    await logged(cases)
    done = Ticked(line=ChecklistLine.BADGE, at=MARCH_2, by="USTAFF")
    async with cases.database.begin() as store:
        await store.providers.add(a_provider(application=1, contact=1))
        await store.providers.tick(1, done)

    found = await parts(cases, "checklist", "PRV-1")

    assert headings(found) == ["PRV-1 Example Ltd: 1 of 8 done"]


@pytest.mark.parametrize(("kind", "about"), [("application", "APP-9"), ("checklist", "PRV-9")])
async def test_what_is_not_there_is_not_drawn(cases: Cases, kind: str, about: str) -> None:
    with pytest.raises(NotFoundError, match=about):
        await drawn(cases, kind, about)


async def test_without_cases_at_hand_no_case_is_drawn(cases: Cases) -> None:
    with pytest.raises(ConflictError, match="APP-1"):
        await drawn(cases, "application", "APP-1", with_cases=False)
    assert of_cases(await drawn(cases, "digest", "2026-W10", with_cases=False)) == []


async def test_the_digest_names_first_what_nobody_owns_for_more_than_a_working_day(
    cases: Cases,
) -> None:
    await logged(cases, by())
    await logged(cases, by(1), organisation="Second Ltd")

    found = await parts(cases, "digest", "2026-W10", TUESDAY + timedelta(seconds=1))

    assert headings(found)[:2] == [
        "2026-W10: what waits",
        "Nobody has owned for more than a working day: 1",
    ]
    table, *_ = [part for part in found if isinstance(part, Table)]
    assert [(row.cells[0], row.button) for row in table.rows] == [
        ("APP-1 Example Ltd", Button("Open APP-1", "show APP-1"))
    ]
    assert [part for part in found if isinstance(part, Button)] == [
        Button("Look at the queue", "queue"),
        Button("Look at the outbox", "outbox"),
    ]


async def test_whoever_owns_a_case_is_not_told_that_nobody_does(cases: Cases) -> None:
    await logged(cases)
    await moving.own(1, "USTAFF", by(), cases=cases)

    assert of_cases(await drawn(cases, "digest", "2026-W10")) == []


async def test_a_case_that_was_given_back_is_owned_by_nobody_from_then_on(cases: Cases) -> None:
    await logged(cases)
    await moving.own(1, "USTAFF", by(), cases=cases)
    await moving.own(1, "", by(2), cases=cases)

    later = WEDNESDAY + timedelta(days=1, seconds=1)
    assert of_cases(await drawn(cases, "digest", "2026-W10", WEDNESDAY)) == []
    assert len(of_cases(await drawn(cases, "digest", "2026-W10", later))) == 1


async def test_what_was_old_when_it_came_nags_nobody(cases: Cases) -> None:
    old = (MARCH_2 - timedelta(days=400)).date()
    await logged(cases, received_on=old)
    async with cases.database.begin() as store:
        one = await store.applications.get(1)
        assert one
        await store.applications.save(one, replace(one, is_stale=True))

    assert of_cases(await drawn(cases, "digest", "2026-W10")) == []


async def test_then_come_the_decisions_that_wait_to_be_told(cases: Cases) -> None:
    await logged(cases)
    async with cases.database.begin() as store:
        one = await store.applications.get(1)
        assert one
        declined = replace(one, state=State.DECLINED, decision=a_decision())
        await store.applications.save(one, declined)

    found = await parts(cases, "digest", "2026-W10")

    assert headings(found)[1] == "Decisions whose letter waits for somebody who presses Send it: 1"
    table, *_ = [part for part in found if isinstance(part, Table)]
    assert table.rows[0].cells == (
        "APP-1 Example Ltd",
        "send the letter that tells the decision",
    )
