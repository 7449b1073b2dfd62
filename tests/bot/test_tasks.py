import asyncio

import pytest

from bot.tasks import Tasks


async def test_what_was_started_is_waited_for_with_what_it_starts() -> None:
    tasks, done = Tasks(), list[str]()

    async def second() -> None:
        await asyncio.sleep(0.01)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0.01)
        tasks.start(second())
        done.append("first")

    tasks.start(first())
    await tasks.finish(5)

    assert done == ["first", "second"]


async def test_what_takes_too_long_is_ended_in_order() -> None:
    tasks, given_back = Tasks(), asyncio.Event()

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            given_back.set()

    tasks.start(long())
    await tasks.finish(0.05)

    assert given_back.is_set()


async def test_a_failure_is_logged_and_lets_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, went_on = Tasks(), asyncio.Event()

    async def fail() -> None:
        raise ValueError

    async def go_on() -> None:
        went_on.set()

    tasks.start(fail())
    tasks.start(go_on())
    await tasks.finish(5)

    assert went_on.is_set()
