"""A terminal, a file or nothing at all where input and output belong."""

import subprocess
import sys
from pathlib import Path

import pytest

RSP = f"{sys.executable} -m bot"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["help", "checks"])
def test_what_is_closed_is_no_trouble(tmp_path: Path, words: str, closed: str) -> None:
    done = shell(f"{RSP} {words} {closed}", tmp_path)

    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["help", "checks"])
def test_a_full_disk_is_a_sentence(tmp_path: Path, words: str) -> None:
    done = shell(f"{RSP} {words} > /dev/full", tmp_path)

    assert done.returncode == 1
    assert done.stderr == "The answer could not be written: No space left on device.\n"


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rsp.db").write_bytes(b"nothing of the kind" * 1_000)

    done = shell(f"{RSP} checks", tmp_path)

    assert (done.returncode, done.stderr) == (3, "The database does not answer.\n")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S602 -- only a shell can close what it hands over
        command,
        shell=True,
        env={"RSP_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
