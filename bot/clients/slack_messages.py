"""One message of Slack's, read back: who wrote it, what it says, in which thread it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clients.slack_wire import SlackWire, not_understood
from bot.errors import NotFoundError

# As Slack writes what is more than text: `<https://example.org|here>`, `<@U1|ada>`, `<!here>`.
_MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_SIGNS = {"@": "@", "#": "#", "!": "@"}
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
# The first message of a thread comes along, whatever is asked for.
_PAGE = 10


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What somebody said in Slack."""

    author: str
    """The user who wrote it; an app's id where that was no user."""
    text: str
    """Without Slack's own marks."""
    thread: str
    """The `ts` of the thread's first message; empty where it is in no thread."""


async def read(wire: SlackWire, channel: str, ts: str) -> Spoken:
    """Return a message of a channel or of a thread in it; NotFoundError where it is not there."""
    between: dict[str, Any] = {"oldest": ts, "latest": ts, "inclusive": True, "limit": _PAGE}
    said = (await wire.call("conversations.replies", channel=channel, ts=ts, **between)).said
    match said:
        case {"messages": list(messages)}:
            return _spoken(messages, ts)
    raise not_understood()


async def permalink(wire: SlackWire, channel: str, ts: str) -> str:
    """Return where a message can be read in Slack."""
    said = (await wire.call("chat.getPermalink", channel=channel, message_ts=ts)).said
    match said:
        case {"permalink": str(link)}:
            return link
    raise not_understood()


def plain(text: str) -> str:
    """Return what somebody typed without Slack's marks."""
    bare = _MARKED.sub(_without_mark, text)
    for entity, sign in _ENTITIES:
        bare = bare.replace(entity, sign)
    return bare


def _spoken(messages: list[object], ts: str) -> Spoken:
    for message in messages:
        match message:
            case {"ts": str(found), **details} if found == ts:
                return _read(details)
    raise NotFoundError("Slack no longer has that message.")


def _read(message: Mapping[Any, Any]) -> Spoken:
    return Spoken(
        author=str(message.get("user") or message.get("bot_id") or ""),
        text=plain(str(message.get("text") or "")),
        thread=str(message.get("thread_ts") or ""),
    )


def _without_mark(marked: re.Match[str]) -> str:
    sign, named, label = marked.groups()
    if sign:
        return f"{_SIGNS[sign]}{(label or named.partition('^')[0]).lstrip('@')}"
    return f"{label} ({named})" if label and label not in named else label or named
