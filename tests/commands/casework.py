"""Cases that people work on by words, at a terminal and in Slack."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.application import Application, State
from bot.domain.case import Case
from bot.domain.criteria import Status
from bot.domain.people import Act, Person
from bot.forms.form import Faults, Form
from bot.messages.case_in_full import CaseInFull
from bot.messages.cases import Blocked, Changed
from bot.messages.message import Button, Message, Text
from bot.use_cases import judging, moving
from bot.world import World
from commands import dispatch
from commands.dispatch import Answer
from commands.invocation import NOBODY
from tests.bot.address_book import with_links
from tests.bot.use_cases.filings import APPROVER, act, answer, logged, said, settled
from tests.commands.outbox_people import IN_SLACK, ask
from tests.factories import AN_ACT, MARCH_2

__all__ = ["answer", "logged", "moving", "settled"]


@pytest.fixture
async def world(slack_world: World) -> World:
    """Return a world with a Slack in which APP-1 was logged on 2 March 2026 in Berlin."""
    world = working(slack_world)
    await logged(world.cases)
    return world


def working(world: World) -> World:
    """Return a world in which letters can be written, and cards are posted."""
    world = with_links(world)
    telling = replace(world.telling, staff_channel="CSTAFF")
    cases = replace(world.cases, letters=world.letters, telling=telling)
    return replace(world, telling=telling, cases=cases)


async def found(world: World, number: int = 1) -> Case:
    return await world.cases.find(number, MARCH_2)


async def application(world: World, number: int = 1) -> Application:
    return (await found(world, number)).application


async def shown(world: World, words: str, by: str = "", **answers: str) -> Case:
    """Ask something, have the case shown in answer, and return it."""
    came = await ask(world, words, by, **answers)
    assert isinstance(came, Message), came
    assert isinstance(came.data, CaseInFull), came.data
    return await found(world, int(came.data.id.removeprefix("APP-")))


async def conflict(world: World, words: str, by: str = "", **answers: str) -> str:
    """Ask something that the case refuses, and return why; the case is shown below."""
    came = await ask(world, words, by, **answers)
    assert isinstance(came, Message), came
    assert isinstance(came.data, Changed), came.data
    assert came.parts[0] == Text(came.data.error, came.parts[0].mark)  # type: ignore[union-attr]
    return came.data.error


async def blocked(world: World, words: str, by: str = "", **answers: str) -> tuple[str, ...]:
    came = await ask(world, words, by, **answers)
    assert isinstance(came, Message), came
    assert isinstance(came.data, Blocked), came.data
    return came.data.open


async def faults(world: World, words: str, by: str = "", **answers: str) -> dict[str, str]:
    came = await ask(world, words, by, **answers)
    assert isinstance(came, Faults), came
    return dict(came.by_field)


async def form(world: World, words: str, by: str = "", **answers: str) -> Form:
    came = await ask(world, words, by, **answers)
    assert isinstance(came, Form), came
    return came


async def send(world: World, asked: Form, by: str = "", **answers: str) -> Answer:
    """Send a form as Slack does: what was left open is there, and empty."""
    every = {field.name: asked.answers.get(field.name, "") for field in asked.fields}
    act = Act(by=Person(by, "THOME"), at=MARCH_2) if by else AN_ACT
    sent, caller = {**every, **answers}, IN_SLACK if by else NOBODY
    return await dispatch.answer(asked.command, act, world, answers=sent, caller=caller)


def commands(message: Message) -> list[str]:
    return [part.command for part in message.parts if isinstance(part, Button)]


async def say(world: World, key: str, status: Status, **details: Any) -> None:  # noqa: ANN401 -- as in Answer
    """Let staff have said something about a criterion."""
    told = said(answer(key, status, **details))
    await judging.say(1, told, act(), standing=APPROVER, cases=world.cases)


async def step(world: World, to: State) -> None:
    await moving.move(1, to, "", act(), cases=world.cases)
