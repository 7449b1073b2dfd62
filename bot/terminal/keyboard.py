"""Lines from the keyboard, with history, while the loop's other work goes on."""

import asyncio
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.terminal import waiting

try:
    # Once this is imported, input() edits, and remembers lines until the program ends.
    from readline import get_line_buffer
except ImportError:  # some Pythons are built without it

    def get_line_buffer() -> str:
        return ""


class Keyboard:
    def __init__(self) -> None:
        self._prompt = ""
        self._pending: asyncio.Future[str] | None = None

    async def read(self, prompt: str) -> str:
        """Show a prompt and return the line that is typed; EOFError at Ctrl-D."""
        self._prompt = prompt
        if self._pending is None:
            self._pending = waiting.start(lambda: input(prompt))
        else:
            # A thread cannot be stopped: one that an interrupted question left goes on reading.
            self.show_prompt()
        try:
            return await asyncio.shield(self._pending)
        finally:
            if self._pending.done():
                self._pending = None

    def show_prompt(self) -> None:
        """Write the prompt again, with what has been typed after it."""
        sys.stdout.write(f"{self._prompt}{get_line_buffer()}")
        sys.stdout.flush()


@contextmanager
def left_as_found() -> Iterator[None]:
    """Give the terminal its echo back where a line was still being read at the end."""
    try:
        before = termios.tcgetattr(0)
    except termios.error:
        yield
        return
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, before)
