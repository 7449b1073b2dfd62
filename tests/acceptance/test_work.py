"""A worker as a process, and databases of rehearsals kept apart from real ones."""

import json
import signal
from pathlib import Path

import pytest

from tests.acceptance.conftest import MADE_UP
from tests.acceptance.program import run, started, wait_until_asked
from tests.fakes.neighbours import Remote

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REHEARSAL = {"RSP_NOW": "2026-12-01T09:00:00Z"}
MANY = MADE_UP


def interrupt_a_check(
    environ: dict[str, str], remote: Remote, sign: signal.Signals = signal.SIGTERM
) -> None:
    remote.set(delays={"api": 3})
    typed = "\n".join(f"10.5555/made-up-{n}" for n in range(1, MANY + 1))
    with started(environ, "check", "--no-pages", "-", typed=typed) as process:
        wait_until_asked(remote, process)
        process.send_signal(sign)
    remote.set(forget=True)


def test_sigterm_lets_a_worker_finish_what_is_in_hand(
    environ: dict[str, str], remote: Remote
) -> None:
    interrupt_a_check(environ, remote)
    remote.set(delays={"api": 1})
    with started(environ, "work") as process:
        wait_until_asked(remote, process)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)

    shown = json.loads(run(environ, "show", "CHK-1", "--json").stdout)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert shown["totals"]["findable"] == MANY


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_what_was_interrupted_is_given_back_to_the_next_worker(
    environ: dict[str, str], remote: Remote, sign: signal.Signals
) -> None:
    interrupt_a_check(environ, remote, sign)

    worked = run(environ, "work", "--once")

    shown = json.loads(run(environ, "show", "CHK-1", "--json").stdout)
    assert (worked.returncode, worked.stdout) == (0, "")
    assert shown["totals"]["findable"] == MANY


@ON_SQLITE
def test_a_rehearsal_and_real_life_never_share_a_database(environ: dict[str, str]) -> None:
    rehearsed = run(environ | REHEARSAL, "check", "--json", "10.5555/findable")
    real = run(environ, "checks")

    assert json.loads(rehearsed.stdout)["started"].startswith("2026-12-01T09:00:")
    assert (real.returncode, real.stdout) == (1, "")
    assert "belongs to a rehearsal" in real.stderr


@ON_SQLITE
def test_a_real_database_is_not_rehearsed_on(environ: dict[str, str]) -> None:
    run(environ, "checks")

    rehearsed = run(environ | REHEARSAL, "checks")

    assert rehearsed.returncode == 1
    assert "this database is real" in rehearsed.stderr


@ON_SQLITE
def test_rehearsed_time_brings_what_is_due(environ: dict[str, str], remote: Remote) -> None:
    run(environ | REHEARSAL, "check", "--no-pages", "10.5555/lagging")
    remote.set(forget=True)

    run(environ | {"RSP_NOW": "2026-12-01T09:10:00Z"}, "work", "--once")
    assert remote.asked() == []
    run(environ | {"RSP_NOW": "2026-12-01T09:16:00Z"}, "work", "--once")

    assert [asked.role for asked in remote.asked() if asked.role == "api"] == ["api", "api"]


@ON_SQLITE
def test_a_worker_without_a_database_says_so(environ: dict[str, str], tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgresql://rsp@/db?host={tmp_path}"}

    done = run(environ | nowhere, "work", "--once")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "The database does not answer.\n"


@ON_SQLITE
@pytest.mark.parametrize(
    ("hours", "why"),
    [
        ('country = "XX"', "The holidays of XX are not known"),
        ('region = "BE"', "hours.region in the policy does nothing without hours.country"),
    ],
)
def test_a_worker_does_not_start_with_hours_that_cannot_be_meant(
    environ: dict[str, str], tmp_path: Path, hours: str, why: str
) -> None:
    (tmp_path / "policy.toml").write_text(f"[hours]\n{hours}\n")

    done = run(environ | {"RSP_POLICY": str(tmp_path / "policy.toml")}, "work", "--once")

    assert (done.returncode, done.stderr.startswith(f"RSP_POLICY: {why}")) == (1, True)
