"""What a process does with a knock that came to two: `python -m tests.storage.knock URL`.

Ends with 4 where the other was first.
"""

import asyncio
import sys

from bot.errors import RepeatedKnock
from storage.database import Database
from tests.storage.test_knocks import act


async def main(url: str) -> int:
    async with Database.open(url) as database:
        try:
            await act(database)
        except RepeatedKnock:
            return 4
        return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
