"""What Slack refuses of a text, a button or a question, wherever it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]
Faults = Iterator[str]

_MOST_OPTIONS = {
    "radio_buttons": 10,
    "checkboxes": 10,
    "overflow": 5,
    "static_select": 100,
    "multi_static_select": 100,
}
PRESSABLE = {"button", "overflow", "static_select", "multi_static_select", "datepicker"}
FILLABLE = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
    "datepicker",
    "timepicker",
    *(_MOST_OPTIONS.keys() - {"overflow"}),
}


def of_element(element: Node, kinds: set[str], where: str) -> Faults:
    kind = element.get("type")
    if kind not in kinds:
        yield f"unsupported type: {kind} [json-pointer:{where}]"
        return
    yield from too_long(element, "action_id", 255, where)
    if "placeholder" in element:
        yield from of_plain(element["placeholder"], 150, f"{where}/placeholder")
    if kind == "button":
        yield from _of_button(element, where)
    if kind in _MOST_OPTIONS:
        yield from _of_choice(element, _MOST_OPTIONS[kind], where)
    if kind == "plain_text_input":
        yield from _of_text_input(element, where)
    if kind == "file_input" and not 1 <= element.get("max_files", 10) <= 10:
        yield f"max_files is 1 to 10 [json-pointer:{where}]"


def _of_button(button: Node, where: str) -> Faults:
    yield from of_plain(button.get("text"), 75, f"{where}/text")
    yield from too_long(button, "value", 2000, where)
    yield from too_long(button, "url", 3000, where)
    yield from too_long(button, "accessibility_label", 75, where)
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"unknown style [json-pointer:{where}]"


def _of_choice(element: Node, most: int, where: str) -> Faults:
    options = element.get("options") or []
    yield from between(options, 1, most, f"{where}/options")
    for number, option in enumerate(options):
        yield from of_text(option.get("text"), 75, f"{where}/options/{number}/text")
        yield from between(option.get("value") or "", 1, 150, f"{where}/options/{number}/value")
    initial = element.get("initial_options") or [element.get("initial_option")]
    if any(option and option not in options for option in initial):
        yield f"initial option is no option [json-pointer:{where}]"


def _of_text_input(element: Node, where: str) -> Faults:
    most = element.get("max_length", 3000)
    if not 1 <= most <= 3000:
        yield f"max_length is 1 to 3000 [json-pointer:{where}]"
    yield from too_long(element, "initial_value", most, where)


def of_plain(text: Node | None, most: int, where: str) -> Faults:
    if text and text.get("type") != "plain_text":
        yield f"must be plain_text [json-pointer:{where}]"
    yield from of_text(text, most, where)


def of_text(text: Node | None, most: int, where: str) -> Faults:
    kinds = {"plain_text": {"emoji"}, "mrkdwn": {"verbatim"}}
    if not text or text.get("type") not in kinds:
        yield f"no text object [json-pointer:{where}]"
        return
    yield from odd_keys(text, kinds[text["type"]] | {"type", "text"}, where)
    yield from between(text.get("text") or "", 1, most, where)


def odd_keys(node: Node, known: set[str], where: str) -> Faults:
    yield from (f"no such field: {key} [json-pointer:{where}]" for key in node.keys() - known)


def too_long(node: Node, key: str, most: int, where: str) -> Faults:
    yield from between(node.get(key) or "", 0, most, f"{where}/{key}")


def too_many(items: Sequence[Any], most: int, where: str = "/blocks") -> Faults:
    yield from between(items, 0, most, where)


def between(items: Sequence[Any], least: int, most: int, where: str) -> Faults:
    if not least <= len(items) <= most:
        yield f"{len(items)} is not between {least} and {most} [json-pointer:{where}]"


def twice(names: Iterable[str | None], what: str, where: str) -> Faults:
    many = [name for name, count in Counter(names).items() if name and count > 1]
    yield from (f"{what} {name} is there twice [json-pointer:{where}]" for name in many)


def elements(blocks: Iterable[Node]) -> Iterator[dict[str, Any]]:
    """Return whatever can be pressed or filled in."""
    for block in blocks:
        parts = [*block.get("elements", ()), block.get("element"), block.get("accessory")]
        is_said = block.get("type") in ("context", "rich_text")
        yield from (part for part in parts if part and not is_said)


def texts(node: object) -> Iterator[str]:
    """Return all that a reader sees, in reading order."""
    if isinstance(node, Mapping):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for part in node.values():
            yield from texts(part)
    elif isinstance(node, list):
        for part in node:
            yield from texts(part)


def within(node: object) -> Iterator[Node]:
    parts = node.get("elements", []) if isinstance(node, Mapping) else []
    for part in parts:
        yield part
        yield from within(part)
