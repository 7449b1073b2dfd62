"""Looks in Slack for a message that was cut off: by the id that it carries, seen by no reader."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.clients.slack_wire import SlackWire, not_understood
from bot.errors import BotError

_EVENT = "rsp_delivery"
# Slack's clock need not be ours.
_BEFORE = timedelta(minutes=1)
# A page of Slack's longest messages is still smaller than what is read of an answer.
_PAGE, _MOST_PAGES = 100, 10


def carried(nonce: str) -> dict[str, Any]:
    """Return what a message carries, which every app and member of the workspace may read."""
    return {"event_type": _EVENT, "event_payload": {"id": nonce}}


async def find(
    wire: SlackWire, channel: str, nonce: str, since: datetime, *, thread: str | None
) -> str | None:
    """Return its `ts`; None where it is surely neither in the channel nor in the thread."""
    oldest, cursor = _ts(since - _BEFORE), None
    for _ in range(_MOST_PAGES):
        said = await _page(wire, channel, thread, oldest, cursor)
        messages = _messages(said)
        if ts := _carrying(nonce, messages):
            return ts
        cursor = _next(said)
        if cursor is None or (not thread and _has_older(messages, oldest)):
            return None
    raise BotError("So much was said there meanwhile that I did not look at all of it.")


async def _page(
    wire: SlackWire, channel: str, thread: str | None, oldest: str, cursor: str | None
) -> Mapping[str, Any]:
    """Ask for a channel's messages, newest first, or for those of a thread since then."""
    asked: dict[str, Any] = {
        "channel": channel,
        "limit": _PAGE,
        "include_all_metadata": True,
        "cursor": cursor,
    }
    # A channel's history leaves out what is in its threads; and where it is asked for what came
    # since then, it begins with the oldest.
    if thread:
        return (await wire.call("conversations.replies", ts=thread, oldest=oldest, **asked)).said
    return (await wire.call("conversations.history", **asked)).said


def _messages(said: Mapping[str, Any]) -> list[object]:
    match said:
        case {"messages": list(messages)}:
            return messages
    raise not_understood()


def _carrying(nonce: str, messages: Sequence[object]) -> str | None:
    for message in messages:
        match message:
            case {"ts": str(ts), "metadata": {"event_payload": {"id": str(found)}}}:
                if found == nonce:
                    return ts
    return None


def _has_older(messages: Sequence[object], oldest: str) -> bool:
    return any(isinstance(m, dict) and str(m.get("ts")) < oldest for m in messages)


def _next(said: Mapping[str, Any]) -> str | None:
    match said.get("response_metadata"):
        case {"next_cursor": str(cursor)} if cursor:
            return cursor
    if said.get("has_more"):
        # Then nobody can say that it is not there.
        raise not_understood()
    return None


def _ts(at: datetime) -> str:
    """Name an instant as Slack names messages, so that the names sort by time."""
    return f"{at.timestamp():017.6f}"
