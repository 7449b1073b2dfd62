import asyncio
import os
import signal
from collections.abc import Sequence

import pytest

from bot.domain.people import TERMINAL, Person
from bot.terminal.answering import Terminal
from bot.terminal.keyboard import Keyboard
from bot.terminal.prompt import Prompt
from tests.bot.terminal.consoles import a_console, shown
from tests.commands.worlds import a_world

pytestmark = pytest.mark.usefixtures("trial")

SLACK = "To answer in Slack, set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN).\n"
HELP = (
    "`rsp demo` tries it all with made-up neighbours. `help` shows the commands, Ctrl-D leaves.\n"
)


class Typist(Keyboard):
    """Somebody who types these lines, then Ctrl-D."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.lines = iter(lines)
        self.prompts: list[str] = []
        self.has_thought = asyncio.Event()
        self.has_thought.set()

    async def read(self, prompt: str) -> str:
        self.prompts.append(prompt)
        await self.has_thought.wait()
        for line in self.lines:
            return line
        raise EOFError

    def show_prompt(self) -> None:
        self.prompts.append("again")


def a_prompt(*lines: str, **environ: str) -> tuple[Prompt, Terminal, Typist]:
    typist = Typist(lines)
    terminal = Terminal(
        world=a_world(**environ),
        person=Person("ada", TERMINAL),
        out=a_console(200),
        err=a_console(200),
        read=typist.read,
    )
    return Prompt(terminal, typist), terminal, typist


async def test_command_follows_command_until_the_end() -> None:
    prompt, terminal, typist = a_prompt("trial well", "", "rsp trial well", "trial refuse", "'x")

    await prompt.start()

    assert shown(terminal.out) == f"{SLACK}{HELP}Done.\nDone.\n\n"
    assert shown(terminal.err) == (
        "The rules say no.\nA quotation mark is missing its other half: 'x\n"
    )
    assert typist.prompts == ["rsp> "] * 6


@pytest.mark.parametrize("word", ["quit", "exit", " quit "])
async def test_quit_leaves(word: str) -> None:
    prompt, _, typist = a_prompt(word, "trial well")

    await prompt.start()

    assert next(typist.lines) == "trial well"


async def test_a_form_is_asked_at_the_prompt() -> None:
    prompt, terminal, typist = a_prompt("trial form", "it's", "")

    await prompt.start()

    assert typist.prompts == ["rsp> ", "Name? ", "Note? ", "rsp> "]
    assert "{'name': \"it's\"}" in shown(terminal.out)


async def test_a_rehearsal_says_so() -> None:
    prompt, _, typist = a_prompt(RSP_NOW="2026-12-01T09:00:00Z")

    await prompt.start()

    assert typist.prompts == ["rehearsal rsp> "]


async def test_where_slack_is_set_nothing_is_said_of_it() -> None:
    prompt, terminal, _ = a_prompt(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")  # noqa: S106 -- no real token

    await prompt.start()

    assert shown(terminal.out) == f"{HELP}\n"


async def test_an_interrupt_stops_the_command_that_runs_and_nothing_else() -> None:
    prompt, terminal, _ = a_prompt("trial sleep", "trial well")
    going = asyncio.create_task(prompt.start())
    await asyncio.sleep(0.1)

    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.wait_for(going, 5)

    assert shown(terminal.err).startswith("Stopped.")
    assert shown(terminal.out) == f"{SLACK}{HELP}Done.\n\n"


async def test_an_interrupt_where_nothing_runs_says_how_to_leave() -> None:
    prompt, terminal, typist = a_prompt()
    typist.has_thought.clear()
    going = asyncio.create_task(prompt.start())
    await asyncio.sleep(0.1)
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0.1)
    typist.has_thought.set()
    await asyncio.wait_for(going, 5)

    assert "`quit` or Ctrl-D leaves." in shown(terminal.out)
    assert typist.prompts == ["rsp> ", "again"]


async def test_a_prompt_that_is_told_to_end_stops_what_runs() -> None:
    prompt, _, _ = a_prompt("trial sleep")
    going = asyncio.create_task(prompt.start())
    await asyncio.sleep(0.1)

    going.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(going, 5)
