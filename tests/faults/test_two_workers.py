"""Two workers and ten thousand rows that are due; one of them is killed in the middle."""

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from bot.domain.work import Work, WorkState
from storage.database import Database
from tests.factories import MARCH_2
from tests.faults.clerk import BATCH, KIND

MANY = 10_000
SECONDS = 60


async def test_each_row_is_done_once_though_one_of_two_workers_is_killed(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    async with database.begin() as store:
        for first in range(0, MANY, 1000):
            keys = (f"{KIND}:test:{number}" for number in range(first, first + 1000))
            await store.work.add(*(Work(key=key, due_at=MARCH_2) for key in keys))
    file = tmp_path / "acts"
    # In another time zone each.
    one, other = (
        await a_worker(database_url, file, "UTC-14"),
        await a_worker(database_url, file, "UTC+12"),
    )
    async with asyncio.timeout(SECONDS):
        while not file.exists() or file.stat().st_size < MANY:  # noqa: ASYNC110 -- a file
            await asyncio.sleep(0.01)
    one.send_signal(signal.SIGKILL)
    await one.wait()
    assert await other.wait() == 0

    done = Counter(file.read_text().split())
    async with database.read() as store:
        sent = await store.work.count(WorkState.SENT)
        begun = await store.work.count(WorkState.SENDING)
        claimed = await store.work.count(WorkState.CLAIMED)
    assert max(done.values()) == 1
    assert sent + begun + claimed == MANY
    # What was begun nobody knows of; the rest of a batch is due again when its lease is over.
    assert begun <= BATCH
    assert sent <= len(done) <= sent + begun


async def a_worker(url: str, file: Path, zone: str) -> asyncio.subprocess.Process:
    path = {"PATH": os.environ["PATH"], "TZ": zone}  # noqa: TID251 -- about the machine
    command = (sys.executable, "-m", "tests.faults.clerk", url, str(file))
    return await asyncio.create_subprocess_exec(*command, env=path)
