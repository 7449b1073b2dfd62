"""The keyboard as a terminal has it: this process holds the other end."""

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from select import select

import pytest

PROGRAM = """
import asyncio
from bot.terminal.keyboard import Keyboard, left_as_found

async def main():
    keyboard = Keyboard()
    beats = 0

    async def beat():
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(beat())
    first = await keyboard.read("one> ")
    abandoned = asyncio.create_task(keyboard.read("two> "))
    await asyncio.sleep(0.1)
    abandoned.cancel()
    second = await keyboard.read("three> ")
    print(f"said {first} {second}, meanwhile {beats > 1}", flush=True)
    await keyboard.read("four> ")

with left_as_found():
    asyncio.run(main())
"""


class Keys:
    def __init__(self, program: subprocess.Popen[bytes], end: int) -> None:
        self.program = program
        self._end = end

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def wait_for(self, text: str) -> None:
        seen = ""
        while text not in seen:
            assert select([self._end], [], [], 10)[0], f"{text!r} did not come after {seen!r}"
            seen += os.read(self._end, 1000).decode()

    def has_echo(self) -> bool:
        return bool(termios.tcgetattr(self._end)[3] & termios.ECHO)


@contextmanager
def a_terminal() -> Iterator[Keys]:
    ours, theirs = pty.openpty()
    program = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", PROGRAM],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={"TERM": "dumb"},
        start_new_session=True,
    )
    try:
        yield Keys(program, ours)
    finally:
        program.kill()
        program.wait()
        os.close(ours)
        os.close(theirs)


def test_lines_are_read_while_other_work_goes_on() -> None:
    with a_terminal() as keys:
        keys.wait_for("one> ")
        keys.type("ada\n")
        keys.wait_for("two> ")
        keys.wait_for("three> ")
        keys.type("lovelace\n")
        keys.wait_for("said ada lovelace, meanwhile True")


@pytest.mark.parametrize("keys_typed", ["half a li", ""])
def test_an_interrupt_ends_at_once_and_leaves_the_terminal_as_it_was(keys_typed: str) -> None:
    with a_terminal() as keys:
        keys.wait_for("one> ")
        keys.type(keys_typed)

        keys.program.send_signal(signal.SIGINT)

        assert keys.program.wait(5) != 0
        assert keys.has_echo()


def test_the_end_of_input_is_told() -> None:
    with a_terminal() as keys:
        keys.wait_for("one> ")
        keys.type("\x04")
        keys.wait_for("EOFError")
