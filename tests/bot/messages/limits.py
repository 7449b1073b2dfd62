"""What Slack would say of what is sent to it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.slack_elements import elements
from tests.fakes.slack_limits import BLOCKS_IN_ALL, EDITED_TEXT, VIEW_BYTES, of_message, of_view


def faults_of(payload: Mapping[str, Any]) -> list[str]:
    return [*of_message(payload["blocks"]), *_of_payload(payload)]


def faults_of_view(view: Mapping[str, Any]) -> list[str]:
    size = len(json.dumps(view))
    return [*of_view(view), *([f"{size} bytes"] if size > VIEW_BYTES else [])]


def _of_payload(payload: Mapping[str, Any]) -> Iterator[str]:
    text, size = payload["text"], len(json.dumps(payload["blocks"]))
    if not text.strip():
        yield "nothing for notifications and screen readers"
    if len(text) > EDITED_TEXT:
        yield f"{len(text)} characters of text"
    if size > BLOCKS_IN_ALL:
        yield f"{size} characters of blocks"
    if not payload["blocks"]:
        yield "no blocks"
    names = [element.get("action_id") for element in elements(payload["blocks"])]
    if len(names) != len({*names}):
        yield f"not every button has a name of its own: {names}"
    yield from _obeyed(payload["blocks"])


def _obeyed(node: object) -> Iterator[str]:
    """Say where Slack would look for @here and links in what people wrote."""
    if isinstance(node, dict):
        is_parsed = node.get("type") == "mrkdwn" and node.get("verbatim") is not True
        yield from [f"not verbatim: {node['text']}"] if is_parsed else []
        yield from (fault for part in node.values() for fault in _obeyed(part))
    elif isinstance(node, list):
        yield from (fault for part in node for fault in _obeyed(part))
