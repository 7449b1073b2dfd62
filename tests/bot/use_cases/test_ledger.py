"""Beginnings and ends of rows, written together."""

from datetime import timedelta

import pytest

from bot.domain.work import Work, WorkState
from bot.errors import BusyError
from bot.use_cases.ledger import Ledger
from storage.database import Database
from tests.factories import MARCH_2

ROWS = [Work(key=f"post:test:{n}", due_at=MARCH_2, lane="CSTAFF") for n in range(2)]


async def test_of_two_that_were_handed_out_for_one_channel_one_begins_a_second_later(
    database: Database,
) -> None:
    async with database.begin() as store:
        await store.work.add_claimed(*ROWS, now=MARCH_2)
    one, other = Ledger(database), Ledger(database)

    await one.begin(ROWS[0], now=MARCH_2)
    with pytest.raises(BusyError):
        await other.begin(ROWS[1], now=MARCH_2)
    async with database.read() as store:
        assert await store.work.count(WorkState.SENDING) == 1

    await other.begin(ROWS[1], now=MARCH_2 + timedelta(seconds=1))
    async with database.read() as store:
        assert await store.work.count(WorkState.SENDING) == 2
