"""How long one waits for `rsp help`, against Python itself."""

import subprocess
import sys
import time
from statistics import median

import pytest

from tests.benchmarks.figures import Show

pytestmark = pytest.mark.benchmark

ROUNDS = 15


def seconds(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - began


def test_help(show: Show) -> None:
    ratios = [seconds("-m", "bot", "help") / seconds("-c", "pass") for _ in range(ROUNDS)]
    show(f"rsp help: {median(ratios):.2f} x a bare `python -c pass` (bar 3)")
