"""A worker on rows whose act is a line in a file: `python -m tests.faults.clerk URL FILE`."""

import asyncio
import os
import sys
from functools import partial
from pathlib import Path

from bot.clock import utc_now
from bot.domain.work import Done, Work
from bot.use_cases.ledger import Ledger
from bot.use_cases.work import work_on
from storage.database import Database

KIND, BATCH, AT_ONCE = "mail", 100, 50


async def main(url: str, file: Path) -> None:
    # Whole lines, whoever else writes there.
    acts = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    async with Database.open(url) as database:
        while await _work(database, acts):
            pass


async def _work(database: Database, acts: int) -> int:
    async with database.begin() as store:
        await store.work.recover(utc_now(), kinds=[KIND])
        rows = await store.work.claim(utc_now(), kinds=[KIND], most=BATCH)
    ledger = Ledger(database)
    act = {KIND: partial(_act, ledger, acts)}
    await work_on(rows, act, clock=utc_now, database=database, ledger=ledger, at_once=AT_ONCE)
    return len(rows)


async def _act(ledger: Ledger, acts: int, row: Work) -> Done:
    await ledger.begin(row)
    os.write(acts, f"{row.key}\n".encode())
    return Done()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
