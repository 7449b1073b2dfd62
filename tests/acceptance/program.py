"""`rsp` as a process."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.fakes.neighbours import Remote

Rsp = Callable[..., subprocess.CompletedProcess[str]]


def command(*words: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "bot", *words]


def run(environ: dict[str, str], *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own words
        command(*words), input=typed, env=environ, capture_output=True, text=True, check=False
    )


@contextmanager
def started(
    environ: dict[str, str], *words: str, typed: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """Start it with something on its standard input, and be able to interrupt it."""
    with subprocess.Popen(  # noqa: S603 -- our own words
        command(*words),
        env=environ,
        text=True,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What a shell starts in the background ignores SIGINT, and so do its children.
        preexec_fn=_heed_interrupts,  # noqa: PLW1509 -- it only sets a signal
    ) as process:
        assert process.stdin
        process.stdin.write(typed)
        process.stdin.close()
        process.stdin = None
        yield process


def wait_until_asked(remote: Remote, process: subprocess.Popen[str]) -> None:
    while not remote.asked():
        assert process.poll() is None, "It ended without asking anybody."
        time.sleep(0.05)


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
