"""An application logged by words, or by a form of three steps."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.application import Application, State
from bot.domain.people import Act
from bot.errors import RepeatedKnock
from bot.forms.applications import FIELDS
from bot.forms.form import Faults, Form
from bot.messages.message import Message, Outcome, Refusal
from bot.use_cases import drafts
from bot.world import World
from commands.dispatch import Answer, answer
from tests.commands.outbox_people import refused
from tests.factories import AN_ACT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LEAST = ("organisation=Example Ltd", "contact=helpdesk@example.org")
ORGANISATION = {"organisation": "Example Ltd", "contact": "helpdesk@example.org"}


async def apply(world: World, *words: str, **answers: str) -> Answer:
    return await answer(("apply", *words), AN_ACT, world, answers=answers)


async def step(world: World, *words: str, **answers: str) -> Form:
    found = await apply(world, *words, **answers)
    assert isinstance(found, Form), found
    return found


async def faults(world: World, *words: str, **answers: str) -> Mapping[str, str]:
    found = await apply(world, *words, **answers)
    assert isinstance(found, Faults), found
    return found.by_field


async def applications(world: World) -> list[Application]:
    async with world.database.read() as store:
        return await store.applications.open()


async def begun(world: World) -> dict[str, str]:
    return await drafts.begun("apply", AN_ACT, database=world.database)


async def test_all_that_is_needed_may_be_typed_in_one_line(world: World) -> None:
    found = await apply(world, *LEAST, "country=Germany", "dois=10.5555/a", "dois=10.5555/b")

    assert isinstance(found, Message)
    assert found.outcome is Outcome.DONE
    (logged,) = await applications(world)
    assert (logged.id, logged.state) == ("APP-1", State.RECEIVED)
    assert (logged.filed.country, logged.filed.dois) == ("DE", ("10.5555/a", "10.5555/b"))
    assert logged.received_on == AN_ACT.at.date()
    assert "APP-1" in str(found.parts)


async def test_what_is_typed_wrongly_comes_back_with_its_faults(world: World) -> None:
    found = await faults(world, *LEAST, "website=example.org", "note=password: Xy7-hunter")

    assert [*found] == ["website", "note"]
    assert await applications(world) == []
    assert await begun(world) == {}


async def test_what_is_typed_is_filled_in_already(world: World) -> None:
    form = await step(world, "organisation=Example Ltd", "kind=cris", "dois=10.5555/a")

    assert form.answers == {"organisation": "Example Ltd", "kind": "CRIS"}
    assert form.command == ("apply", "--step", "1", "dois=10.5555/a")
    assert [field.name for field in (*form.fields, *form.later)] == [f.name for f in FIELDS]


async def test_a_step_leads_to_the_next_and_the_last_one_logs(world: World) -> None:
    first = await step(world, "dois=10.5555/a")
    second = await step(world, *first.command[1:], **ORGANISATION)
    third = await step(world, *second.command[1:], service="Example Archive", api="REST API")
    found = await apply(world, *third.command[1:], **third.answers)

    assert (second.command, third.command) == (("apply", "--step", "2"), ("apply", "--step", "3"))
    assert third.answers == {"dois": "10.5555/a"}
    assert isinstance(found, Message)
    (logged,) = await applications(world)
    assert logged.filed.organisation == "Example Ltd"
    assert (logged.filed.services[0].name, logged.filed.dois) == (
        "Example Archive",
        ("10.5555/a",),
    )
    assert await begun(world) == {}


async def test_what_was_sent_before_is_there_when_it_is_opened_again(world: World) -> None:
    await step(world, "--step", "1", **ORGANISATION)
    await step(world, "--step", "2", service="Example Archive")

    again = await step(world, "country=DE")
    assert again.answers == ORGANISATION | {"country": "DE"}
    second = await step(world, "--step", "1", **again.answers)
    assert second.answers == {"service": "Example Archive"}


async def test_what_was_sent_before_is_forgotten_where_one_wants_a_new_one(world: World) -> None:
    await step(world, "--step", "1", **ORGANISATION)

    assert (await step(world, "--new")).answers == {}
    assert await begun(world) == {}


async def test_a_question_that_is_emptied_stays_empty(world: World) -> None:
    await step(world, "--step", "1", **ORGANISATION, country="DE")

    await step(world, "--step", "1", **ORGANISATION, country="")

    assert await begun(world) == ORGANISATION


async def test_a_step_with_faults_is_not_kept_and_a_credential_least_of_all(world: World) -> None:
    found = await faults(world, "--step", "1", organisation="password: Xy7-hunter")

    assert [*found] == ["organisation", "contact"]
    assert await begun(world) == {}


async def test_an_application_that_is_begun_is_not_mixed_with_one_that_is_typed(
    world: World,
) -> None:
    await step(world, "--step", "1", **ORGANISATION, country="DE")

    await apply(world, "organisation=Another Ltd", "contact=bea@example.org")

    (logged,) = await applications(world)
    assert (logged.filed.organisation, logged.filed.country) == ("Another Ltd", "")
    assert await begun(world) == ORGANISATION | {"country": "DE"}


async def test_the_last_step_alone_names_what_the_others_lack(world: World) -> None:
    found = await faults(world, "--step", "3", dois="10.5555/a")

    assert [*found] == ["organisation", "contact"]
    assert await applications(world) == []


async def test_what_is_logged_twice_by_one_press_is_logged_once(world: World) -> None:
    act: Act = replace(AN_ACT, knock="trigger-1")
    await step(world, "--step", "1", **ORGANISATION)

    words = ("apply", "--step", "3")
    await answer(words, act, world, answers={})
    with pytest.raises(RepeatedKnock):
        await answer(words, act, world, answers=ORGANISATION)

    assert len(await applications(world)) == 1


@pytest.mark.parametrize("number", ["0", "4", "x"])
async def test_there_are_three_steps(world: World, number: str) -> None:
    assert "There are 3 steps" in await refused(world, f"apply --step {number}")


async def test_a_lone_word_is_no_field(world: World) -> None:
    found: Any = await apply(world, "Example Ltd")

    assert isinstance(found.data, Refusal)
    assert found.outcome is Outcome.USAGE
