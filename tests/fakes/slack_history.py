"""What the loopback Slack shows of what was said before: in a channel, in a thread."""

from collections.abc import Sequence

from tests.fakes.slack_records import Json, Message
from tests.fakes.slack_workspace import BOT, BOT_USER, SlackError, Workspace

_USUAL_PAGE, _LARGEST_PAGE = 100, 999
_PLAIN = (str, int, float, bool)


def history(slack: Workspace, asked: Json) -> Json:
    """Show a channel's messages, newest first; what is in its threads is left out."""
    channel = _readable(slack, asked)
    said = [m for m in _said(slack, channel) if not m.thread]
    return _page(said[::-1], asked)


def replies(slack: Workspace, asked: Json) -> Json:
    """Show a thread, oldest first, and its first message whatever was asked for.

    Of a message within a thread, and of one that has none, it shows that message alone.
    """
    channel, ts = _readable(slack, asked), asked.get("ts")
    said = _said(slack, channel)
    first = [message for message in said if message.ts == ts]
    if not first:
        raise SlackError("thread_not_found")
    since = [m for m in said if m.thread == ts and _is_between(m.ts, asked)]
    return _page(first + since, asked)


def permalink(slack: Workspace, asked: Json) -> Json:
    channel, ts = asked.get("channel") or "", asked.get("message_ts") or ""
    if channel not in slack.channels:
        raise SlackError("channel_not_found")
    found = next((m for m in _said(slack, channel) if m.ts == ts), None)
    if found is None:
        raise SlackError("message_not_found")
    thread = f"?thread_ts={found.thread}&cid={channel}" if found.thread else ""
    link = f"https://example.slack.com/archives/{channel}/p{ts.replace('.', '')}{thread}"
    return {"channel": channel, "permalink": link}


def checked_metadata(asked: Json) -> Json:
    """Return what a message is to carry, if Slack takes it."""
    metadata: Json = asked.get("metadata") or {}
    if not metadata:
        return {}
    match metadata:
        case {"event_type": str(), "event_payload": dict(payload)}:
            if all(isinstance(value, _PLAIN) for value in payload.values()):
                return metadata
    raise SlackError("invalid_metadata_format")


def _readable(slack: Workspace, asked: Json) -> str:
    name: str = asked.get("channel") or ""
    if name not in slack.channels:
        raise SlackError("channel_not_found")
    needed = _scope(slack.channels[name])
    if needed not in slack.scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(slack.scopes)))
    if BOT_USER not in slack.members[name]:
        raise SlackError("not_in_channel")
    return name


def _is_between(ts: str, asked: Json) -> bool:
    oldest, latest = asked.get("oldest") or "", asked.get("latest") or "9"
    if asked.get("inclusive") in ("true", "1"):
        return bool(oldest <= ts <= latest)
    return bool(oldest < ts < latest)


def _scope(channel: Json) -> str:
    if channel["is_im"]:
        return "im:history"
    return "groups:history" if channel["is_private"] else "channels:history"


def _said(slack: Workspace, channel: str) -> list[Message]:
    """Return what everybody there sees, oldest first."""
    return [m for m in slack.messages if m.channel == channel and not m.is_private]


def _page(said: Sequence[Message], asked: Json) -> Json:
    start, most = int(asked.get("cursor") or 0), int(asked.get("limit") or _USUAL_PAGE)
    if most > _LARGEST_PAGE:
        raise SlackError("invalid_limit")
    end = start + most
    has_metadata = asked.get("include_all_metadata") == "true"
    return {
        "messages": [_shown(message, has_metadata=has_metadata) for message in said[start:end]],
        "has_more": end < len(said),
        "response_metadata": {"next_cursor": str(end) if end < len(said) else ""},
    }


def _shown(message: Message, *, has_metadata: bool) -> Json:
    author = {"user": message.author} if message.author else {"user": BOT_USER, "bot_id": BOT}
    return {
        "type": "message",
        **author,
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
        **({"thread_ts": message.thread} if message.thread else {}),
        **({"metadata": message.metadata} if has_metadata and message.metadata else {}),
    }
