"""A PostgreSQL that can be reached, hangs, or refuses, as the test says."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

_SOCKET = ".s.PGSQL.5432"


class Proxy:
    def __init__(self, server: Path, folder: Path) -> None:
        self.folder = folder
        self._server = server / _SOCKET
        self._goes_on = asyncio.Event()
        self._listens: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def before(cls, url: str) -> AsyncIterator[tuple[Self, str]]:
        """Yield it and the address that leads through it."""
        [server] = parse_qs(urlsplit(url).query)["host"]
        with tempfile.TemporaryDirectory(prefix="rsp-proxy-") as folder:
            proxy = cls(Path(server), Path(folder))
            await proxy.answer()
            try:
                yield proxy, url.replace(server, folder)
            finally:
                await proxy.refuse()

    async def answer(self) -> None:
        self._goes_on.set()
        if self._listens is None:
            self._listens = await asyncio.start_unix_server(self._serve, self.folder / _SOCKET)

    def hang(self) -> None:
        """Take what is said, and say nothing."""
        self._goes_on.clear()

    async def refuse(self) -> None:
        """End every connection, and let no other begin."""
        if self._listens:
            self._listens.close()
            (self.folder / _SOCKET).unlink(missing_ok=True)
            self._listens = None
        for end in self._ends:
            end.transport.abort()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._server)
        self._ends |= {writer, back}
        for pair in ((reader, back), (there, writer)):
            pump = asyncio.create_task(self._pump(*pair))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while piece := await source.read(1 << 16):
                await self._goes_on.wait()
                sink.write(piece)
        except OSError:
            pass
        finally:
            sink.close()
