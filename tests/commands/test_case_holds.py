"""Words that ask: the applicant for more, the board; and what is answered."""

from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.criteria import Status
from bot.domain.hold import Hold, HoldKind
from bot.forms.form import Faults
from bot.messages.message import Message
from bot.world import World
from tests.bot.address_book import deliveries
from tests.bot.use_cases.filings import march
from tests.commands.casework import (
    conflict,
    faults,
    form,
    found,
    say,
    send,
    shown,
    world,
)
from tests.commands.outbox_people import ask

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def holds(world: World) -> list[tuple[HoldKind, str, date]]:
    return [(one.kind, one.question, one.due_on) for one in (await found(world)).open_holds]


async def last_hold(world: World) -> Hold:
    return (await found(world)).holds[-1]


async def test_items_are_asked_for_by_a_letter(world: World) -> None:
    words = "ask APP-1 item='three DOIs' item=R3 due='in 7 days' words='Thank you.'"

    await shown(world, words, "USTAFF")

    assert await holds(world) == [(HoldKind.INFORMATION, "three DOIs\nR3", march(9))]
    letter = (await deliveries(world))["mail:information:1"]
    assert all(part in letter.text for part in ("- three DOIs", "- R3", "Thank you."))


async def test_without_a_day_there_are_as_many_as_the_policy_says(world: World) -> None:
    await shown(world, "ask APP-1 item=R3")

    assert (await last_hold(world)).due_on == march(16)


async def test_the_form_is_filled_in_with_what_is_not_met_or_unclear(world: World) -> None:
    await say(world, "R2", Status.NOT_MET, note="one of three")
    await say(world, "R7", Status.UNCLEAR, note="")

    asked = await form(world, "ask APP-1", "USTAFF")

    assert asked.command[:2] == ("ask", "APP-1")
    lines = asked.answers["item"].splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["R2", "R7"]
    assert lines[0].endswith(": one of three")
    assert asked.answers["due"] == "2026-03-16"

    came = await send(world, asked, "USTAFF", item="three DOIs in production")
    assert isinstance(came, Message)
    assert await holds(world) == [(HoldKind.INFORMATION, "three DOIs in production", march(16))]


async def test_at_a_terminal_nothing_is_sent_that_nobody_typed(world: World) -> None:
    await say(world, "R2", Status.NOT_MET)

    asked = await form(world, "ask APP-1")

    assert [*asked.answers] == ["due"]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("ask APP-1 item=R3 due=today", {"due"}),
        ("ask APP-1 item=' ' due=soon words='pwd: x1'", {"item", "due", "words"}),
        ("board APP-1 question='secret=abc' due=2026-02-30", {"question", "due"}),
    ],
)
async def test_all_that_is_wrong_is_said_at_once(
    world: World, words: str, wrong: set[str]
) -> None:
    assert {*await faults(world, words)} == wrong
    assert await holds(world) == []


async def test_the_board_is_asked(world: World) -> None:
    asked = await form(world, "board APP-1 due='in 3 weeks'", "USTAFF")
    came = await send(world, asked, "USTAFF", question="May they?")

    assert isinstance(came, Message)
    assert (asked.answers, [field.name for field in asked.fields]) == (
        {"due": "in 3 weeks"},
        ["question", "due"],
    )
    assert await holds(world) == [(HoldKind.BOARD, "May they?", march(23))]


async def test_a_form_that_lacks_an_answer_says_so_at_its_field(world: World) -> None:
    asked = await form(world, "board APP-1", "USTAFF")

    came = await send(world, asked, "USTAFF", due="")

    assert isinstance(came, Faults)
    assert {*came.by_field} == {"question", "due"}


@pytest.mark.parametrize(
    ("words", "kind", "answer"),
    [
        ("", HoldKind.BOARD, ""),
        ("They say yes.", HoldKind.BOARD, "They say yes."),
        ("--board yes", HoldKind.BOARD, "yes"),
        ("--applicant here it is", HoldKind.INFORMATION, "here it is"),
    ],
)
async def test_an_answer_is_noted_for_whoever_was_asked(
    world: World, words: str, kind: HoldKind, answer: str
) -> None:
    await shown(world, "ask APP-1 item=R3")
    await shown(world, "board APP-1 question=May?")

    case = await shown(world, f"answered APP-1 {words}", "USTAFF")

    assert [(one.kind, one.answer) for one in case.holds if not one.is_open] == [(kind, answer)]


async def test_nobody_answers_what_was_not_asked(world: World) -> None:
    assert await conflict(world, "answered APP-1") == "Nothing is asked about APP-1."


async def test_no_form_asks_about_what_is_over(world: World) -> None:
    await ask(world, "withdraw APP-1")
    assert (await found(world)).application.state is State.WITHDRAWN

    for words in ("ask APP-1", "board APP-1"):
        why = await conflict(world, words, "USTAFF")
        assert why == "APP-1 is withdrawn: nothing more is asked."
