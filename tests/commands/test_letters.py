"""`letters` as staff type it: in Slack with a form, at a terminal with words."""

import json
from collections.abc import Mapping

import pytest

from bot.domain.people import Act, Person
from bot.forms.form import Faults, Form
from bot.messages import modal
from bot.messages.json import encode
from bot.messages.letter_kinds import kinds, shipped
from bot.messages.letter_views import Kinds, Shown
from bot.messages.message import Button, Message, Outcome, Refusal, Table, Text
from bot.world import World
from commands.dispatch import Answer, answer
from commands.invocation import NOBODY, Caller
from tests.factories import AN_ACT, MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KIND = "confirm-address"
SHIPPED = shipped(KIND)
IN_SLACK = Caller(channel="CSTAFF")
LEAD, STAFF = Person("ULEAD", "THOME"), Person("USTAFF", "THOME")
PLAIN = {"subject": "[Please confirm by {{ until }}] x", "text": "Open {{ link }}."}


@pytest.fixture
def world(slack_world: World) -> World:
    return slack_world


async def in_slack(
    world: World, words: str, answers: Mapping[str, str] | None = None, by: Person = LEAD
) -> Answer:
    act = Act(by=by, at=MARCH_2)
    return await answer(words, act, world, answers=answers, caller=IN_SLACK)


async def typed(world: World, *words: str) -> Message:
    found = await answer(words, AN_ACT, world, caller=NOBODY)
    assert isinstance(found, Message)
    return found


async def form(world: World, words: str = f"letters edit {KIND}") -> Form:
    found = await in_slack(world, words)
    assert isinstance(found, Form)
    return found


async def send(world: World, form: Form, answers: Mapping[str, str]) -> Answer:
    act = Act(by=LEAD, at=MARCH_2)
    return await answer(form.command, act, world, answers=answers, caller=IN_SLACK)


async def used(world: World) -> Shown:
    return await world.letters.shown(KIND, database=world.database)


def refusal(found: Answer) -> str:
    assert isinstance(found, Message)
    assert isinstance(found.data, Refusal)
    return found.data.error


async def test_staff_see_which_letters_there_are(world: World) -> None:
    found = await in_slack(world, "letters", by=STAFF)

    assert isinstance(found, Message)
    (table,) = (part for part in found.parts if isinstance(part, Table))
    assert [row.button for row in table.rows] == [
        Button("Show", f"letters {kind}") for kind in kinds()
    ]


async def test_staff_see_a_letter_as_it_would_leave(world: World) -> None:
    found = await in_slack(world, f"letters {KIND}", by=STAFF)

    assert isinstance(found, Message)
    said = [part.text for part in found.parts if isinstance(part, Text)]
    assert said[0] == "[Please confirm by 12 May 2026] Is this address yours?"
    assert "Questions? support@datacite.org answers them." in said[1]


async def test_a_terminal_prints_the_html(world: World) -> None:
    found = await typed(world, "letters", KIND, "--html")

    (part,) = found.parts
    assert isinstance(part, Text)
    assert part.text.startswith("<!DOCTYPE html>")


async def test_json_has_the_templates_the_letter_and_every_version(world: World) -> None:
    await typed(world, "letters", "edit", KIND, "subject=[Please] x")

    told = json.loads(encode((await typed(world, "letters", KIND, "--json")).data))

    assert [*told] == ["kind", "in_use", "template", "letter", "versions"]
    assert told["template"]["subject"] == told["letter"]["subject"] == "[Please] x"
    assert told["versions"] == [
        {
            "kind": KIND,
            "number": 1,
            "text": {"subject": "[Please] x", "text": SHIPPED.text, "html": SHIPPED.html},
            "at": "2026-03-02T09:00:00Z",
            "by": "terminal:ada",
            "note": "edited",
        }
    ]
    every = await typed(world, "letters", "--json")
    assert isinstance(every.data, Kinds)
    in_use = [one["in_use"] for one in json.loads(encode(every.data))["letters"]]
    assert "confirm-address 1" in in_use


@pytest.mark.parametrize("words", [f"letters edit {KIND}", f"letters restore {KIND} 0"])
async def test_only_approvers_change_letters(world: World, words: str) -> None:
    assert "Only an approver may do this" in refusal(await in_slack(world, words, by=STAFF))


