"""A made-up workspace, and what the loopback Slack knows and keeps of it."""

import asyncio
import itertools
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from tests.fakes.slack_limits import BLOCKS_IN_ALL, POSTED_TEXT, of_message, size_of
from tests.fakes.slack_records import (
    Answerable,
    Call,
    File,
    Json,
    Message,
    Refusal,
    named,
)

HOME, OTHER_TEAM, APP = "THOME", "TOTHER", "AEXAMPLE"
BOT_USER, BOT = "UBOT", "BBOT"
TOKEN = "xoxb-1-example"  # noqa: S105 -- opens nothing but this module
APP_TOKEN = "xapp-1-example"  # noqa: S105 -- as above
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 -- as above
TRIGGER_SECONDS, RESPONSE_SECONDS, RESPONSES = 3, 30 * 60, 5

T = TypeVar("T")


def a_user(name: str, team: str = HOME, **different: object) -> Json:
    return {
        "id": name,
        "team_id": team,
        "name": name.lower(),
        "deleted": False,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_stranger": False,
        "tz": "Europe/Berlin",
        "profile": {"real_name": name, "email": f"{name.lower()}@example.org"},
        **different,
    }


def a_channel(name: str, **different: object) -> Json:
    return {
        "id": name,
        "name": name.lower(),
        "is_im": False,
        "is_archived": False,
        "is_private": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        **different,
    }


def a_direct_channel(name: str, user: str) -> Json:
    return {"id": name, "user": user, "is_im": True, "is_archived": False, "is_org_shared": False}


_USERS = (
    a_user("USTAFF"),
    a_user("ULEAD"),
    a_user("UOTHER"),
    a_user("UGUEST", is_restricted=True),
    a_user("UGONE", deleted=True),
    a_user("UFOREIGN", OTHER_TEAM),
    a_user(BOT_USER, is_bot=True),
)
_CHANNELS = (
    a_channel("CSTAFF"),
    a_channel("CSHARED", is_shared=True, is_ext_shared=True),
    a_channel("COUT"),
    a_channel("CPRIVATE", is_private=True),
    a_direct_channel("DSTAFF", "USTAFF"),
)
_MEMBERS = {
    "CSTAFF": {"USTAFF", "ULEAD", "UOTHER", "UGUEST", BOT_USER},
    "CSHARED": {"USTAFF", "ULEAD", "UFOREIGN", BOT_USER},
    "COUT": {"USTAFF"},
    "CPRIVATE": {"USTAFF", BOT_USER},
    "DSTAFF": {"USTAFF", BOT_USER},
}
_GROUPS = {"SSTAFF": ["USTAFF", "ULEAD", "UGUEST", "UGONE", "UFOREIGN"], "SLEADS": ["ULEAD"]}
_MANIFEST = Path(__file__).parents[2] / "manifest.json"
# Whoever pastes the manifest has given these.
_SCOPES = {*json.loads(_MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]}


class SlackError(Exception):
    """An `"ok": false` and whatever stands beside it."""

    def __init__(self, code: str, **beside: object) -> None:
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code, **beside}


