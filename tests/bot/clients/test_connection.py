"""A connection to a stranger: what it holds, when it is over, and what it does not use again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpcore
import pytest

from bot.clients.connection import Connection

Said = Callable[[asyncio.StreamWriter], Awaitable[None]]
A_MOMENT, SOME_SECONDS = 0.2, 5.0


@asynccontextmanager
async def connected(say: Said) -> AsyncIterator[Connection]:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await say(writer)
        finally:
            writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        connection = await Connection.open("127.0.0.1", port, SOME_SECONDS)
        try:
            yield connection
        finally:
            await connection.aclose()


async def test_what_came_is_read_to_its_end_in_pieces() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(b"example")

    async with connected(say) as connection:
        assert [await connection.read(4) for _ in range(3)] == [b"exam", b"ple", b""]


@pytest.mark.parametrize("unasked", [b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n"])
async def test_one_that_is_over_or_spoke_unasked_is_not_used_again(unasked: bytes) -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(unasked)

    async with connected(say) as connection:
        await asyncio.sleep(A_MOMENT)
        assert connection.get_extra_info("is_readable") is True


async def test_one_that_waits_can_be_used_again() -> None:
    async def say(_writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(SOME_SECONDS)

    async with connected(say) as connection:
        await asyncio.sleep(A_MOMENT)
        assert connection.get_extra_info("is_readable") is False


async def test_a_stranger_who_never_ends_is_kept_waiting() -> None:
    sent = 0

    async def say(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        while True:
            writer.write(bytes(1_000_000))
            await writer.drain()
            sent += 1_000_000

    async with connected(say) as connection:
        await connection.read(1)
        await asyncio.sleep(A_MOMENT)
        already = sent
        await asyncio.sleep(A_MOMENT)
        assert sent == already


async def test_a_connection_that_breaks_is_told() -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        # Unread words of ours make the other side's end a break.
        await asyncio.sleep(A_MOMENT)
        writer.transport.abort()

    async with connected(say) as connection:
        await connection.write(b"x" * 1_000_000)
        with pytest.raises(httpcore.ReadError):
            await connection.read(1)
