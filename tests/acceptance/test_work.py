"""A worker as a process, and databases of rehearsals kept apart from real ones."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import environment_of
from tests.fakes.neighbours import Remote, started

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REHEARSAL = {"RSP_NOW": "2026-12-01T09:00:00Z"}
MANY = 120


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with started() as remote:
        remote.set(made_up_rows=MANY)
        yield remote


@pytest.fixture
def environ(remote: Remote, database_url: str, tmp_path: Path) -> dict[str, str]:
    remote.set(forget=True)
    here = {"DATABASE_URL": database_url, "RSP_DATA_DIR": str(tmp_path)}
    return here | environment_of(remote.urls) | {"PATH": os.environ["PATH"]}  # noqa: TID251


def rsp(environ: dict[str, str], *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-m", "bot", *words],
        input=typed,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def wait_until_asked(remote: Remote) -> None:
    while not remote.asked():
        time.sleep(0.05)


def interrupt_a_check(
    environ: dict[str, str], remote: Remote, sign: signal.Signals = signal.SIGTERM
) -> None:
    remote.set(delays={"api": 3})
    command = [sys.executable, "-m", "bot", "check", "--no-pages", "-"]
    with subprocess.Popen(command, env=environ, text=True, stdin=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin
        process.stdin.write("\n".join(f"10.5555/made-up-{n}" for n in range(1, MANY + 1)))
        process.stdin.close()
        wait_until_asked(remote)
        process.send_signal(sign)
    remote.set(forget=True)


def test_sigterm_lets_a_worker_finish_what_is_in_hand(
    environ: dict[str, str], remote: Remote
) -> None:
    interrupt_a_check(environ, remote)
    remote.set(delays={"api": 1})
    command = [sys.executable, "-m", "bot", "work"]
    with subprocess.Popen(command, env=environ, text=True, stderr=subprocess.PIPE) as process:  # noqa: S603
        wait_until_asked(remote)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)

    shown = json.loads(rsp(environ, "show", "CHK-1", "--json").stdout)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert shown["totals"]["findable"] == MANY


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_what_was_interrupted_is_given_back_to_the_next_worker(
    environ: dict[str, str], remote: Remote, sign: signal.Signals
) -> None:
    interrupt_a_check(environ, remote, sign)

    worked = rsp(environ, "work", "--once")

    shown = json.loads(rsp(environ, "show", "CHK-1", "--json").stdout)
    assert (worked.returncode, worked.stdout) == (0, "")
    assert shown["totals"]["findable"] == MANY


@ON_SQLITE
def test_a_rehearsal_and_real_life_never_share_a_database(environ: dict[str, str]) -> None:
    rehearsed = rsp(environ | REHEARSAL, "check", "--json", "10.5555/findable")
    real = rsp(environ, "checks")

    assert json.loads(rehearsed.stdout)["started"].startswith("2026-12-01T09:00:")
    assert (real.returncode, real.stdout) == (1, "")
    assert "belongs to a rehearsal" in real.stderr


@ON_SQLITE
def test_a_real_database_is_not_rehearsed_on(environ: dict[str, str]) -> None:
    rsp(environ, "checks")

    rehearsed = rsp(environ | REHEARSAL, "checks")

    assert rehearsed.returncode == 1
    assert "this database is real" in rehearsed.stderr


@ON_SQLITE
def test_rehearsed_time_brings_what_is_due(environ: dict[str, str], remote: Remote) -> None:
    rsp(environ | REHEARSAL, "check", "--no-pages", "10.5555/lagging")
    remote.set(forget=True)

    rsp(environ | {"RSP_NOW": "2026-12-01T09:10:00Z"}, "work", "--once")
    assert remote.asked() == []
    rsp(environ | {"RSP_NOW": "2026-12-01T09:16:00Z"}, "work", "--once")

    assert [asked.role for asked in remote.asked() if asked.role == "api"] == ["api", "api"]


@ON_SQLITE
def test_a_worker_without_a_database_says_so(environ: dict[str, str], tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgresql://rsp@/db?host={tmp_path}"}

    done = rsp(environ | nowhere, "work", "--once")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "The database does not answer.\n"
