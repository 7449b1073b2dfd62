"""`rsp` as a process."""

import subprocess
import sys
from collections.abc import Callable

Rsp = Callable[..., subprocess.CompletedProcess[str]]


def command(*words: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "bot", *words]


def run(environ: dict[str, str], *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own words
        command(*words), input=typed, env=environ, capture_output=True, text=True, check=False
    )
