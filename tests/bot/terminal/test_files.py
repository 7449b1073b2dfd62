import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.terminal.files import read_file


async def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(b"\xff\r\n10.5555/a")

    assert await read_file(str(file), 100) == b"\xff\r\n10.5555/a"


async def test_a_file_may_be_as_large_as_that_and_no_larger(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(bytes(3_000_000))

    assert len(await read_file(str(file), 3_000_000)) == 3_000_000
    with pytest.raises(UsageError, match="is larger than 2 MB"):
        await read_file(str(file), 2_999_999)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing.txt", "No such file or directory"), ("", "Is a directory"), ("\0", "null byte")],
)
async def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(UsageError, match=f"cannot be read: .*{reason}"):
        await read_file(f"{tmp_path}/{name}", 100)


def test_a_dash_is_the_standard_input() -> None:
    program = (
        "import asyncio, sys; from bot.terminal.files import read_file;"
        "sys.stdout.buffer.write(asyncio.run(read_file('-', 100)))"
    )

    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", program], input=b"10.5555/a\n\xff", capture_output=True, check=True
    )

    assert done.stdout == b"10.5555/a\n\xff"
