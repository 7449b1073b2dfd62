import os
import pwd
import subprocess
import sys

import pytest

from bot.messages.message import Outcome
from bot.terminal.door import start
from tests.commands.worlds import a_world

PIPED = """
import sys
from rich.text import Text
from bot.terminal.door import a_console

console = a_console(sys.stdout)
try:
    for number in range(100_000):
        console.print(Text(f"line {number}"))
    sys.stdout.flush()
except BrokenPipeError:
    sys.stderr.write("broken")
    sys.stderr.flush()
    import os
    os._exit(0)
"""

pytestmark = pytest.mark.usefixtures("trial")


async def test_one_command_is_run_and_its_outcome_is_the_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await start(("trial", "refuse"), a_world()) == Outcome.REFUSED
    assert capsys.readouterr() == ("", "The rules say no.\n")


async def test_what_is_piped_is_never_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    assert await start(("trial", "form", "name=x", f"note={'long ' * 50}"), a_world()) == 0
    assert capsys.readouterr().out == f"{{'name': 'x', 'note': '{'long ' * 50}'}}\n"


async def test_a_terminal_acts_as_the_systems_user(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "somebody-else")

    await start(("trial", "who"), a_world())

    assert capsys.readouterr().out == f"terminal:{pwd.getpwuid(os.getuid()).pw_name}\n"


def test_a_reader_that_leaves_is_told_to_the_program_as_such() -> None:
    writing = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", PIPED], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writing.stdout
    writing.stdout.readline()
    writing.stdout.close()

    assert writing.wait(20) == 0
    assert writing.stderr
    assert writing.stderr.read() == b"broken"
    writing.stderr.close()
