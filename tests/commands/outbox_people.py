"""Whoever asks for what is in the outbox, at a terminal and in Slack."""

from typing import Any

from bot.domain.people import Act, Person
from bot.forms.form import Form
from bot.messages.message import Button, Message, Refusal
from bot.world import World
from commands.dispatch import Answer, answer
from commands.invocation import NOBODY, Caller
from tests.factories import AN_ACT, MARCH_2

IN_SLACK = Caller(channel="CSTAFF")


async def ask(world: World, words: str, by: str = "", **answers: str) -> Answer:
    """Ask in Slack where a user is named, else at a terminal."""
    act = Act(by=Person(by, "THOME"), at=MARCH_2) if by else AN_ACT
    caller = IN_SLACK if by else NOBODY
    return await answer(words, act, world, answers=answers, caller=caller)


async def told(world: World, words: str, by: str = "", **answers: str) -> Message:
    found = await ask(world, words, by, **answers)
    assert isinstance(found, Message)
    assert not isinstance(found.data, Refusal), found.data
    return found


async def refused(world: World, words: str, by: str = "", **answers: str) -> str:
    found = await ask(world, words, by, **answers)
    assert isinstance(found, Message)
    assert isinstance(found.data, Refusal), found.data
    return found.data.error


async def form(world: World, words: str, by: str) -> Form:
    found = await ask(world, words, by)
    assert isinstance(found, Form)
    return found


def labels(found: Message) -> list[str]:
    return [part.label for part in found.parts if isinstance(part, Button)]


def data(found: Message) -> Any:  # noqa: ANN401 -- each command has its own
    return found.data
