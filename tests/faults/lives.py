"""Lives of the program, each in a process of its own that may be killed, begun by one beside us.

Importing all anew for each would take longer than all that is tried.
"""

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

_ENDED = b"ended: "

Live = Callable[..., Awaitable[int]]
"""Lives as what is asked says, and returns as what that ended (-9 where it was killed).

`seconds`: so long after it began it is killed from outside.
"""


@asynccontextmanager
async def begun_by(module: str, environ: Mapping[str, str] | None = None) -> AsyncIterator[Live]:
    """Start a module that calls `begin_lives`."""
    path = {"PATH": os.environ["PATH"]}  # noqa: TID251 -- about the machine, no setting of ours
    command = (sys.executable, "-m", module)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env={**path, **(environ or {})}
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin
    assert stdout

    async def live(**asked: object) -> int:
        stdin.write(json.dumps(asked).encode() + b"\n")
        said = b""
        # Lives may print, too.
        while not said.startswith(_ENDED):
            said = await stdout.readline()
            assert said, "The process that begins lives has ended."
        return int(said.removeprefix(_ENDED))

    yield live
    stdin.close()
    await process.wait()


def begin_lives(live: Callable[[Mapping[str, Any]], int]) -> None:
    """Begin a life for each line on the standard input; write what it ended as."""
    with suppress(BrokenPipeError):
        for line in sys.stdin:
            sys.stdout.write(f"\n{_ENDED.decode()}{_ended(live, json.loads(line))}\n")
            sys.stdout.flush()


def _ended(live: Callable[[Mapping[str, Any]], int], asked: Mapping[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        os._exit(live(asked))
    if seconds := asked.get("seconds"):
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
