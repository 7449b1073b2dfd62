"""How long a check of many DOIs takes, against the latency of its requests made bare.

Each neighbour answers after 50 ms, from a process of its own; the rates are lifted.
"""

import asyncio
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.clients.datacite import DataCite
from bot.clients.handles import Handles
from bot.clients.http import Neighbour
from bot.clients.rate import Rate
from tests.conftest import environment_of
from tests.fakes.neighbours import Remote, started

pytestmark = pytest.mark.benchmark

MANY, LATENCY = 500, 0.05
LIFTED = Rate(1_000_000, 1)


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started() as remote:
        remote.set(
            made_up_rows=5_000, delays={role: LATENCY for role in ("api", "doi", "test", "pages")}
        )
        yield remote


def made_up(count: int) -> list[str]:
    return [f"10.5555/made-up-{n}" for n in range(1, count + 1)]


class Run:
    """One `rsp` as a process: wall and CPU seconds, and the most memory in MB."""

    def __init__(self, remote: Remote, folder: Path, words: Sequence[str], typed: str) -> None:
        environ = {"RSP_DATA_DIR": str(folder), "PATH": os.environ["PATH"]}  # noqa: TID251
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603 -- our own words
            [sys.executable, "-m", "bot", *words],
            input=typed,
            env=environ | environment_of(remote.urls),
            capture_output=True,
            text=True,
            check=False,
        )
        self.wall = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert done.returncode == 0, done.stderr + done.stdout[-2000:]
        self.out = done.stdout


async def bare(remote: Remote, dois: Sequence[str]) -> float:
    """Make the same requests with the same client, and nothing with their answers."""
    async with (
        Neighbour.open("api", remote.urls.api, contact="", rate=LIFTED, concurrency=10) as api,
        Neighbour.open("doi", remote.urls.doi, contact="", rate=LIFTED, concurrency=10) as doi,
    ):
        began = time.perf_counter()
        lists = [DataCite(api).listed(batch) for batch in DataCite.batches(dois)]
        agencies = [Handles(doi).agencies(batch) for batch in Handles.batches(dois)]
        await asyncio.gather(*lists, *agencies)
        return time.perf_counter() - began


async def test_a_check_takes_little_longer_than_its_requests(
    remote: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dois = made_up(MANY)
    await bare(remote, dois)
    words = ("check", "--json", "--no-pages", "-")
    figures = []
    for number in range(5):
        floor = await bare(remote, dois)
        start = Run(remote, tmp_path / f"a{number}", words, dois[0])
        whole = Run(remote, tmp_path / f"b{number}", words, "\n".join(dois))
        figures.append((floor, whole.wall - start.wall + LATENCY, whole.cpu - start.cpu))
    floor, wall, cpu = sorted(figures, key=lambda f: f[1] / f[0])[2]
    with capsys.disabled():
        print(
            f"\n500 DOIs without pages: floor {floor:.3f} s, check {wall:.3f} s "
            f"= {wall / floor:.2f} x floor; CPU {cpu / MANY * 1000:.2f} ms a DOI"
        )
