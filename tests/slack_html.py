"""Slack's blocks as HTML, in a plain look of our own; what cannot be drawn is refused."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import zip_longest
from pathlib import Path

from tests.fakes.slack_records import Json

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>What the bot shows in Slack</title>
<style>
{style}</style>
<body>
{body}
</body>
</html>
"""
_STYLE = Path(__file__).with_suffix(".css")

_STYLES = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}
_TAGS = {**_STYLES, "link": "a", "user": "a", "date": "time"}
_MARKS = re.compile(
    r"<!date\^\d+\^[^|>]*\|(?P<date>[^>]*)>"
    r"|<https?:[^|>]*\|(?P<link>[^>]*)>"
    r"|<(?P<user>@[UW][A-Z0-9]+)>"
    r"|`(?P<code>[^`\n<]+)`"
    r"|(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)"
    r"|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)"
    r"|(?<!\w)~(?P<strike>[^~\n]+)~(?!\w)"
)

# Slack has pictures of its own for these, and not every machine has a font for them.
_SIGNS = {
    "✅": '<rect x="1" y="1" width="14" height="14" rx="3" fill="#2f8f5b" stroke="none"/>'
    '<path d="M4 8.5 7 11.5 12 5" stroke="#fff"/>',
    "❌": '<path d="M3 3 13 13M13 3 3 13" stroke="#d0312d" stroke-width="3"/>',
    "✓": '<path d="M3 9 6.5 12.5 13 4"/>',
    "✗": '<path d="M4 4 12 12M12 4 4 12"/>',
    "⏳": '<path d="M4 2H12M4 14H12M5 2Q5 6 8 8Q11 6 11 2M5 14Q5 10 8 8Q11 10 11 14"/>',
    "⚠": '<path d="M8 2 15 14H1Z" fill="#f2b134" stroke="#f2b134"/>'
    '<path d="M8 6.5V10M8 12.4V12.5"/>',
    "❔": '<path d="M4.5 5Q5 2 8 2T11.5 5Q11.5 7 8 9V10.5M8 13.9V14" stroke="#7a808a"/>',
    "🔴": '<circle cx="8" cy="8" r="6.5" fill="#d0312d" stroke="none"/>',
}
_SIGN = re.compile("([\u23e9-\u23fa\u2600-\u27bf\U0001f000-\U0001faff])\ufe0f?")

# What is sent beside what is seen.
_UNSEEN = {
    *("type", "block_id", "action_id", "value", "url", "emoji", "verbatim", "name"),
    *("timestamp", "format", "max_length", "filetypes", "max_files"),
}


def page(body: str) -> str:
    """Return a whole page, which needs nothing but a font."""
    return _PAGE.format(style=_STYLE.read_text(encoding="utf-8"), body=_SIGN.sub(_sign, body))


def typed(text: str) -> str:
    return _div("typed", escape(text))


def message(by: str, said: str, *, note: str = "") -> str:
    """Draw what somebody said, itself drawn already; `note` is Slack's own word about it."""
    above = _div("note", escape(note)) if note else ""
    name = _div("name", f'{escape(by)} <span class="app">APP</span>')
    face = _div("face", escape(by[:1]))
    return _div("message", f"{above}{face}{_div('said', name + said)}")


def file(name: str) -> str:
    return _div("file", escape(name))


def thread(replies: str) -> str:
    return _div("thread", _div("note", "In its thread") + replies)


def modal(view: Json) -> str:
    close = _button({"text": view["close"]})
    submit = _button({"text": view["submit"], "style": "primary"})
    title, body = _div("title", _drawn(view["title"])), _div("body", drawn(view["blocks"]))
    return _div("modal", title + body + _div("foot", close + submit))


def home(by: str, view: Json) -> str:
    tabs = f"<b>{escape(by)}</b><u>Home</u><span>Messages</span>"
    return _div("tabs", tabs) + drawn(view["blocks"])


def drawn(nodes: Iterable[Json]) -> str:
    """Draw blocks; LookupError where a picture of them would lack something."""
    return "".join(map(_drawn, nodes))


def _drawn(node: Json) -> str:
    """Draw a block, or any part of one."""
    kind = node["type"]
    if kind not in _KINDS:
        raise LookupError(f"There is no drawing of {kind}.")
    draw, seen = _KINDS[kind]
    if lost := node.keys() - _UNSEEN - {*seen.split()}:
        raise LookupError(f"The drawing of {kind} does not show {', '.join(sorted(lost))}.")
    return draw(node)


def _header(node: Json) -> str:
    return f"<h2>{_drawn(node['text'])}</h2>"


def _section(node: Json) -> str:
    text = _div("words", _drawn(node["text"])) if "text" in node else ""
    fields = "".join(_div("", _drawn(field)) for field in node.get("fields", ()))
    beside = _drawn(node["accessory"]) if "accessory" in node else ""
    return _div("section", text + beside) + (_div("fields", fields) if fields else "")


