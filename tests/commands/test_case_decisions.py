"""Words that decide: approve, provisional, decline, withdraw, tell."""

from datetime import date

import pytest

from bot.domain.application import Decision, State
from bot.domain.criteria import Status
from bot.domain.delivery import Held
from bot.messages.case_in_full import CaseInFull
from bot.messages.message import Facts, Message, Text
from bot.world import World
from tests.bot.address_book import deliveries
from tests.bot.use_cases.filings import noted
from tests.bot.use_cases.telling import go_live
from tests.commands.casework import (
    application,
    blocked,
    commands,
    conflict,
    faults,
    form,
    logged,
    say,
    send,
    settled,
    shown,
    world,
)
from tests.commands.outbox_people import ask, refused, told

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def decided(world: World, words: str, by: str = "ULEAD", **answers: str) -> Message:
    """Decide, and return what is said: the letter, and how it is sent."""
    came = await ask(world, words, by, **answers)
    assert isinstance(came, Message), came
    assert isinstance(came.data, CaseInFull), came.data
    return came


async def decision(world: World, number: int = 1) -> Decision:
    found = (await application(world, number)).decision
    assert found
    return found


async def test_an_approval_waits_to_be_told(world: World) -> None:
    await settled(1, world.cases, days=0)

    came = await decided(world, "approve APP-1")

    assert (await application(world)).state is State.APPROVED
    assert (await decision(world)).told_at is None
    version = (await application(world)).version
    assert f"tell APP-1 --seen {version}" in commands(came)
    letter = next(one for one in (await deliveries(world)).values() if one.kind == "approved")
    assert letter.held is Held.UNTOLD
    # What is said holds a letter with links by which anybody could act.
    assert came.is_private


async def test_what_keeps_an_approval_up_is_listed_and_nothing_is_done(world: World) -> None:
    await settled(1, world.cases, days=0)
    await say(world, "R3", Status.NOT_MET)

    for words in ("approve APP-1", "provisional APP-1 ends=2026-09-01"):
        why = await blocked(world, words, "ULEAD")
        assert why[0].startswith("R3 ")
    assert (await application(world)).state is State.CALL_HELD


async def test_an_approval_out_of_turn_is_refused_with_the_moves_that_are_open(
    world: World,
) -> None:
    for words in ("approve APP-1", "provisional APP-1"):
        assert "from there it can go to contacted" in await conflict(world, words, "ULEAD")


@pytest.mark.parametrize("word", ["approve", "provisional", "decline", "tell"])
async def test_staff_alone_decide_nothing(world: World, word: str) -> None:
    assert (await refused(world, f"{word} APP-1", "USTAFF")).startswith("Only an approver")
    assert (await noted(world.cases, word))[0][0] == "refused"


async def test_a_provisional_registration_ends_some_day(world: World) -> None:
    await logged(world.cases, has_members=False)
    await settled(2, world.cases, days=0)

    asked = await form(world, "provisional APP-2 conditions='One member.'", "ULEAD")
    wrong = await faults(world, "provisional APP-2 ends=today", "ULEAD")
    came = await send(world, asked, "ULEAD", ends="2026-09-30")

    assert isinstance(came, Message)
    assert asked.answers == {"conditions": "One member."}
    assert wrong == {"ends": "Choose a day that is still to come."}
    found = await decision(world, 2)
    assert (found.ends_on, found.conditions) == (date(2026, 9, 30), "One member.")


async def test_what_members_use_already_is_not_provisional(world: World) -> None:
    await settled(1, world.cases, days=0)

    assert await blocked(world, "provisional APP-1", "ULEAD") == (
        "DataCite members use it already, so it cannot be provisional.",
    )


async def test_a_decline_names_criteria_that_are_not_met(world: World) -> None:
    await say(world, "R3", Status.NOT_MET)

    asked = await form(world, "decline APP-1", "ULEAD")
    assert asked.answers == {"reason": "R3"}
    await send(world, asked, "ULEAD", words="Schema 3 is retired.")

    found = await decision(world)
    assert (found.reasons, found.words) == (("R3",), "Schema 3 is retired.")


