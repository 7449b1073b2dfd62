import re

import pytest

from bot.domain.people import TERMINAL, Act, Person
from bot.messages.blocks import payload
from bot.messages.message import Facts, Heading, Message, Outcome, Text
from bot.messages.spans import SHELL_WORDS
from commands import dispatch
from commands.table import FIRST, PROGRAM, WORDS
from tests.bot.messages.builders import BUILDERS
from tests.commands.worlds import a_world
from tests.conftest import StoppedClock

AN_ACT = Act(by=Person("ada", TERMINAL), at=StoppedClock().now)


async def answer(text: str) -> Message:
    said = await dispatch.answer(text, AN_ACT, a_world())
    assert isinstance(said, Message)
    return said


@pytest.mark.parametrize(("text", "names"), [("help", FIRST), ("help all", tuple(WORDS))])
async def test_help_lists_words(text: str, names: tuple[str, ...]) -> None:
    facts = (await answer(text)).parts[0]

    assert facts == Facts(tuple((name, WORDS[name].help) for name in names))


@pytest.mark.parametrize("text", ["help schema", "schema --help", "help Schema"])
async def test_one_word_is_explained(text: str) -> None:
    assert (await answer(text)).parts == (
        Heading("schema [--json]"),
        Text("show the versions of the schema, and what each brought"),
        Facts((("--json", "one JSON object instead of text"),)),
    )


async def test_help_on_no_word_names_the_nearest() -> None:
    said = await answer("help chekc")

    assert said.outcome is Outcome.USAGE
    assert said.parts == (
        Text("There is no command `chekc`, perhaps `check`; `rsp help` shows the commands."),
    )


def test_what_is_started_from_a_shell_is_not_said_to_be_typed_in_slack() -> None:
    assert {*SHELL_WORDS} == {*PROGRAM}


def test_every_command_that_a_message_names_in_slack_is_one() -> None:
    drawn = [payload(build(50, "10.5555/example"))["text"] for build in BUILDERS.values()]
    named = {word for text in drawn for word in re.findall(r"`/rsp ([a-z]+)", text)}

    assert named >= {"help", "setup", "check"}
    assert named <= {*WORDS}
