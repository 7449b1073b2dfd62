"""Whether we are well, for whoever runs us: 200 is yes, 503 is no."""

import asyncio
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.domain.work import is_late
from bot.errors import OutsideError
from bot.messages.json import encode
from bot.use_cases import ticks
from bot.world import World
from storage.migrate import is_at_head

# Longer than a database that works may take, shorter than whoever looks waits.
_PATIENCE_SECONDS = 5


class Health:
    def __init__(self, world: World) -> None:
        self._world = world
        self._mark = {"rehearsal": world.settings.rehearsal_from is not None}
        self._asking: asyncio.Task[bool] | None = None

    async def process(self, _request: Request) -> Response:
        """Say that this process answers, whatever stands behind it."""
        return JSONResponse({"healthy": True})

    async def ready(self, _request: Request) -> Response:
        """Say whether the database answers, at the schema of this program."""
        is_ready = await self._is_ready()
        return JSONResponse({"ready": is_ready, **self._mark}, _status(is_ready))

    async def worker(self, _request: Request) -> Response:
        """Say whether any worker ticked lately; a database that is silent cannot tell."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                ticked = await ticks.last_tick(database=self._world.database)
        except (OutsideError, TimeoutError):
            ticked = None
        is_well = not is_late(ticked, self._world.clock())
        said = {"healthy": is_well, "last_tick": ticked}
        return Response(encode(said), _status(is_well), media_type="application/json")

    async def _is_ready(self) -> bool:
        # However many look, the database is asked once at a time.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(is_at_head(self._world.settings.database_url))
        done, _ = await asyncio.wait({self._asking}, timeout=_PATIENCE_SECONDS)
        try:
            return bool(done) and self._asking.result()
        except OutsideError:
            return False


def _status(is_well: bool) -> HTTPStatus:  # noqa: FBT001 -- it is all that the function asks
    return HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
