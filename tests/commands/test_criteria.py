"""Words about criteria: set, dismiss, report edition."""

from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.assessment import Judged
from bot.domain.criteria import Status
from bot.domain.edition_report import EditionLine, EditionReport
from bot.forms.form import Faults
from bot.messages.message import Message
from bot.world import World
from tests.bot.domain.cases import found as finding
from tests.bot.use_cases.filings import noted
from tests.commands.casework import (
    application,
    conflict,
    form,
    found,
    say,
    send,
    settled,
    shown,
    world,
)
from tests.commands.outbox_people import data, refused, told

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def judged(world: World, key: str) -> Judged:
    return next(one for one in (await found(world)).judged if one.criterion.key == key)


async def find_out(world: World, key: str, status: Status, note: str = "") -> None:
    async with world.database.begin() as store:
        await store.evidence.keep(1, [finding(key, status, note=note)])


@pytest.mark.parametrize(
    ("words", "status", "note", "link"),
    [
        ("R4 met", Status.MET, "", ""),
        (
            'R4 met "uses a password manager" https://example.org/r4',
            Status.MET,
            "uses a password manager",
            "https://example.org/r4",
        ),
        ("r4 not met by mail", Status.NOT_MET, "by mail", ""),
        ("R4 not-applicable", Status.NOT_APPLICABLE, "", ""),
    ],
)
async def test_a_criterion_is_set_in_one_line(
    world: World, words: str, status: Status, note: str, link: str
) -> None:
    await shown(world, f"set APP-1 {words}", "USTAFF")

    said = (await judged(world, "R4")).said
    assert said
    assert (said.status, said.note, said.link, said.by) == (status, note, link, "USTAFF")


async def test_what_is_due_later_has_its_day(world: World) -> None:
    await shown(world, "set APP-1 R6 due later by 2026-06-30")

    said = (await judged(world, "R6")).said
    assert said
    assert said.due_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("R77 met", "There is no criterion `R77`; there are R1, R2,"),
        ("R4 perhaps", "Say what R4 is: as found, met, not met,"),
        ("R4", "Say what R4 is: as found, met, not met,"),
    ],
)
async def test_what_cannot_be_set_is_said(world: World, words: str, why: str) -> None:
    assert (await refused(world, f"set APP-1 {words}")).startswith(why)


async def test_only_approvers_waive(world: World) -> None:
    why = await refused(world, "set APP-1 R5 waived no pages", "USTAFF")
    await shown(world, "set APP-1 R5 waived no pages", "ULEAD")

    assert why.startswith("Only an approver may waive a criterion.")
    assert (await judged(world, "R5")).status is Status.WAIVED


async def test_one_form_sets_them_all_in_one_change(world: World) -> None:
    await say(world, "R4", Status.MET, note="seen")
    before = (await application(world)).version

    asked = await form(world, "set APP-1", "USTAFF")
    came = await send(
        world, asked, "USTAFF", **{"R1": "met", "R3": "not met", "R3-note": "schema 3", "R4": ""}
    )

    assert isinstance(came, Message)
    statuses = [(await judged(world, key)).status for key in ("R1", "R3", "R4")]
    assert statuses == [Status.MET, Status.NOT_MET, None]
    assert (await application(world)).version == before + 1
    assert (await noted(world.cases, "APP-1"))[-1] == (
        "set",
        "\n\nR4 met: seen",
        "R1 met\nR3 not met: schema 3",
    )


@pytest.mark.parametrize("by", ["USTAFF", ""])
async def test_a_form_that_changes_nothing_writes_nothing(world: World, by: str) -> None:
    await say(world, "R4", Status.MET, note="seen")
    before = (await application(world)).version

    asked = await form(world, "set APP-1", by)
    came = await send(world, asked, by)

    assert isinstance(came, Message)
    assert (await application(world)).version == before


async def test_a_form_left_empty_at_a_terminal_is_not_asked_again(world: World) -> None:
    asked = await form(world, "set APP-1")

    # A terminal leaves out what was not answered.
    await shown(world, " ".join(asked.command))


async def test_what_is_wrong_in_the_form_is_said_at_its_fields(world: World) -> None:
    asked = await form(world, "set APP-1", "USTAFF")

    came = await send(
        world, asked, "USTAFF", **{"R1": "waived", "R2": "met", "R2-note": "pwd: hunter2"}
    )

    assert isinstance(came, Faults)
    assert {*came.by_field} == {"R1-note", "R2-note"}


async def test_a_criterion_is_left_to_what_is_found_out(world: World) -> None:
    await find_out(world, "R4", Status.UNCLEAR)
    await shown(world, "set APP-1 R4 met")

    await shown(world, "set APP-1 R4 as found")

    assert (await judged(world, "R4")).status is Status.UNCLEAR


async def test_what_was_found_out_is_dismissed_with_a_word(world: World) -> None:
    await find_out(world, "R7", Status.NOT_MET)

    asked = await form(world, "dismiss APP-1 r7", "USTAFF")
    came = await send(world, asked, "USTAFF", words="It answers to people.")

    assert isinstance(came, Message)
    assert asked.command[:3] == ("dismiss", "APP-1", "R7")
    one = await judged(world, "R7")
    assert (one.status, one.found and one.found.dismissed) == (None, "It answers to people.")


async def test_nothing_is_dismissed_that_was_not_found_out(world: World) -> None:
    assert await conflict(world, "dismiss APP-1 R1 because") == "Nothing was found out about R1."
    assert (await refused(world, "dismiss APP-1")).startswith("Type `rsp dismiss")


async def test_who_would_fail_a_coming_edition_is_listed_and_told_nothing(world: World) -> None:
    await settled(1, world.cases, days=0)
    await shown(world, "set APP-1 R4 not met")

    came = await told(world, "report edition 2025", "USTAFF")

    assert data(came) == EditionReport(
        edition="2025",
        lines=(
            EditionLine(id="APP-1", organisation="Example Ltd", fails=("R4",), unknown=("R3",)),
        ),
    )
    assert (await application(world)).state is State.CALL_HELD


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("report edition 1999", "There is no edition 1999; there are 2023, 2025."),
        ("report edition", "Type `rsp report"),
        ("report", "Type `rsp report"),
    ],
)
async def test_a_report_is_about_an_edition_that_there_is(
    world: World, words: str, why: str
) -> None:
    assert (await refused(world, words)).startswith(why)