async def test_a_form_is_sent_by_approvers_only(world: World) -> None:
    found = await in_slack(world, f"letters edit {KIND} 0", PLAIN, by=STAFF)

    assert "Only an approver may do this" in refusal(found)
    assert (await used(world)).versions == ()


async def test_the_form_holds_what_is_in_use(world: World) -> None:
    found = await form(world)

    assert found.command == ("letters", "edit", KIND, "0")
    assert found.answers == {
        "subject": SHIPPED.subject,
        "text": SHIPPED.text,
        "html": SHIPPED.html,
    }
    view = modal.view(found)
    assert "only the first" not in f"{view}"
    assert "{{ until }}" in f"{view}"


async def test_what_was_sent_is_used_from_then_on(world: World) -> None:
    found = await send(world, await form(world), PLAIN)

    assert isinstance(found, Message)
    assert found.outcome is Outcome.DONE
    shown = await used(world)
    assert (shown.in_use, shown.versions[-1].by) == ("confirm-address 1", "ULEAD")
    assert (shown.template.text, shown.template.html) == ("Open {{ link }}.", "")


async def test_words_prefill_the_form(world: World) -> None:
    found = await form(world, f"letters edit {KIND} subject='[Please] x'")

    assert found.answers["subject"] == "[Please] x"
    assert found.answers["text"] == SHIPPED.text
    assert (await used(world)).versions == ()


async def test_faults_are_told_at_their_fields(world: World) -> None:
    broken = {"subject": "{% if", "text": "{{ link }} {{ untill }}", "html": "<p>{{ link }}"}

    found = await send(world, await form(world), broken)

    assert isinstance(found, Faults)
    assert [*found.by_field] == ["subject", "text", "html"]
    assert "There is no value untill here" in found.by_field["text"]


async def test_what_must_be_answered_is_told_at_its_field(world: World) -> None:
    found = await send(world, await form(world), {"html": "x"})

    assert found == Faults({"subject": "Please answer this.", "text": "Please answer this."})


async def test_the_second_of_two_forms_is_refused(world: World) -> None:
    first, second = await form(world), await form(world)
    await send(world, first, PLAIN)

    found = await send(world, second, PLAIN | {"subject": "[Please] y"})

    assert "Somebody else changed this letter meanwhile" in refusal(found)
    assert (await used(world)).template.subject == PLAIN["subject"]


async def test_a_version_is_restored_by_its_button(world: World) -> None:
    await send(world, await form(world), PLAIN)

    found = await in_slack(world, f"letters restore {KIND} 0")

    assert isinstance(found, Message)
    assert found.outcome is Outcome.DONE
    shown = await used(world)
    assert (shown.in_use, shown.template) == ("confirm-address 2", SHIPPED)


async def test_a_letter_that_slack_would_cut_is_not_opened_there(world: World) -> None:
    long = "text=" + "{{ link }}\n" + "x" * 3000
    done = await typed(world, "letters", "edit", KIND, long, "html=")
    assert done.outcome is Outcome.DONE

    found = await in_slack(world, f"letters edit {KIND}")

    assert "longer than the 3000 characters that fit" in refusal(found)


async def test_at_a_terminal_the_templates_are_shown_to_be_changed(world: World) -> None:
    found = await typed(world, "letters", "edit", KIND)

    said = [part.text for part in found.parts if isinstance(part, Text)]
    assert said[:3] == [SHIPPED.subject, SHIPPED.text, SHIPPED.html]


async def test_at_a_terminal_a_fault_is_told_too(world: World) -> None:
    found = await answer(("letters", "edit", KIND, "text=x", "html="), AN_ACT, world)

    assert isinstance(found, Faults)
    assert found.by_field == {"text": "{{ link }} is missing: nobody could do what is asked."}


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("letters edit", Outcome.USAGE),
        ("letters restore confirm-address", Outcome.USAGE),
        ("letters restore confirm-address x", Outcome.USAGE),
        ("letters confirm-address confirm-successor", Outcome.USAGE),
        ("letters --html", Outcome.USAGE),
        ("letters edit x", Outcome.REFUSED),
        ("letters restore x 1", Outcome.REFUSED),
        ("letters restore confirm-address 7", Outcome.REFUSED),
        ("letters x", Outcome.REFUSED),
    ],
)
async def test_what_is_mistyped_is_told(world: World, words: str, outcome: Outcome) -> None:
    assert (await typed(world, *words.split())).outcome is outcome