async def test_a_decline_is_typed_in_one_line(world: World) -> None:
    await decided(world, "decline APP-1 reason=R3 reason=r1 words='See there.'")

    found = await decision(world)
    assert (found.reasons, found.words) == (("R3", "R1"), "See there.")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("reason=R77", {"reason"}),
        ("words='secret: abc'", {"words"}),
        ("reason=' '", {"reason", "words"}),
    ],
)
async def test_what_is_wrong_with_a_decline_is_said(
    world: World, words: str, wrong: set[str]
) -> None:
    assert {*await faults(world, f"decline APP-1 {words}", "ULEAD")} == wrong
    assert (await application(world)).state is State.RECEIVED


async def test_what_is_not_for_this_program_is_declined_by_one_press(world: World) -> None:
    await decided(world, "decline APP-1 --not-for-this-program --seen 2")

    assert (await application(world)).state is State.DECLINED
    assert (await decision(world)).is_not_for_us
    kinds = [one.kind for one in (await deliveries(world)).values()]
    assert "not-for-this-program" in kinds


async def test_its_letter_has_no_secrets_either(world: World) -> None:
    words = "decline APP-1 --not-for-this-program words='pwd: x1'"

    assert {*await faults(world, words, "ULEAD")} == {"words"}


async def test_staff_note_that_an_applicant_withdraws(world: World) -> None:
    asked = await form(world, "withdraw APP-1", "USTAFF")
    await send(world, asked, "USTAFF", words="Good luck.")

    assert (await application(world)).state is State.WITHDRAWN
    assert (await decision(world)).words == "Good luck."


async def test_what_is_not_answered_is_closed_by_one_press(world: World) -> None:
    await decided(world, "withdraw APP-1 --unanswered", "USTAFF")

    assert (await application(world)).state is State.WITHDRAWN
    assert "have had no answer" in (await decision(world)).words


async def test_at_a_terminal_nothing_need_be_said_about_it(world: World) -> None:
    await decided(world, "withdraw APP-1", "")

    assert (await application(world)).state is State.WITHDRAWN


async def test_no_form_asks_about_what_is_decided(world: World) -> None:
    await decided(world, "withdraw APP-1 words=Bye.")

    for words in ("decline APP-1", "withdraw APP-1"):
        assert (await conflict(world, words, "ULEAD")).startswith("APP-1 is withdrawn")


async def test_a_letter_leaves_when_somebody_sends_it(world: World) -> None:
    await go_live(world.database)
    await decided(world, "decline APP-1 reason=R3")

    case = await shown(world, "tell APP-1", "ULEAD")

    assert case.application.is_told
    why = await conflict(world, "tell APP-1", "ULEAD")
    assert why == "APP-1 has no decision that waits to be told."


async def test_a_letter_to_another_contact_is_shown_before_it_is_sent(world: World) -> None:
    await go_live(world.database)
    await decided(world, "decline APP-1 reason=R3")
    await shown(world, "change APP-1 contact=right@example.org", "USTAFF")

    came = await told(world, "tell APP-1", "ULEAD")

    assert came.is_private
    said = [part.text for part in came.parts if isinstance(part, Text)]
    assert any("so nothing left" in text for text in said)
    (facts,) = [part for part in came.parts if isinstance(part, Facts)]
    assert ("To", "right@example.org") in facts.pairs
    (send,) = [one for one in commands(came) if one.startswith("tell ")]
    assert (await shown(world, send, "ULEAD")).application.is_told


async def test_what_is_wrong_with_the_words_of_a_decision_is_typed(world: World) -> None:
    for word in ("approve", "provisional", "decline", "withdraw", "tell"):
        assert (await refused(world, f"{word} APP-1 now", "ULEAD")).startswith(f"Type `rsp {word}")