def _button(node: Json) -> str:
    return _span(f"button {node.get('style', '')}".rstrip(), _drawn(node["text"]))


def _rich_list(node: Json) -> str:
    tag = {"bullet": "ul", "ordered": "ol"}[node["style"]]
    return f"<{tag}>{''.join(f'<li>{_drawn(one)}</li>' for one in node['elements'])}</{tag}>"


def _text(node: Json) -> str:
    said = escape(node["text"])
    for style in (style for style, is_so in node.get("style", {}).items() if is_so):
        said = _tagged(style, said)
    return said


def _emoji(node: Json) -> str:
    return "".join(chr(int(code, 16)) for code in node["unicode"].split("-"))


def _mrkdwn(node: Json) -> str:
    if not node.get("verbatim"):
        raise LookupError("In mrkdwn that is not verbatim Slack looks for names and addresses.")
    return _marked(node["text"])


def _marked(text: str) -> str:
    if "<" in _MARKS.sub("", text):
        raise LookupError(f"There is no drawing of all that is in {text}")
    # Slack wants the same three signs escaped as HTML does.
    return _MARKS.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    style, said = found.lastgroup or "", found[found.lastindex or 0]
    return _tagged(style, said if style == "code" else _marked(said))


def _table(node: Json) -> str:
    settings = node.get("column_settings") or []
    first, *others = node["rows"]
    rows = ["".join(f"<th>{_drawn(cell)}</th>" for cell in first)]
    rows += ["".join(_cells(row, settings)) for row in others]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cells(row: list[Json], settings: list[Json | None]) -> Iterator[str]:
    for cell, column in zip_longest(row, settings[: len(row)]):
        kind = (column or {}).get("align", "left")
        wrapping = "" if (column or {}).get("is_wrapped") else " unwrapped"
        yield f'<td class="{kind}{wrapping}">{_drawn(cell)}</td>'


def _input(node: Json) -> str:
    optional = _span("hint", " (optional)") if node.get("optional") else ""
    hint = _div("hint", _drawn(node["hint"])) if "hint" in node else ""
    label = _div("label", _drawn(node["label"]) + optional)
    return _div("input", label + _drawn(node["element"]) + hint)


def _text_input(node: Json) -> str:
    empty = _span("empty", _drawn(node["placeholder"])) if "placeholder" in node else ""
    given = escape(node.get("initial_value", "")) or empty
    return _div("field multiline" if node.get("multiline") else "field", given)


def _file_input(_: Json) -> str:
    return _div("file_input", _span("button", "Upload file"))


def _within(node: Json) -> str:
    return drawn(node["elements"])


def _group(kind: str) -> Callable[[Json], str]:
    return lambda node: _div(kind, _within(node))


def _tagged(style: str, said: str) -> str:
    return f"<{_TAGS[style]}>{said}</{_TAGS[style]}>"


def _div(kind: str, within: str) -> str:
    return f'<div class="{kind}">{within}</div>\n'


def _span(kind: str, within: str) -> str:
    return f'<span class="{kind}">{within}</span>'


def _sign(found: re.Match[str]) -> str:
    if found[1] not in _SIGNS:
        raise LookupError(f"There is no drawing of {found[0]}.")
    return f'<svg viewBox="0 0 16 16">{_SIGNS[found[1]]}</svg>'


# how it is drawn, and what of it is seen
_KINDS: Mapping[str, tuple[Callable[[Json], str], str]] = {
    "header": (_header, "text"),
    "section": (_section, "text fields accessory"),
    "context": (_group("context"), "elements"),
    "actions": (_group("actions"), "elements"),
    "divider": (lambda _: "<hr>", ""),
    "button": (_button, "text style"),
    "plain_text": (_text, "text"),
    "mrkdwn": (_mrkdwn, "text"),
    "rich_text": (_within, "elements"),
    "rich_text_section": (_group("lines"), "elements"),
    "rich_text_list": (_rich_list, "elements style"),
    "rich_text_preformatted": (lambda node: f"<pre>{_within(node)}</pre>", "elements"),
    "text": (_text, "text style"),
    "link": (lambda node: _tagged("link", _text(node)), "text style"),
    "date": (lambda node: _tagged("date", escape(node["fallback"])), "fallback"),
    "emoji": (_emoji, "unicode"),
    "user": (lambda node: f"<a>@{escape(node['user_id'])}</a>", "user_id"),
    "table": (_table, "rows column_settings"),
    "raw_text": (_text, "text"),
    "input": (_input, "label element hint optional"),
    "plain_text_input": (_text_input, "placeholder multiline initial_value"),
    "file_input": (_file_input, ""),
}
