import asyncio
from time import monotonic

import pytest

from bot.clients.rate import Rate, Window


def starts_of(window: Window, requests: int, at: float = 0.0) -> list[float]:
    """Start as soon as the window lets us, as one who does nothing else."""
    starts = []
    for _ in range(requests):
        while wait := window.wait(at):
            at += wait
        window.start(at)
        starts.append(at)
    return starts


def most_in(seconds: float, starts: list[float]) -> int:
    return max(sum(1 for s in starts if t <= s < t + seconds) for t in starts)


def test_ten_in_five_seconds_are_a_burst_and_then_ten_more() -> None:
    assert starts_of(Window(10, 5), 25) == [0.0] * 10 + [5.0] * 10 + [10.0] * 5


def test_no_stretch_of_time_ever_has_more_than_the_limit() -> None:
    window = Window(10, 5)
    starts = starts_of(window, 7) + starts_of(window, 30, at=3.0) + starts_of(window, 30, at=19.5)
    assert most_in(5, starts) == 10


def test_a_long_batch_takes_the_time_that_the_limit_imposes_and_no_more() -> None:
    assert starts_of(Window(800, 300), 5000)[-1] == 300 * (5000 // 800)


def test_what_was_unused_is_not_saved_up() -> None:
    window = Window(10, 5)
    window.start(0)
    assert starts_of(window, 20, at=1000) == [1000.0] * 10 + [1005.0] * 10


def test_a_halved_rate_is_whole_again_after_five_minutes() -> None:
    window = Window(10, 5)
    window.halve(0)
    starts = starts_of(window, 320)
    assert most_in(5, [start for start in starts if start < 295]) == 5
    assert [start for start in starts if start >= 300] == [300.0] * 10 + [305.0] * 10


def test_halving_twice_is_no_quarter() -> None:
    window = Window(8, 1)
    window.halve(0)
    window.halve(0)
    assert starts_of(window, 8) == [0.0] * 4 + [1.0] * 4


def test_a_rate_of_one_is_never_halved_to_nothing() -> None:
    window = Window(1, 2)
    window.halve(0)
    assert starts_of(window, 3) == [0.0, 2.0, 4.0]


def test_a_wait_that_outlasts_the_halving_ends_with_it() -> None:
    window = Window(10, 600)
    starts_of(window, 5)
    window.halve(0)
    assert starts_of(window, 6, at=1.0) == [300.0] * 5 + [600.0]


async def test_turns_come_in_the_order_of_asking_and_in_time() -> None:
    rate, came = Rate(5, 0.1), []
    began = monotonic()

    async def ask(number: int) -> None:
        await rate.turn()
        came.append(number)

    await asyncio.gather(*(ask(number) for number in range(16)))
    assert came == list(range(16))
    assert 0.3 <= monotonic() - began < 2


async def test_who_leaves_the_line_does_not_hold_it_up() -> None:
    rate = Rate(1, 0.05)
    await rate.turn()
    leaving = asyncio.create_task(rate.turn())
    staying = asyncio.create_task(rate.turn())
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait_for(staying, 0.5)
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_a_lifted_rate_keeps_nobody_waiting() -> None:
    rate = Rate(10_000_000, 300)
    began = monotonic()
    for _ in range(10_000):
        await rate.turn()
    assert monotonic() - began < 2
