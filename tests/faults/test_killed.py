"""Kill -9 between every two steps of a long check."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.domain.check import Check, Verdict
from bot.main import make_world
from bot.settings import Settings
from bot.use_cases import checks
from tests.conftest import environment_of
from tests.fakes.neighbours import Remote, started

# Two rows of work; small, since nobody looks at more than which row a DOI belongs to.
DOIS = [f"10.5555/made-up-{n}" for n in range(1, 102)]
# It is begun (2 steps); three batches of doi.org's (2 each); each of two rows keeps its answers
# and is over (2 each, once for both where they come at the same time).
STEPS = 2 + 3 * 2 + 2 * (2 + 2)
FEWEST = STEPS - (2 + 2)


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started() as remote:
        remote.set(made_up_rows=len(DOIS))
        yield remote


@pytest.fixture
def environ(remote: Remote, database_url: str) -> dict[str, str]:
    return {"DATABASE_URL": database_url, **environment_of(remote.urls)}


def die_at(step: int, environ: dict[str, str]) -> int:
    command = [sys.executable, "-m", "tests.faults.victim", str(step), *DOIS]
    path = {"PATH": os.environ["PATH"]}  # noqa: TID251 -- about the machine, no setting of ours
    return subprocess.run(command, env=environ | path, check=False).returncode  # noqa: S603


async def found(environ: dict[str, str]) -> Check | None:
    async with make_world(Settings.from_environ(environ)) as world:
        recent = await checks.recent(database=world.database)
        return await checks.find(1, database=world.database) if recent.checks else None


async def resume(environ: dict[str, str]) -> Check:
    async with make_world(Settings.from_environ(environ)) as world:
        return await checks.resume(1, checking=world.checking)


@pytest.mark.parametrize("step", range(1, STEPS + 1))
async def test_a_killed_check_is_gone_on_with_and_nothing_known_is_asked_again(
    remote: Remote, environ: dict[str, str], step: int
) -> None:
    status = die_at(step, environ)
    assert status == -signal.SIGKILL or (status == 0 and step > FEWEST)
    left = await found(environ)
    if left is None:
        # Killed before it was kept: then there is nothing half-done.
        return
    known = {result.doi for result in left.results if result.verdict is Verdict.FINDABLE}
    remote.set(forget=True)

    whole = await resume(environ)

    assert whole.finished
    assert whole.totals[Verdict.FINDABLE] == len(DOIS)
    again = [asked.path for asked in remote.asked() if asked.role in {"api", "doi"}]
    assert not [doi for doi in known for path in again if _names(path, str(doi))]


def test_there_is_no_step_that_is_not_tried(environ: dict[str, str]) -> None:
    assert die_at(STEPS + 1, environ) == 0


def _names(path: str, doi: str) -> bool:
    return any(part.endswith(doi) for part in path.replace("&", ",").split(","))
