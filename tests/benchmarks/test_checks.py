"""What a check of many DOIs costs, against the same requests made bare and against a script.

Each neighbour answers after 50 ms, from a process of its own. Ratios are what to rely on.
"""

import asyncio
import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
import requests
import xmlschema

from bot.clients.datacite import DataCite
from bot.clients.handles import Handles
from bot.clients.http import Neighbour
from bot.clients.rate import Rate
from tests.benchmarks.figures import Show, less, spread
from tests.conftest import environment_of
from tests.fakes.neighbours import Remote, started

pytestmark = pytest.mark.benchmark

SOME, MANY, A_FEW_THOUSAND, VERY_MANY, BY_HAND = 200, 500, 2_000, 5_000, 20
LATENCY, ROUNDS = 0.05, 5
LIFTED = Rate(1_000_000, 1)
XSD = Path(__file__).parents[3] / "shared/corpus/xsd/kernel-4/metadata.xsd"


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started() as remote:
        waits = dict.fromkeys(("api", "doi", "test", "pages"), LATENCY)
        remote.set(made_up_rows=VERY_MANY, delays=waits)
        # The first answer about each DOI makes its record.
        asyncio.run(bare(remote, made_up(VERY_MANY)))
        yield remote


def made_up(count: int) -> list[str]:
    return [f"10.5555/made-up-{n}" for n in range(1, count + 1)]


@dataclass(frozen=True, kw_only=True)
class Used:
    wall: float
    cpu: float
    """Seconds."""
    memory: float
    """MB."""

    def __sub__(self, other: "Used") -> "Used":
        return Used(
            wall=self.wall - other.wall,
            cpu=self.cpu - other.cpu,
            memory=self.memory - other.memory,
        )


def rsp(remote: Remote, folder: Path, dois: Sequence[str], *words: str, **more: str) -> Used:
    """Check DOIs by `rsp` as a process, and say what it used."""
    environ = environment_of(remote.urls) | {"RSP_DATA_DIR": str(folder)} | more
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-m", "bot", "check", "--json", *words, "-"],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        process.stdin.write("\n".join(dois))
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    wall = time.perf_counter() - began
    return Used(wall=wall, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


async def bare(remote: Remote, dois: Sequence[str]) -> float:
    """Make the same requests with the same client, and nothing with their answers."""
    async with (
        Neighbour.open("api", remote.urls.api, contact="", rate=LIFTED, concurrency=10) as api,
        Neighbour.open("doi", remote.urls.doi, contact="", rate=LIFTED, concurrency=10) as doi,
    ):
        lists = [DataCite(api).listed(batch) for batch in DataCite.batches(dois)]
        agencies = [Handles(doi).agencies(batch) for batch in Handles.batches(dois)]
        began = time.perf_counter()
        await asyncio.gather(*lists, *agencies)
        return time.perf_counter() - began


def by_hand(remote: Remote, dois: Sequence[str]) -> float:
    """Do what a script does: one DOI after the other with `requests` and `xmlschema`."""
    schema = xmlschema.XMLSchema(XSD, allow="local")
    began = time.perf_counter()
    with requests.Session() as http:
        for doi in dois:
            http.get(f"{remote.urls.doi}/doiRA/{doi}", timeout=10).json()
            http.get(f"{remote.urls.doi}/api/handles/{doi}", timeout=10).json()
            answer = http.get(f"{remote.urls.api}/dois/{doi}", timeout=10).json()
            assert schema.is_valid(base64.b64decode(answer["data"]["attributes"]["xml"]).decode())
    return time.perf_counter() - began


def test_500_dois_without_pages(remote: Remote, tmp_path: Path, show: Show) -> None:
    floors, starts, checks = [], [], []
    for number in range(ROUNDS):
        floors.append(asyncio.run(bare(remote, made_up(MANY))))
        # The start of the process, the first answer's latency and all else that is paid once.
        starts.append(rsp(remote, tmp_path / f"start-{number}", made_up(1), "--no-pages"))
        checks.append(rsp(remote, tmp_path / str(number), made_up(MANY), "--no-pages"))
    usual, best = less([each.wall + LATENCY for each in checks], [each.wall for each in starts])
    show(
        f"500 DOIs without pages: {usual:.2f} s (best {best:.2f}), their requests made bare "
        f"{spread(floors, ' s')}, ratio {usual / median(floors):.2f} "
        f"(best {best / min(floors):.2f}; bar 1.5)"
    )
    usual, best = less([each.cpu for each in checks], [each.cpu for each in starts])
    show(f"CPU: {usual / MANY * 1000:.2f} ms a DOI (best {best / MANY * 1000:.2f}; bar 1.5)")


@pytest.mark.skipif(not XSD.exists(), reason="needs DataCite's own schema files")
def test_500_dois_against_a_script(remote: Remote, tmp_path: Path, show: Show) -> None:
    script = by_hand(remote, made_up(BY_HAND)) / BY_HAND * MANY
    start = rsp(remote, tmp_path / "start", made_up(1), "--no-pages")
    used = rsp(remote, tmp_path / "all", made_up(MANY), "--no-pages") - start
    wall = used.wall + LATENCY
    show(f"A script one by one: {script:.0f} s for 500, {script / wall:.0f} x as long (bar 100)")


@pytest.mark.parametrize(
    ("what", "words"), [("handle", ("--thorough", "--no-pages")), ("page", ())]
)
def test_each_handle_and_page(
    remote: Remote, tmp_path: Path, show: Show, what: str, words: tuple[str, ...]
) -> None:
    """One host gives all pages, one at a time. What is paid once, such as TLS, is paid by one."""

    def cpu(folder: str, count: int, *words: str) -> float:
        lifted = {"RSP_CONCURRENCY": "100"}
        return rsp(remote, tmp_path / folder, made_up(count), *words, **lifted).cpu

    asked, alone = [], []
    for number in range(ROUNDS):
        some, one = f"some-{number}", f"one-{number}"
        asked.append(cpu(some, SOME, *words) + cpu(f"{one}-alone", 1, "--no-pages"))
        alone.append(cpu(f"{some}-alone", SOME, "--no-pages") + cpu(one, 1, *words))
    usual, best = less(asked, alone)
    each = f"{usual / SOME * 1000:.2f} ms more for each {what}"
    show(f"CPU: {each} (best {best / SOME * 1000:.2f}; bar 2)")


def test_memory_is_flat(remote: Remote, tmp_path: Path, show: Show) -> None:
    few = rsp(remote, tmp_path / "few", made_up(MANY), "--no-pages")
    many = rsp(remote, tmp_path / "many", made_up(VERY_MANY), "--no-pages")
    show(
        f"Memory: {few.memory:.0f} MB for 500 DOIs, {many.memory:.0f} MB for 5 000, "
        f"ratio {many.memory / few.memory:.2f}"
    )


def test_with_rates_on(remote: Remote, tmp_path: Path, show: Show) -> None:
    """doi.org is asked twice a second, and ten times at once after a rest."""
    dois = made_up(A_FEW_THOUSAND)
    start = rsp(remote, tmp_path / "start", made_up(1), "--no-pages")
    used = rsp(remote, tmp_path / "all", dois, "--no-pages", RSP_DOI_RATE="2") - start
    alone = (len([*Handles.batches(dois)]) - 10) / 2
    show(
        f"With rates on: {used.wall:.2f} s, the limit alone {alone:.2f} s, "
        f"ratio {used.wall / alone:.3f} (bar 1.05)"
    )
