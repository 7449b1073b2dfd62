"""The main job as its users know it: `rsp` as a process, against loopback neighbours."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.demo.table import ROWS
from tests.acceptance.conftest import MADE_UP
from tests.acceptance.program import Rsp, started, wait_until_asked
from tests.fakes.neighbours import Remote

MANY = MADE_UP
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def report(done: subprocess.CompletedProcess[str]) -> Any:  # noqa: ANN401 -- JSON
    assert done.stderr == ""
    return json.loads(done.stdout)


def made_up(count: int) -> str:
    return "\n".join(f"10.5555/made-up-{n}" for n in range(1, count + 1))


def test_every_made_up_doi_comes_to_what_it_stands_for(rsp: Rsp) -> None:
    done = rsp("check", "--json", *(row.doi for row in ROWS), "no DOI")
    said = report(done)

    assert done.returncode == 1
    assert set(said) == {"id", "environment", "started", "finished", "totals", "results"}
    assert (said["id"], said["environment"]) == ("CHK-1", "production")
    found = [
        (r["doi"], r["verdict"], r["metadata"]["verdict"], r["page"]["verdict"])
        for r in said["results"]
    ]
    assert found == [
        *((row.doi, row.verdict, row.metadata, row.page) for row in ROWS),
        (None, "invalid_doi", "skipped", "skipped"),
    ]
    assert said["totals"] == {
        verdict: sum(r["verdict"] == verdict for r in said["results"])
        for verdict in said["totals"]
    }
    assert len(said["totals"]) == 7
    findable, typed, *_ = said["results"]
    assert (findable["usage"], findable["page"]["has_metrics_badge"]) == (43, True)
    assert (typed["usage"], typed["page"]["has_metrics_badge"]) == (7, False)
    assert all(f["text"] and f["link"] for r in said["results"] for f in r["findings"])


@ON_SQLITE
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("10.5555/made-up-1",), 0),
        (("check", "10.5555/made-up-1", "10.5555/typed-in-fabrica"), 0),
        (("check", "10.5555/made-up-1", "10.5555/hidden"), 1),
        (("check", "--no-pages", "10.5555/private-page"), 0),
        (("check", "10.5555/doi.org-down"), 3),
        (("check", "10.5555/doi.org-down", "10.5555/hidden"), 1),
        (("check", "--test", "10.5555/only-in-test"), 0),
        (("check", "--thorough", "10.5555/made-up-1"), 0),
        (("check", "--nonsense", "10.5555/made-up-1"), 2),
        (("check",), 2),
        (("show", "CHK-99"), 1),
        (("check", "CHK-99"), 1),
        (("show", "twelve"), 1),
    ],
)
def test_the_exit_status_says_how_it_went(rsp: Rsp, words: tuple[str, ...], status: int) -> None:
    done = rsp(*words)

    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@ON_SQLITE
def test_dois_come_by_file_by_pipe_and_by_words_and_each_is_checked_once(
    rsp: Rsp, tmp_path: Path
) -> None:
    file = tmp_path / "dois.txt"
    file.write_text("10.5555/MADE-UP-1\n\nsee 10.5555/made-up-2 and 10.5555/made-up-3.\nnothing\n")

    said = report(rsp("check", "--json", "--no-pages", "--file", str(file), "10.5555/made-up-1"))
    piped = report(rsp("check", "--json", "--no-pages", "-", typed=file.read_text()))

    dois = ["10.5555/made-up-1", "10.5555/made-up-2", "10.5555/made-up-3", None]
    assert [r["doi"] for r in said["results"]] == dois
    assert [r["doi"] for r in piped["results"]] == dois
    assert piped["results"][0]["input"] == "10.5555/MADE-UP-1"
    assert piped["results"][3]["input"] == "nothing"


def test_a_check_is_kept_shown_listed_and_run_again(rsp: Rsp, remote: Remote) -> None:
    first = report(rsp("check", "--json", "10.5555/findable", "10.5555/hidden"))
    shown = report(rsp("CHK-1", "--json"))
    remote.set(
        rows=[{"doi": "10.5555/hidden", "shows": "published meanwhile"}],
    )
    try:
        again = report(rsp("check", "CHK-1", "--json"))
        drawn = rsp("check", "CHK-1").stdout
    finally:
        remote.set(rows=[{**_fields("10.5555/hidden")}])
    listed = report(rsp("checks", "--json"))

    assert shown == first
    assert (again["id"], again["again"]) == ("CHK-2", "CHK-1")
    (change,) = again["changes"]
    assert change["doi"] == "10.5555/hidden"
    assert "registered" in change["before"]
    assert "findable" in change["after"]
    assert "Changed since CHK-1" in drawn
    assert [line["id"] for line in listed["checks"]] == ["CHK-3", "CHK-2", "CHK-1"]
    assert listed["checks"][0]["asked_by"].startswith("terminal:")


@ON_SQLITE
def test_a_reply_is_plain_text_in_the_second_person(rsp: Rsp) -> None:
    done = rsp("check", "--reply", "10.5555/made-up-1", "10.5555/hidden")

    assert "that you sent us" in done.stdout
    assert "https://doi.org/10.5555/hidden has a problem:\n- Registered but not" in done.stdout
    assert "  https://support.datacite.org/docs/" in done.stdout
    assert rsp("show", "CHK-1", "--reply").stdout == done.stdout


def test_one_doi_of_a_check_shows_what_each_neighbour_said(rsp: Rsp) -> None:
    rsp("check", "10.5555/findable")

    shown = rsp("show", "CHK-1", "10.5555/FINDABLE").stdout

    assert "What the neighbours said" in shown
    assert '"state": "findable"' in shown
    assert "<resource" in shown


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_check_is_gone_on_with(
    rsp: Rsp, remote: Remote, environ: dict[str, str], sign: signal.Signals
) -> None:
    remote.set(delays={"api": 3})
    with started(environ, "check", "--no-pages", "-", typed=made_up(MANY)) as process:
        wait_until_asked(remote, process)
        process.send_signal(sign)
    remote.set(forget=True)

    before = report(rsp("CHK-1", "--json"))
    after = report(rsp("show", "CHK-1", "--resume", "--json"))

    assert (before["finished"], before["totals"]["unknown"]) == (None, MANY)
    assert after["totals"]["findable"] == MANY
    assert after["finished"]


@ON_SQLITE
def test_5_001_dois_are_too_many(rsp: Rsp) -> None:
    typed = "\n".join(f"10.5555/{n}" for n in range(5_001))

    done = rsp("check", "-", typed=typed)

    assert done.returncode == 2
    assert "at most 5000" in done.stderr.replace("\u202f", "").replace(" 000", "000")


def _fields(doi: str) -> dict[str, Any]:
    row = next(row for row in ROWS if row.doi == doi)
    return {name: getattr(row, name) for name in row.__slots__}
