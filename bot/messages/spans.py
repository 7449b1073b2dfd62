"""Pieces of a line in Slack's two notations: rich text, which obeys nothing, and mrkdwn."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, takewhile
from typing import Any
from urllib.parse import quote, urlsplit

from bot.domain.nudges import is_group
from bot.messages.plain import in_utc, inert, is_blank, shortened

_DATE = "{date_short_pretty} at {time}"
_LONGEST_URL = 3000
# What would end an address in mrkdwn, and what has no place in an address anyway.
_BREAKS = re.compile(r"[^\x21-\x7e]|[|<>\"]")
# What is started from a shell is no command in Slack.
SHELL_WORDS = ("run", "serve", "work", "migrate", "manifest", "demo")
_CODE = re.compile(r"`([^`\n]+)`")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class Words:
    """`style` is one of rich text's, or none."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A user of Slack, or a user group, shown by name; in a post it calls them."""

    whom: str


Span = Words | Link | Mention | datetime
Line = tuple[Span, ...]


def prose(text: str) -> Iterator[Words]:
    """Yield a sentence; what it says to type (`rsp help`) is set off, and as Slack takes it."""
    for number, piece in enumerate(_CODE.split(inert(text))):
        is_code = number % 2 == 1
        if is_code and not is_blank(piece):
            yield Words(f"/{piece}" if _is_for_slack(piece) else piece, "code")
        elif piece:
            yield Words(f"`{piece}`" if is_code else piece)


def _is_for_slack(typed: str) -> bool:
    name, *words = typed.split()
    return name == "rsp" and bool(words) and words[0] not in SHELL_WORDS


def link(url: str, words: str) -> Link | Words:
    """Return a link that leads to the web, or what it is said to lead to as mere words."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return Words(inert(url))
    encoded = _BREAKS.sub(lambda sign: quote(sign[0], errors="replace"), url)
    is_web = parts.scheme in ("http", "https") and parts.netloc
    return Link(encoded, words) if is_web and len(encoded) <= _LONGEST_URL else Words(inert(url))


def rich(spans: Iterable[Span]) -> list[dict[str, Any]]:
    together: list[Span] = []
    for span in spans:
        last = together[-1] if together else None
        if isinstance(span, Words) and isinstance(last, Words) and span.style == last.style:
            together[-1] = Words(last.text + span.text, span.style)
        else:
            together.append(span)
    return [_element(span) for span in together]


def mrkdwn(spans: Iterable[Span], most: int) -> str:
    """Return as much as fits; to be sent with `verbatim`, or Slack looks for @here in it."""
    said, room = [], most
    for span in spans:
        marked = _marked(span)
        if len(marked) > room:
            said.append(_beginning(span, room))
            break
        said.append(marked)
        room -= len(marked)
    return "".join(said)


def escape(text: str) -> str:
    """Keep a text from becoming mentions or links."""
    return text.translate(_ESCAPES)


def plain(text: str, limit: int) -> dict[str, Any]:
    """Return a text object in which nothing is obeyed, `:smile:` neither."""
    return {"type": "plain_text", "text": shortened(inert(text), limit), "emoji": False}


def _element(span: Span) -> dict[str, Any]:
    match span:
        case Words(text, style):
            return {"type": "text", "text": text} | ({"style": {style: True}} if style else {})
        case Link(url, words):
            return {"type": "link", "url": url, "text": words}
        case Mention(whom) if is_group(whom):
            return {"type": "usergroup", "usergroup_id": whom}
        case Mention(whom):
            return {"type": "user", "user_id": whom}
    said = {"timestamp": int(span.timestamp()), "format": _DATE, "fallback": in_utc(span)}
    return {"type": "date"} | said


def _marked(span: Span) -> str:
    match span:
        case Words(text, style):
            return f"`{escape(text)}`" if style == "code" else escape(text)
        case Link(url, words):
            return f"<{escape(url)}|{escape(words)}>"
        case Mention(whom):
            return f"<!subteam^{whom}>" if is_group(whom) else f"<@{whom}>"
    return f"<!date^{int(span.timestamp())}^{_DATE}|{in_utc(span)}>"


def _beginning(span: Span, room: int) -> str:
    """Return what fits of a text, cut between signs and never within an escaped one."""
    if not isinstance(span, Words) or room < 1:
        return ""
    lengths = accumulate(len(escape(sign)) for sign in span.text)
    fitting = sum(1 for _ in takewhile(lambda length: length < room, lengths))
    return f"{escape(span.text[:fitting])}…"
