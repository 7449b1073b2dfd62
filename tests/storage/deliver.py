"""What a process does with a delivery that came to two: `python -m tests.storage.deliver URL`.

Ends with 4 where the other was first.
"""

import asyncio
import sys

from bot.errors import RepeatedDelivery
from storage.database import Database
from tests.storage.test_deliveries import act


async def main(url: str) -> int:
    async with Database.open(url) as database:
        try:
            await act(database)
        except RepeatedDelivery:
            return 4
        return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
