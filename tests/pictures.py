"""Pictures and transcripts of the program, made by the program itself: `make pictures`."""

import asyncio
import io
import logging
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import log
from tests import slack_pictures
from tests.fakes import mail
from tests.screenshots import NoBrowserError, is_of, taken

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A terminal: the command that is run in it, and what is typed at its prompt then."""

    name: str
    command: str
    typed: Sequence[str] = ()

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}.svg"


PICTURES = (
    Picture(
        name="check",
        command="rsp demo check 10.5555/findable 10.5555/incomplete 10.5555/registered",
    ),
    Picture(
        name="many",
        command="rsp demo check 10.5555/findable 10.5555/lagging 10.5555/page-gone"
        " 10.5555/crossref 10.5555/no-metadata 10.5555/robots 10.5555/datacite-down",
    ),
    Picture(
        name="prompt",
        command="rsp demo",
        typed=("10.5555/registered", "check CHK-1", "quit"),
    ),
)

_WIDTH, _HEIGHT = 100, 50
_SECONDS = 60
_PROMPT = b"rsp> "

# Whatever is set where this runs, and whatever day it is, shall not be seen.
_NOW = "2026-03-02T09:{:02}:00Z"
_ENVIRONMENT = {"PYTHONUTF8": "1"}
_TERMINAL = {"TERM": "xterm-256color", "PYTHONUTF8": "1"}
_FRACTIONS = re.compile(r"(T09:\d\d:)[0-9.]+Z")
_SOMEBODY = re.compile(r"terminal:[\w-]+$", re.MULTILINE)
_LETTERS = {
    "RSP_MAIL_FROM": "rsp@example.org",
    "RSP_PUBLIC_URL": "https://rsp.example.org",
    "RSP_SECRET_KEY": "k" * 32,
}

_AND_THEN = re.compile(r" ; (?=rsp )")
_TRANSCRIPT = re.compile(
    r"(?P<mark><!-- transcript: (?P<command>rsp .*?) -->\n)```text\n.*?^```$",
    re.DOTALL | re.MULTILINE,
)

# rich's own template fetches its font from the network.
_SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        picture.file.write_text(drawn(picture), encoding="utf-8")
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(_TRANSCRIPT.sub(_made_anew, text), encoding="utf-8")
    try:
        _draw_slack()
    except NoBrowserError as error:
        sys.exit(str(error))


def _draw_slack() -> None:
    """Take anew whatever is not what the bot says now: no two machines draw quite the same."""
    log.set_up(logging.ERROR)
    for file, page in asyncio.run(slack_pictures.pages()).items():
        if not is_of(FOLDER / file, page):
            (FOLDER / file).write_bytes(taken(page))


def drawn(picture: Picture) -> str:
    """Run the program on a terminal and return what is seen there, as SVG."""
    console = Console(
        record=True, file=io.StringIO(), width=_WIDTH, force_terminal=True, highlight=False
    )
    console.print(Text(f"$ {picture.command}", style="bold"))
    seen = _on_terminal(shlex.split(picture.command), picture.typed)
    console.print(Text.from_ansi(seen.replace("\r\n", "\n").rstrip()))
    return console.export_svg(title="", code_format=_SVG, unique_id=f"rsp-{picture.name}")


def transcripts(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command that has a transcript in a page, and the transcript as it stands."""
    for found in _TRANSCRIPT.finditer(text):
        yield found["command"], found[0].removeprefix(found["mark"])


def transcript(commands: str) -> str:
    """Run commands without a terminal and return what they write, as a block for a page.

    Several share a folder, and a mail server that takes every letter; a minute lies between two.
    """
    one_by_one = _AND_THEN.split(commands)
    with tempfile.TemporaryDirectory() as folder, _mail(is_wanted=len(one_by_one) > 1) as settings:
        environ = _ENVIRONMENT | {"RSP_DATA_DIR": folder} | settings
        said = [
            _said(command, environ | {"RSP_NOW": _NOW.format(minute)})
            for minute, command in enumerate(one_by_one)
        ]
    return "\n".join(("```text", *said, "```"))


@contextmanager
def _mail(*, is_wanted: bool) -> Iterator[dict[str, str]]:
    if is_wanted:
        with mail.started() as server:
            yield _LETTERS | {"SMTP_URL": server.url}
    else:
        yield {}


def _said(command: str, environ: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 -- our own words
        _program(shlex.split(command)),
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    said = _FRACTIONS.sub(r"\g<1>00Z", _SOMEBODY.sub("terminal:ada", done.stdout))
    return f"$ {command}\n{said}".rstrip()


def _made_anew(found: re.Match[str]) -> str:
    return found["mark"] + transcript(found["command"])


def _program(words: Sequence[str]) -> list[str]:
    name, *others = words
    assert name == "rsp"
    return [sys.executable, "-m", "bot", *others]


def _on_terminal(words: Sequence[str], typed: Iterable[str]) -> str:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (_HEIGHT, _WIDTH))
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(  # noqa: S603 -- our own words
            _program(words),
            cwd=ROOT,
            env=_TERMINAL | {"RSP_DATA_DIR": folder, "INPUTRC": _inputrc(folder)},
            stdin=theirs,
            stdout=theirs,
            # A bar that moves is no picture.
            stderr=subprocess.DEVNULL,
        ),
    ):
        os.close(theirs)
        with io.FileIO(ours, "r+") as terminal:
            return _watched(terminal, typed)


def _inputrc(folder: str) -> str:
    """Keep readline from telling the terminal about pasted text."""
    file = Path(folder) / "inputrc"
    file.write_text("set enable-bracketed-paste off\n", encoding="utf-8")
    return str(file)


def _watched(terminal: io.FileIO, typed: Iterable[str]) -> str:
    """Return all that is shown; each line is typed when the prompt waits for it."""
    lines = iter(typed)
    seen = b""
    while piece := _read(terminal):
        seen += piece
        if seen.endswith(_PROMPT) and (line := next(lines, None)):
            terminal.write(f"{line}\n".encode())
    return seen.decode()


def _read(terminal: io.FileIO) -> bytes:
    try:
        return terminal.read(4096) or b""
    except OSError:  # so says Linux when nobody holds the other end any more
        return b""


if __name__ == "__main__":
    main()
