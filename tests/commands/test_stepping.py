"""Words that take a case a step further: own, contact, call, place, signed, undo, recheck."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.case import Case
from bot.messages.message import Message, Outcome
from bot.world import World
from tests.bot.use_cases.filings import act, march, noted
from tests.commands.casework import (
    application,
    conflict,
    faults,
    form,
    found,
    logged,
    send,
    settled,
    shown,
    step,
    world,
)
from tests.commands.outbox_people import ask, refused
from tests.fakes.slack import FakeSlack

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


# Whose it is.


@pytest.mark.parametrize(
    ("words", "by", "owner"),
    [
        ("own APP-1", "USTAFF", "USTAFF"),
        ("own app-1 me", "USTAFF", "USTAFF"),
        ("own APP-1", "", "terminal:ada"),
        ("own APP-1 <@ULEAD|lead>", "USTAFF", "ULEAD"),
        ("own APP-1 <@ULEAD>", "USTAFF", "ULEAD"),
        ("own APP-1 ULEAD", "", "ULEAD"),
        ("own APP-1 @ULEAD", "", "ULEAD"),
        ("own APP-1 nobody", "USTAFF", ""),
    ],
)
async def test_a_case_is_somebodys(world: World, words: str, by: str, owner: str) -> None:
    case = await shown(world, words, by)

    assert case.application.owner == owner


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("own APP-1 @ada", "`@ada` is nobody that I know: in Slack choose a person from the list"),
        ("own APP-1 UNONE", "Slack knows no user UNONE."),
        ("own APP-1 ULEAD UOTHER", "Type `rsp own"),
        ("own ULEAD", "`ULEAD` is not an application; they look like APP-12."),
        ("own", "Type `rsp own"),
        ("own APP-99", "There is no application APP-99."),
    ],
)
async def test_who_is_not_known_owns_nothing(world: World, words: str, why: str) -> None:
    assert (await refused(world, words, "USTAFF")).startswith(why)
    assert (await application(world)).owner == ""


@pytest.mark.parametrize("who", ["UOTHER", "UGUEST", "UFOREIGN"])
async def test_who_is_not_of_staff_owns_nothing(world: World, who: str) -> None:
    why = await conflict(world, f"own APP-1 {who}", "USTAFF")

    assert why == f"{who} is not staff to this bot, so no case can be theirs."


async def test_without_slack_an_owner_is_taken_as_typed(world: World) -> None:
    case = await shown(replace(world, slack=None), "own APP-1 U0EXAMPLE")

    assert case.application.owner == "U0EXAMPLE"


# The first contact.


@pytest.mark.parametrize(
    ("words", "on", "note"),
    [
        ("contact APP-1", march(2), ""),
        ("contact APP-1 2026-03-02", march(2), ""),
        ("contact APP-1 today Three slots offered.", march(2), "Three slots offered."),
        ("contact APP-1 Three slots offered.", march(2), "Three slots offered."),
        ('contact APP-1 note="Three slots."', march(2), "Three slots."),
    ],
)
async def test_a_contact_stops_the_clock(world: World, words: str, on: date, note: str) -> None:
    case = await shown(world, words)

    assert case.application.state is State.CONTACTED
    assert case.application.contacted_on == on
    noted_last = (await noted(world.cases, "APP-1"))[-1]
    assert noted_last == ("contacted", "received", f"{on} {note}".strip())


async def test_in_slack_a_contact_is_asked_for_and_is_todays_unless_one_says_otherwise(
    world: World,
) -> None:
    asked = await form(world, "contact APP-1 --seen 2", "USTAFF")

    assert (asked.command, asked.answers) == (
        ("contact", "APP-1", "--seen", "2"),
        {"date": "2026-03-02"},
    )
    assert isinstance(await send(world, asked, "USTAFF", note="By phone."), Message)
    assert (await application(world)).contacted_on == march(2)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("contact APP-1 tomorrow", {"date": "That day is still to come."}),
        (
            "contact APP-1 password: hunter2",
            {"note": "This looks like a password or a key; leave it out."},
        ),
    ],
)
async def test_what_is_wrong_with_a_contact_is_said(
    world: World, words: str, wrong: dict[str, str]
) -> None:
    assert await faults(world, words) == wrong


async def test_a_day_that_there_is_not_is_refused(world: World) -> None:
    assert await refused(world, "contact APP-1 2026-02-30") == "There is no day 2026-02-30."


async def test_a_day_before_the_receipt_is_refused_with_the_case(world: World) -> None:
    why = await conflict(world, "contact APP-1 2026-03-01")

    assert why == "APP-1 was received on 2026-03-02, after 2026-03-01."


# The call.


@pytest.mark.parametrize(
    ("how", "state", "note"),
    [
        ("scheduled 2026-03-10 at ten", State.CALL_SCHEDULED, "2026-03-10 at ten"),
        ("scheduled in 3 days", State.CALL_SCHEDULED, "2026-03-05"),
        ("Held", State.CALL_HELD, ""),
    ],
)
async def test_a_call_is_noted(world: World, how: str, state: State, note: str) -> None:
    await shown(world, "contact APP-1")

    case = await shown(world, f"call APP-1 {how}")

    assert case.application.state is state
    said = f"{state}: {note}" if note else str(state)
    assert (await noted(world.cases, "APP-1"))[-1] == ("moved", "contacted", said)


@pytest.mark.parametrize("how", ["cancelled", "no-show"])
async def test_a_call_that_does_not_take_place_leads_back(world: World, how: str) -> None:
    await shown(world, "contact APP-1")
    await shown(world, "call APP-1 scheduled")

    case = await shown(world, f"call APP-1 {how} they are ill")

    assert case.application.state is State.CONTACTED
    assert (await noted(world.cases, "APP-1"))[-1][2] == f"contacted: {how} they are ill"


async def test_a_call_before_any_contact_is_refused_with_the_steps_that_are_open(
    world: World,
) -> None:
    why = await conflict(world, "call APP-1 held")

    assert why == (
        "APP-1 is received; from there it can go to contacted, declined or withdrawn, not to "
        "call held."
    )


@pytest.mark.parametrize("words", ["call APP-1", "call APP-1 soon"])
async def test_how_a_call_is_typed_is_said(world: World, words: str) -> None:
    assert (await refused(world, words)).startswith("Type `rsp call")


# Old ones, the signature, evidence.


async def test_an_old_one_is_put_where_it_stands(world: World) -> None:
    await logged(world.cases, received_on=date(2026, 1, 2), organisation="Old Ltd")

    asked = await form(world, "place APP-2", "USTAFF")
    case = await shown(world, "place APP-2 call-held", "USTAFF")

    assert [field.choices for field in asked.fields] == [
        ("received", "contacted", "call scheduled", "call held")
    ]
    assert (case.application.state, case.application.is_stale) == (State.CALL_HELD, False)


async def test_a_button_places_a_state_of_two_words(world: World) -> None:
    await logged(world.cases, received_on=date(2026, 1, 2))

    case = await shown(world, "place APP-2 call scheduled --seen 2", "USTAFF")

    assert case.application.state is State.CALL_SCHEDULED


@pytest.mark.parametrize("state", ["approved", "somewhere"])
async def test_nothing_is_placed_beyond_what_is_open(world: World, state: str) -> None:
    why = await refused(world, f"place APP-1 {state}")

    assert why.startswith(f"A case cannot be put at `{state}`")


@pytest.mark.parametrize(("words", "day"), [("", march(2)), ("2026-03-02", march(2))])
async def test_the_signed_pdf_is_noted(world: World, words: str, day: date) -> None:
    case = await shown(world, f"signed APP-1 {words}", "USTAFF")

    assert case.application.signed_on == day


async def test_the_signature_has_a_day_and_no_more(world: World) -> None:
    assert (await refused(world, "signed APP-1 today at last")).startswith("Type `rsp signed")


async def test_evidence_is_looked_for_again(world: World) -> None:
    before = await application(world)

    case = await shown(world, "recheck APP-1", "USTAFF")

    assert (before.check, case.application.check) == (1, 2)
    assert (await refused(world, "recheck APP-1 now")).startswith("Type `rsp recheck")


# A step taken back.


async def test_a_step_is_taken_back_with_a_reason(world: World) -> None:
    await shown(world, "contact APP-1")

    asked = await form(world, "undo APP-1", "USTAFF")
    case = await shown(world, "undo APP-1 it was another one", "USTAFF")

    assert [field.name for field in asked.fields] == ["words"]
    assert (case.application.state, case.application.contacted_on) == (State.RECEIVED, None)
    assert (await noted(world.cases, "APP-1"))[-1] == (
        "taken back",
        "contacted",
        "received: it was another one",
    )


async def test_nothing_is_asked_about_a_step_that_was_not_taken(world: World) -> None:
    why = await conflict(world, "undo APP-1", "USTAFF")

    assert why == "APP-1 has made no step that could be taken back."


@pytest.mark.parametrize("word", ["decline APP-1 words=No.", "approve APP-1"])
async def test_what_an_approver_decided_only_approvers_take_back(world: World, word: str) -> None:
    await settled(1, world.cases, days=0)
    await ask(world, word, "ULEAD")

    why = await refused(world, "undo APP-1 a slip", "USTAFF")
    case = await shown(world, "undo APP-1 a slip", "ULEAD")

    assert why.startswith("Only an approver may do this")
    assert case.application.state is State.CALL_HELD


async def test_staff_take_back_that_somebody_withdrew(world: World) -> None:
    await ask(world, "withdraw APP-1")

    case = await shown(world, "undo APP-1 they did not", "USTAFF")

    assert case.application.state is State.RECEIVED


# Two people at once.


async def test_the_second_of_two_people_reads_so_and_sees_the_new_card(world: World) -> None:
    await shown(world, "own APP-1 --seen 2", "USTAFF")

    why = await conflict(world, "contact APP-1 today --seen 2", "ULEAD")

    assert why == "Somebody else just changed APP-1."
    assert (await application(world)).state is State.RECEIVED


async def test_a_form_is_not_opened_for_what_changed_meanwhile(world: World) -> None:
    await step(world, State.CONTACTED)

    for words in ("ask", "board", "set", "undo", "contact", "change", "withdraw", "dismiss"):
        key = " R1" if words == "dismiss" else ""
        why = await conflict(world, f"{words} APP-1{key} --seen 2", "USTAFF")
        assert why == "Somebody else just changed APP-1."


async def test_a_form_that_was_open_meanwhile_changes_nothing(world: World) -> None:
    asked = await form(world, "contact APP-1", "USTAFF")
    await shown(world, "own APP-1", "ULEAD")

    came = await send(world, asked, "USTAFF")

    assert isinstance(came, Message)
    assert came.outcome is Outcome.REFUSED
    assert (await application(world)).state is State.RECEIVED


@pytest.mark.parametrize("seen", ["old", "-1", "9" * 5_000], ids=["word", "negative", "long"])
async def test_a_version_is_a_number(world: World, seen: str) -> None:
    why = await refused(world, f"own APP-1 --seen {seen}")

    assert why == "`--seen` wants the number of a version, as buttons have it."


async def test_strangers_change_nothing(world: World, slack: FakeSlack) -> None:
    for words in ("own", "contact", "call", "place", "signed", "recheck", "undo"):
        assert (await refused(world, f"{words} APP-1", "UOTHER")).startswith("You are not staff")
    case: Case = await found(world)
    assert case.application.version == 2


async def test_every_change_counts_as_one(world: World) -> None:
    versions = [
        (await shown(world, words)).application.version
        for words in ("own APP-1", "contact APP-1", "signed APP-1")
    ]

    assert versions == [3, 4, 5]
    assert act().by.signature == (await application(world)).owner
