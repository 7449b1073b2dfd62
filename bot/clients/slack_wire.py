"""How bytes get to Slack and back: over one session, within bounds, failures told apart."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from http.client import HTTPS_PORT
from typing import Any, NamedTuple

import aiohttp
from yarl import URL

from bot.clients.agent import user_agent
from bot.clients.slack_errors import busy, refusal, unsure
from bot.clients.wire import AbsurdError, Answer, unpacked
from bot.errors import BotError, OutsideError

# Until there is a connection nothing is asked: `connect` tells what can safely be tried again.
_PATIENCE = aiohttp.ClientTimeout(total=10, connect=2)
_MOST_BYTES = 2_000_000
_NOT_REACHED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class Taken(NamedTuple):
    """What Slack answers to a call that it took."""

    said: dict[str, Any]
    headers: Mapping[str, str]


class SlackWire:
    def __init__(self, session: aiohttp.ClientSession, api_url: str, token: str) -> None:
        self._session = session
        self._api_url = api_url
        # Not the session's own: that goes to other hosts, too.
        self._bearer = {"Authorization": f"Bearer {token}"}

    async def call(self, method: str, *, is_once: bool = False, **arguments: object) -> Taken:
        """Call a method of the Web API; `is_once`: doing it twice would show."""
        # slack_sdk's own call reads answers of any size, and stumbles over odd ones.
        url, form = self._api_url + method, _form(arguments)
        answer = await self.post(url, is_once=is_once, data=form, headers=self._bearer)
        said = json_object(answer.body)
        if said.get("ok") is True:
            return Taken(said, answer.headers)
        if "error" in said:
            raise refusal(method, said, is_once=is_once, pause=answer.retry_after())
        raise _no_answer(is_once=is_once and answer.status < HTTPStatus.MULTIPLE_CHOICES)

    async def post(self, url: str, *, is_once: bool = False, **how: Any) -> Answer:  # noqa: ANN401 -- as aiohttp takes it
        """Return the answer, unless it is that Slack is busy or broken."""
        try:
            async with _in_our_words(is_once=is_once):
                answer = await self._exchange("POST", url, _MOST_BYTES, **how)
        except AbsurdError as error:
            raise _no_answer(is_once=is_once) from error
        _check(answer, is_once=is_once)
        return answer

    async def get_with_token(self, url: str, most_bytes: int) -> Answer:
        """Ask Slack itself, and nobody else; raise AbsurdError at the first byte too many."""
        async with _in_our_words(is_once=False):
            answer = await self._exchange("GET", url, most_bytes, headers=self._bearer)
        _check(answer, is_once=False)
        return answer

    async def _exchange(self, verb: str, url: str, most_bytes: int, **how: Any) -> Answer:  # noqa: ANN401 -- as aiohttp takes it
        async with self._session.request(verb, url, allow_redirects=False, **how) as answer:
            body = await unpacked(answer.content.iter_any(), "identity", most_bytes)
            return Answer(answer.status, answer.headers, body)


@asynccontextmanager
async def new_session() -> AsyncIterator[aiohttp.ClientSession]:
    """Open what all that goes to Slack shares; no cookie is kept."""
    async with aiohttp.ClientSession(
        timeout=_PATIENCE,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": user_agent("")},
    ) as session:
        yield session


def json_object(body: bytes) -> dict[str, Any]:
    """Return what a body says; nothing where it is anything else than a JSON object."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def is_slacks(url: str, api_url: str) -> bool:
    """Say whether the token may be sent there; read as aiohttp will read it."""
    with suppress(ValueError):
        there, here = URL(url), URL(api_url)
        is_at_slack = f".{there.host}".endswith(".slack.com") and there.port == HTTPS_PORT
        is_slack = there.origin() == here.origin() or (there.scheme == "https" and is_at_slack)
        return is_slack and there.user is None
    return False


def not_understood() -> OutsideError:
    return OutsideError("Slack gave an answer that was not understood.")


@asynccontextmanager
async def _in_our_words(*, is_once: bool) -> AsyncIterator[None]:
    """Tell apart: nothing was asked, or nobody can know what came of it.

    The causes are left out: they hold the address, and a response_url is as good as a token.
    """
    try:
        yield
    except _NOT_REACHED:
        raise OutsideError("Slack could not be reached.") from None
    except TimeoutError:
        late = OutsideError("Slack did not answer in time.")
        raise unsure() if is_once else late from None
    except (aiohttp.ClientError, OSError):
        broken = OutsideError("Slack broke off its answer.")
        raise unsure() if is_once else broken from None


def _check(answer: Answer, *, is_once: bool) -> None:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise busy(answer.retry_after())
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        broken = OutsideError(f"Slack answered with an error of its own ({answer.status}).")
        raise unsure() if is_once else broken


def _no_answer(*, is_once: bool) -> BotError:
    return unsure() if is_once else not_understood()


def _form(arguments: Mapping[str, object]) -> dict[str, str]:
    """Write arguments as every method takes them: some do not read JSON."""
    return {name: _written(value) for name, value in arguments.items() if value is not None}


def _written(value: object) -> str:
    if isinstance(value, str):
        # Half a sign (a lone surrogate) cannot be encoded.
        return value.encode(errors="replace").decode()
    return json.dumps(value)
