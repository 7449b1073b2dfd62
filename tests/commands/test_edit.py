"""`edit`: a form in Slack, words at a terminal."""

from typing import Any

import pytest

from bot.domain.letters import LetterText
from bot.domain.work import WorkState
from bot.forms.form import Faults
from bot.messages import modal
from bot.messages.message import Message
from bot.messages.writing import write
from bot.world import World
from commands.dispatch import answer
from tests.bot.use_cases.outboxes import put
from tests.bot.use_cases.telling import kept
from tests.commands.outbox_people import IN_SLACK, ask, data, form, refused, told
from tests.factories import AN_ACT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

VALUES = {
    "name": "Ada",
    "support": "support@example.org",
    "leave_link": "https://rsp.example.org/link/leave",
}


async def put_letter(world: World, text: str = "Hello {{ name }}", **details: Any) -> None:  # noqa: ANN401 -- as in Draft
    letter = write(LetterText(subject="Hello", text=text, html=""), VALUES)
    await put(world.database, WorkState.HELD, payload=letter.payload, **details)


async def test_in_slack_a_form_opens_with_what_it_says(slack_world: World) -> None:
    await put_letter(slack_world)

    asked = await form(slack_world, "edit OUT-1", "USTAFF")

    assert asked.command[:2] == ("edit", "OUT-1")
    assert asked.answers == {"subject": "Hello", "text": "Hello Ada"}
    assert modal.view(asked)["blocks"]


async def test_what_was_filled_in_is_kept_and_shown(slack_world: World) -> None:
    await put_letter(slack_world)
    asked = await form(slack_world, "edit OUT-1", "USTAFF")
    answers = {"subject": "[By 12 May] Hello", "text": "Other words\n\nBye"}

    found = await answer(asked.command, AN_ACT, slack_world, answers=answers, caller=IN_SLACK)

    assert isinstance(found, Message)
    assert data(found).subject == "[By 12 May] Hello"
    assert data(found).text.startswith("Other words\n\nBye\n\n--------\n")
    assert [one.what for one in data(found).history] == ["edited"]


async def test_in_slack_what_is_edited_is_kept_and_not_sent(slack_world: World) -> None:
    await put_letter(slack_world)

    asked = await form(slack_world, "edit OUT-1", "USTAFF")

    assert modal.view(asked)["submit"]["text"] == "Keep"


async def test_a_link_that_is_lost_is_a_fault_of_the_text(world: World) -> None:
    await put_letter(world, text="Open {{ leave_link }}")

    found = await ask(world, "edit OUT-1 text=hi")

    assert found == Faults(
        {
            "text": "A link is missing, and nobody could do what is asked: put it in as "
            "`rsp show OUT-1` has it."
        }
    )
    assert (await kept(world.database)).text.startswith("Open https://")


async def test_an_answer_that_is_missing_is_a_fault(slack_world: World) -> None:
    await put_letter(slack_world)
    asked = await form(slack_world, "edit OUT-1", "USTAFF")

    found = await answer(
        asked.command, AN_ACT, slack_world, answers={"subject": "x" * 201}, caller=IN_SLACK
    )

    assert found == Faults({"subject": "At most 200 characters.", "text": "Please answer this."})


async def test_a_form_that_was_opened_before_somebody_else_edited_is_refused(
    slack_world: World,
) -> None:
    await put_letter(slack_world)
    asked = await form(slack_world, "edit OUT-1", "USTAFF")
    await told(slack_world, "edit OUT-1 subject='Mine'")

    why = await refused(slack_world, " ".join(asked.command), "USTAFF", subject="x", text="y")

    assert "Somebody else just changed OUT-1" in why
    assert (await kept(slack_world.database)).subject == "Mine"


async def test_a_letter_that_fits_into_no_form_is_not_cut(slack_world: World) -> None:
    await put_letter(slack_world, text="x" * 3001)

    assert "longer than the 3000 characters" in await refused(slack_world, "edit OUT-1", "USTAFF")


async def test_at_a_terminal_words_say_what_is_new_and_the_rest_stays(world: World) -> None:
    await put_letter(world)

    await told(world, "edit OUT-1 subject='Hello again'")
    found = data(await told(world, "edit OUT-1 text='Other words'"))

    assert (found.subject, found.text.partition("\n")[0]) == ("Hello again", "Other words")
    assert "cat letter.txt" in await refused(world, "edit OUT-1")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("edit", "Type `rsp edit"),
        ("edit OUT-1 something", "Type `rsp edit"),
        ("edit CON-1", "`CON-1` is nothing in the outbox"),
        ("edit OUT-9", "There is no OUT-9"),
    ],
)
async def test_what_is_mistyped_is_told(world: World, words: str, says: str) -> None:
    assert says in await refused(world, words)


async def test_nobody_but_staff_edits(slack_world: World) -> None:
    await put_letter(slack_world)

    assert await refused(slack_world, "edit OUT-1", "UGUEST")
    assert isinstance(await ask(slack_world, "edit OUT-1", "UGUEST"), Message)
