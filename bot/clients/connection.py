"""One connection to a stranger, as httpcore wants it.

Its own stops and starts the reading for each piece and lets the loop turn once more for each call,
which costs as much as the rest of a page on a slow host.
"""

import asyncio
import ssl
from typing import Self

import httpcore

# So much may wait to be read before the stranger is kept waiting.
_MOST_WAITING = 262_144


class Connection(asyncio.Protocol, httpcore.AsyncNetworkStream):
    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._received = bytearray()
        self._is_over = False
        self._fault: Exception | None = None
        self._news = asyncio.Event()

    @classmethod
    async def open(cls, address: str, port: int, seconds: float) -> Self:
        """Connect to an address that needs no looking up. Raises httpcore's errors."""
        try:
            async with asyncio.timeout(seconds):
                loop = asyncio.get_running_loop()
                _, connection = await loop.create_connection(cls, address, port)
                return connection
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError from error

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 -- httpcore's signature
        while not (self._received or self._is_over):
            self._news.clear()
            await self._news.wait()
        if not self._received and self._fault:
            raise httpcore.ReadError from self._fault
        piece = bytes(self._received[:max_bytes])
        del self._received[:max_bytes]
        self._transport.resume_reading()
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 -- httpcore's signature
        """Never wait: a question is short, and that it did not leave is told by its answer."""
        self._transport.write(buffer)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 -- httpcore's signature
    ) -> Self:
        loop = asyncio.get_running_loop()
        try:
            encrypted = await loop.start_tls(
                self._transport, self, ssl_context, server_hostname=server_hostname
            )
        except OSError as error:  # TLS has its errors among them
            raise httpcore.ConnectError from error
        if encrypted is None:
            raise httpcore.ConnectError
        self._transport = encrypted
        return self

    async def aclose(self) -> None:
        # A stranger need not agree.
        self._transport.abort()

    def get_extra_info(self, info: str) -> object:
        """Say what httpcore asks before it uses a connection again: is it over, is it ours?"""
        if info == "is_readable":
            return self._is_over or bool(self._received)
        return self._transport.get_extra_info(info)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- asyncio types it as less
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) > _MOST_WAITING:
            self._transport.pause_reading()
        self._news.set()

    def eof_received(self) -> None:
        self._is_over = True
        self._news.set()

    def connection_lost(self, error: Exception | None) -> None:
        self._is_over, self._fault = True, error
        self._news.set()
