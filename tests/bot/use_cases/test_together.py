import asyncio

import pytest

from bot.errors import OutsideError
from bot.use_cases.together import Together


class Paper:
    """What is written, and how often; the first writes fail if told so."""

    def __init__(self, failures: int = 0) -> None:
        self.writes: list[list[int]] = []
        self._failures = failures

    async def write(self, items: list[int]) -> None:
        await asyncio.sleep(0)
        if self._failures:
            self._failures -= 1
            raise OutsideError("The pen is dry.")
        self.writes.append(items)


async def test_what_comes_while_something_is_written_is_written_at_once() -> None:
    paper = Paper()
    together = Together(paper.write)

    await asyncio.gather(*(together.add(number) for number in range(5)))

    assert paper.writes == [[0], [1, 2, 3, 4]]


async def test_a_failed_write_is_known_to_whoever_made_it_and_lost_to_nobody() -> None:
    paper = Paper(failures=1)
    together = Together(paper.write)

    ends = await asyncio.gather(*map(together.add, range(4)), return_exceptions=True)

    assert [type(end) for end in ends] == [OutsideError, type(None), type(None), type(None)]
    assert sorted(item for write in paper.writes for item in write) == [1, 2, 3]


async def test_nobody_is_told_that_something_was_written_when_nothing_was() -> None:
    paper = Paper(failures=9)
    together = Together(paper.write)

    ends = await asyncio.gather(*map(together.add, range(3)), return_exceptions=True)

    assert [type(end) for end in ends] == [OutsideError] * 3
    assert paper.writes == []


async def test_a_write_that_was_cancelled_is_made_by_the_next() -> None:
    paper = Paper()
    together = Together(paper.write)
    first, second = (asyncio.create_task(together.add(number)) for number in (1, 2))
    await asyncio.sleep(0)
    first.cancel()

    with pytest.raises(asyncio.CancelledError):
        await first
    await second

    assert paper.writes == [[2]]