class Workspace:
    """Tests may change users, channels, members, groups, scopes: Slack then says so."""

    def __init__(self) -> None:
        self.url = ""
        self.users = {user["id"]: deepcopy(user) for user in _USERS}
        self.channels = {channel["id"]: deepcopy(channel) for channel in _CHANNELS}
        self.members = deepcopy(_MEMBERS)
        self.groups = deepcopy(_GROUPS)
        self.scopes = set(_SCOPES)
        self.token_error = ""
        """As `token_revoked`: what every method says from now on."""
        self.calls: list[Call] = []
        self.messages: list[Message] = []
        self.views: list[Json] = []
        """Modals that were opened, each as it stands now."""
        self.homes: dict[str, Json] = {}
        self.published: list[tuple[str, Json]] = []
        """Every home view by user, oldest first."""
        self.files: dict[str, File] = {}
        self.refusals: list[Refusal] = []
        self._told: list[Message] = []
        self._numbers = itertools.count(1)
        self._triggers: dict[str, float] = {}
        self._exchanged: set[str] = set()
        self.answerables: dict[str, Answerable] = {}
        self._passed = 0.0

    # What a test asks.

    async def wait_for(self, ask: Callable[[], T], seconds: float = 5) -> T:
        """Return what `ask` returns as soon as that is something; what was said, if never."""
        end = monotonic() + seconds
        while not (found := ask()):
            said = [message.words for message in self.messages]
            assert monotonic() < end, f"Slack waited in vain; it heard {said}, {self.refusals}"
            await asyncio.sleep(0.01)
        return found

    async def told(self, *words: str, seconds: float = 5, **like: object) -> Message:
        """Return the first message with these words, and these fields, not returned before."""
        message = await self.wait_for(lambda: self._untold(words, like), seconds)
        assert message
        self._told.append(message)
        return message

    @property
    def untold(self) -> list[Message]:
        """What was said and nobody asked for with `told`."""
        return [m for m in self.messages if not any(m is told for told in self._told)]

    def asked(self, method: str) -> list[Json]:
        """Return the arguments of each call of one method."""
        return [call.arguments for call in self.calls if call.method == method]

    def later(self, seconds: float) -> None:
        """Let triggers and response_urls grow older."""
        self._passed += seconds

    def attach(self, name: str, content: bytes) -> File:
        """Keep a file that a person uploaded."""
        file = File(id=f"F{self.number()}", name=name, length=len(content), content=content)
        file.is_shared = True
        self.files[file.id] = file
        return file

    def _untold(self, words: tuple[str, ...], like: dict[str, object]) -> Message | None:
        return next((m for m in self.untold if m.has(*words) and _is_like(m, like)), None)

    # What Slack does.

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        number = self.number()
        return f"{1_800_000_000 + number}.{number:06}"

    def trigger(self) -> str:
        """Return a new trigger: good for one view, for three seconds."""
        name = f"{self.number()}.{HOME}.example"
        self._triggers[name] = self._now()
        return name

    def exchange(self, trigger: str) -> None:
        if trigger in self._exchanged:
            raise SlackError("exchanged_trigger_id")
        if trigger not in self._triggers:
            raise SlackError("invalid_trigger_id")
        if self._now() - self._triggers[trigger] > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        self._exchanged.add(trigger)

    def response_url(self, channel: str, user: str, thread: str = "") -> str:
        name = f"{HOME}/{self.number()}/example"
        self.answerables[name] = Answerable(
            channel=channel, user=user, thread=thread, born=self._now()
        )
        return f"{self.url}/commands/{name}"

    def use(self, name: str) -> Answerable:
        """Count one more answer to a response_url."""
        way = self.answerables.get(name)
        if way is None or self._now() - way.born > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if way.uses == RESPONSES:
            raise SlackError("used_url")
        way.uses += 1
        return way

    def say(self, way: str, channel: str, said: Json, **more: Any) -> Message:  # noqa: ANN401 -- fields of a Message
        """Keep a message, if Slack takes it."""
        self.check_message(way, said)
        message = Message(
            way=way,
            channel=channel,
            ts=self.ts(),
            text=said.get("text") or "",
            blocks=named(deepcopy(said.get("blocks") or [])),
            **more,
        )
        self.messages.append(message)
        return message

    def check_message(self, what: str, said: Json, *, most: int = POSTED_TEXT) -> None:
        text, blocks = said.get("text") or "", said.get("blocks") or []
        if not text and not blocks:
            self.refuse(what, "no_text", "neither text nor blocks")
        if len(text) > most:
            self.refuse(what, "msg_too_long", f"{len(text)} characters of text")
        if faults := of_message(blocks):
            self.refuse(what, "invalid_blocks", *faults)
        if size_of(blocks) > BLOCKS_IN_ALL:
            self.refuse(what, "msg_blocks_too_long", f"{size_of(blocks)} characters of blocks")

    def refuse(self, what: str, code: str, *faults: str) -> None:
        self.refusals.append(Refusal(method=what, error=code, faults=faults))
        messages = [f"[ERROR] {fault}" for fault in faults]
        raise SlackError(code, response_metadata={"messages": messages})

    def _now(self) -> float:
        return monotonic() + self._passed


def _is_like(message: Message, like: dict[str, object]) -> bool:
    return all(getattr(message, name) == value for name, value in like.items())
