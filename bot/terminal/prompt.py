"""The prompt: one command after another, in one process that keeps its rates and its work."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import UsageError
from bot.messages.message import Internal, Outcome, Text, refuse
from bot.settings import Settings
from bot.terminal.answering import Terminal
from bot.terminal.draw import draw
from bot.terminal.keyboard import Keyboard
from commands.typed import split

_LEAVING = ("quit", "exit")
_SLACK = "To answer in Slack, set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)."
_HELP = (
    "`rsp demo` tries it all with made-up neighbours. `help` shows the commands, Ctrl-D leaves."
)


class Prompt:
    def __init__(self, terminal: Terminal, keyboard: Keyboard) -> None:
        self._terminal = terminal
        self._keyboard = keyboard
        self._running: asyncio.Task[Outcome] | None = None

    async def start(self) -> Outcome:
        """Run command after command until Ctrl-D or `quit`; Ctrl-C stops only what runs."""
        settings = self._terminal.world.settings
        draw(Internal(greeting(settings), None), self._terminal.out)
        mark = "rehearsal rsp> " if settings.rehearsal_from else "rsp> "
        with _interrupts_go_to(self._interrupt):
            while (text := await self._read(mark)) not in _LEAVING:
                await self._attempt(text)
        return Outcome.DONE

    async def _read(self, mark: str) -> str:
        try:
            return (await self._keyboard.read(mark)).strip()
        except EOFError:
            self._terminal.out.print()
            return _LEAVING[0]

    async def _attempt(self, text: str) -> None:
        try:
            words = _words(text)
        except UsageError as error:
            draw(refuse(str(error)), self._terminal.err)
            return
        if words:
            await self._run(words)

    async def _run(self, words: tuple[str, ...]) -> None:
        self._running = asyncio.create_task(self._terminal.run(words))
        try:
            await asyncio.wait({self._running})
            if not self._running.cancelled():
                self._running.result()
        finally:
            # There is something to stop only where the prompt itself was told to end.
            self._running.cancel()
            self._running = None

    def _interrupt(self) -> None:
        if self._running:
            self._running.cancel()
        else:
            self._terminal.out.print("\n`quit` or Ctrl-D leaves.")
            self._keyboard.show_prompt()


def greeting(settings: Settings) -> tuple[Text, ...]:
    slack = () if settings.slack_bot_token else (Text(_SLACK),)
    return (*slack, Text(_HELP))


def _words(text: str) -> tuple[str, ...]:
    """Split what was typed; the `rsp` of a shell is not needed here, and no mistake."""
    words = split(text)
    return words[1:] if words[:1] in (("rsp",), ("/rsp",)) else words


@contextmanager
def _interrupts_go_to(interrupt: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
