import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.acceptance.program import Rsp, run
from tests.conftest import environment_of
from tests.fakes.neighbours import Remote, started

MADE_UP = 120


@pytest.fixture(scope="module")
def neighbours_beside() -> Iterator[Remote]:
    """Start the made-up neighbours as a process; 120 more DOIs are made up for them."""
    with started() as remote:
        remote.set(made_up_rows=MADE_UP)
        yield remote


@pytest.fixture
def remote(neighbours_beside: Remote) -> Remote:
    neighbours_beside.set(forget=True)
    return neighbours_beside


@pytest.fixture
def environ(remote: Remote, database_url: str, tmp_path: Path) -> dict[str, str]:
    here = {"DATABASE_URL": database_url, "RSP_DATA_DIR": str(tmp_path)}
    return here | environment_of(remote.urls) | {"PATH": os.environ["PATH"]}  # noqa: TID251


@pytest.fixture
def rsp(environ: dict[str, str]) -> Rsp:
    return partial(run, environ)
