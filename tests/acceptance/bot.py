"""`rsp run`, or `serve` and `work`, as processes beside the tests."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

_SECONDS = 30


@dataclass(kw_only=True)
class Bot:
    process: Process
    lines: list[dict[str, Any]] = field(default_factory=list)
    """What it logged so far."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.logged('web_listening')[0]['port']}"

    def logged(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]

    async def until_logged(self, event: str) -> None:
        async with asyncio.timeout(_SECONDS):
            while not self.logged(event):
                assert self.process.returncode is None, self.lines
                await asyncio.sleep(0.02)

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        if self.process.returncode is None:
            self.process.send_signal(sign)
        return await asyncio.wait_for(self.process.wait(), _SECONDS)

    async def read(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.lines.append(_event(line.decode()))


@asynccontextmanager
async def started(word: str, environ: Mapping[str, str]) -> AsyncIterator[Bot]:
    """Start it and wait until it listens, or works; nothing may have broken when it ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", word),
        env={**environ, "PORT": "0", "RSP_HOST": "127.0.0.1"},
        stderr=PIPE,
        limit=1 << 20,
    )
    bot = Bot(process=process)
    reading = asyncio.create_task(bot.read())
    try:
        if word != "work":
            await bot.until_logged("web_listening")
        yield bot
    finally:
        await bot.stop()
        await reading
    broken = [line for line in bot.lines if "exception" in line or line.get("level") == "error"]
    assert broken == []


def _event(line: str) -> dict[str, Any]:
    # What is no line of JSON is a traceback, or a library that prints.
    try:
        event: dict[str, Any] = json.loads(line)
    except ValueError:
        return {"event": line.rstrip(), "exception": line}
    return event
