"""What a stranger can do to others with connections, over real ones."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.web.connections import Limits
from bot.web.guard import Guard
from bot.web.server import listen, serving

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
SLOW, LARGE = GET.replace(b"/ ", b"/slow ", 1), GET.replace(b"/ ", b"/large ", 1)
HEAD_IN_PART = b"POST / HTTP/1.1\r\nHo"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
SOON = 0.4


def post(size: int) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Say how much came; at /slow after a while, at /large with much."""
    body = (await receive())["body"]
    if scope["path"] == "/slow":
        await asyncio.sleep(SOON / 2)
    said = "x" * 1_000_000 if scope["path"] == "/large" else f"{len(body)} bytes"
    await PlainTextResponse(said)(scope, receive, send)


class Line:
    """A connection of a stranger's."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, request: bytes) -> str:
        """Send a request and return the status and the body of its answer."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        length = head.lower().partition("content-length: ")[2].split("\r\n")[0]
        body = await self.reader.readexactly(int(length))
        return f"{head.split()[1]} {body.decode()}"

    async def is_cut(self, seconds: float = 5) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self.reader.read() == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True


class Strangers:
    def __init__(self, address: tuple[str, int], opened: AsyncExitStack) -> None:
        self._address, self._opened = address, opened

    async def connect(self, sends: bytes = b"") -> Line:
        reader, writer = await asyncio.open_connection(*self._address)
        self._opened.callback(writer.close)
        writer.write(sends)
        return Line(reader, writer)


@asynccontextmanager
async def strangers(limits: Limits) -> AsyncIterator[Strangers]:
    app = Guard(answer, is_https=False)
    with listen("127.0.0.1", 0) as listens:
        address = listens.getsockname()
        async with serving(app, listens, limits), AsyncExitStack() as opened:
            yield Strangers(address, opened)


async def test_who_only_connects_keeps_nobody_out() -> None:
    async with strangers(Limits(connections=5)) as they:
        idle = [await they.connect(sends) for sends in (b"", HEAD_IN_PART, post(9)) * 10]

        late = await they.connect()

        assert await late.ask(GET) == "200 0 bytes"
        assert all([await line.is_cut() for line in idle[:-4]])
        assert not any([await line.is_cut(0.01) for line in idle[-4:]])


async def test_who_is_being_answered_does_not_make_room() -> None:
    async with strangers(Limits(connections=2)) as they:
        answered = asyncio.create_task(
            (await they.connect()).ask(GET.replace(b"/ ", b"/slow ", 1))
        )
        await asyncio.sleep(SOON / 8)
        for _ in range(10):
            await they.connect()

        assert await answered == "200 0 bytes"


async def test_where_all_are_being_answered_the_newest_goes() -> None:
    async with strangers(Limits(connections=2)) as they:
        lines = [await they.connect() for _ in range(2)]
        answered = [asyncio.create_task(line.ask(SLOW)) for line in lines]
        await asyncio.sleep(SOON / 8)

        assert await (await they.connect()).is_cut()
        assert await asyncio.gather(*answered) == ["200 0 bytes"] * 2


@pytest.mark.parametrize(
    "sends", [b"", HEAD_IN_PART, post(9), post(9) + b"12345678", GET + HEAD_IN_PART]
)
async def test_who_never_ends_a_request_is_let_go_of(sends: bytes) -> None:
    async with strangers(Limits(seconds=SOON)) as they:
        line = await they.connect(sends)
        if sends.startswith(GET):
            assert await line.ask(b"") == "200 0 bytes"

        assert await line.is_cut()


async def test_a_byte_now_and_then_buys_no_time() -> None:
    async with strangers(Limits(seconds=SOON)) as they:
        line, began = await they.connect(post(1000)), monotonic()
        with suppress(ConnectionError):
            while monotonic() < began + 5:
                line.writer.write(b"x")
                await line.writer.drain()
                await asyncio.sleep(SOON / 10)

        assert monotonic() < began + 2


async def test_who_does_not_read_the_answers_is_let_go_of() -> None:
    taken = 0
    async with strangers(Limits(seconds=SOON)) as they:
        line = await they.connect(LARGE * 20)
        await asyncio.sleep(3 * SOON)
        with suppress(ConnectionError):
            while piece := await line.reader.read(1_000_000):
                taken += len(piece)

    # The system keeps some for whoever does not read.
    assert taken < 15_000_000


async def test_a_line_that_is_used_again_is_kept() -> None:
    async with strangers(Limits(seconds=SOON)) as they:
        line = await they.connect()
        for _ in range(6):
            assert await line.ask(post(3) + b"abc") == "200 3 bytes"
            await asyncio.sleep(SOON / 2)


async def test_bodies_that_never_end_are_held_up_to_a_bound() -> None:
    async with strangers(Limits(held=1_000_000)) as they:
        slow = [await they.connect(post(900_000) + b"x" * 400_000) for _ in range(6)]
        await asyncio.sleep(0.2)

        late = await they.connect()

        assert await late.ask(post(500_000) + b"x" * 500_000) == "200 500000 bytes"
        assert all([await line.is_cut() for line in slow[:-2]])


async def test_what_was_answered_is_no_longer_held() -> None:
    async with strangers(Limits(held=1_000_000)) as they:
        lines = [await they.connect() for _ in range(3)]
        for line in lines * 2:
            assert await line.ask(post(900_000) + b"x" * 900_000) == "200 900000 bytes"


async def test_a_body_of_unsaid_length_is_not_heard() -> None:
    async with strangers(Limits()) as they:
        line = await they.connect()
        line.writer.write(CHUNKED + b"1\r\nx\r\n" * 1_000)

        assert (await line.ask(b"")).startswith("411 ")
        assert await line.is_cut()


async def test_no_head_is_endless() -> None:
    async with strangers(Limits()) as they:
        line = await they.connect(GET[:-2] + b"a:\r\n" * 60_000 + b"\r\n")

        with suppress(ConnectionError):
            assert (await line.reader.read(12)) == b"HTTP/1.1 400"


@pytest.mark.parametrize("sends", [b"\x16\x03\x01\r\n\r\n", GET[:-2] + b"Upgrade: x\r\n\r\n"])
async def test_junk_fills_no_log(caplog: pytest.LogCaptureFixture, sends: bytes) -> None:
    async with strangers(Limits()) as they:
        line = await they.connect(sends)
        await line.reader.read(12)

    assert caplog.records == []
