"""The form service's door: what it did not sign is turned away before it is parsed."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from bot.clock import Clock, utc_now
from bot.domain.faults import Faults
from bot.domain.filing import Came
from bot.domain.intake import (
    MOST_BYTES,
    SignedBody,
    Submission,
    in_their_words,
    read_submission,
    why_refused,
)
from bot.domain.people import FORM, Act
from bot.errors import BotError, UsageError
from bot.log import events
from bot.messages.json import encode
from bot.use_cases.intake import receive
from bot.world import World

PATH = "/intake/form"
_KIND = "application/json"
_NOT_SET = "No form service is set up here: set RSP_FORM_SECRET to what it signs by."
_TOO_LARGE = f"The body is larger than {MOST_BYTES // 1000} kB."
_REFUSED = "Nothing was kept: look at these fields."
_LATER = "This could not be kept just now: send it again later."
_PAUSE_SECONDS = 30


class Intake:
    def __init__(self, world: World, *, real: Clock = utc_now) -> None:
        """Signatures keep real time, in a rehearsal too: `real` tells it."""
        self._world = world
        self._policy = world.settings.policy.intake
        self._real = real

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        if refused := self._why_refused(request, body):
            return refused
        try:
            return await self._received(read_submission(body, self._policy.fields))
        except UsageError as error:
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except BotError as error:
            events.warning("intake_not_answered", error=type(error).__name__)
            return _later(_LATER)

    def _why_refused(self, request: Request, body: bytes) -> Response | None:
        secret, headers = self._world.settings.form_secret, request.headers
        if not secret:
            events.warning("intake_refused", status=int(HTTPStatus.SERVICE_UNAVAILABLE))
            return _later(_NOT_SET)
        if len(body) > MOST_BYTES:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
        sent = SignedBody(
            body=body,
            timestamp=headers.get("x-rsp-timestamp", ""),
            signature=headers.get("x-rsp-signature", ""),
        )
        has_timestamp = self._policy.signature == "timestamp"
        if why := why_refused(sent, secret, self._real(), has_timestamp=has_timestamp):
            return _refused(HTTPStatus.UNAUTHORIZED, why)
        return None

    async def _received(self, said: Submission | Faults) -> Response:
        act = Act(by=FORM, at=self._world.clock())
        came = (
            said if isinstance(said, Faults) else await receive(said, act, cases=self._world.cases)
        )
        if isinstance(came, Faults):
            faults = in_their_words(came, self._policy.fields).by_field
            return _refused(HTTPStatus.UNPROCESSABLE_ENTITY, _REFUSED, faults=faults)
        events.info("intake_received", application=came.id, came=came.came)
        return _said(HTTPStatus.CREATED if came.came is Came.NEW else HTTPStatus.OK, came)


def _refused(status: HTTPStatus, why: str, **more: Mapping[str, str]) -> Response:
    # What was sent is nobody's who reads a log.
    events.warning("intake_refused", status=int(status))
    return _said(status, {"error": why, **more})


def _later(why: str) -> Response:
    """Let the service keep what it could not deliver, and send it again."""
    answer = _said(HTTPStatus.SERVICE_UNAVAILABLE, {"error": why})
    answer.headers["Retry-After"] = f"{_PAUSE_SECONDS}"
    return answer


def _said(status: HTTPStatus, said: object) -> Response:
    return Response(encode(said), status, media_type=_KIND)
