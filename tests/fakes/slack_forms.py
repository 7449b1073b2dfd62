"""A modal filled in by a person, as far as Slack lets it be sent."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tests.fakes.slack_records import Json

_CHOICES = ("static_select", "radio_buttons")
_MANY = ("checkboxes", "multi_static_select")


def filled(
    blocks: Sequence[Json], values: Mapping[str, str], files: Mapping[str, list[Json]]
) -> Json:
    """Return the state of these blocks; questions that are not answered stay as they were drawn.

    Several choices are given in one text, a line each.
    """
    inputs = {block["block_id"]: block for block in blocks if block["type"] == "input"}
    odd = (values.keys() | files.keys()) - inputs.keys()
    assert not odd, f"there is no {odd} to be filled in, only {list(inputs)}"
    return {
        name: {block["element"]["action_id"]: _answer(block, values.get(name), files.get(name))}
        for name, block in inputs.items()
    }


def _answer(block: Json, value: str | None, files: list[Json] | None) -> Json:
    element = block["element"]
    kind: str = element["type"]
    key, read = _reading(kind, files)
    answer = read(element, value)
    assert answer or block.get("optional"), f"Slack asks for {block['block_id']} first"
    return {"type": kind, key: answer}


def _reading(kind: str, files: list[Json] | None) -> tuple[str, Callable[[Json, str | None], Any]]:
    if kind == "file_input":
        return "files", partial(_files, files or [])
    if kind in _CHOICES:
        return "selected_option", _chosen
    if kind in _MANY:
        return "selected_options", _all_chosen
    if kind == "datepicker":
        return "selected_date", _date
    return "value", _text


def _files(files: list[Json], element: Json, _value: str | None) -> list[Json]:
    # `filetypes` is a help for choosing; a name can be made to fit.
    assert len(files) <= element.get("max_files", 10), "Slack takes no more files"
    return files


def _text(element: Json, value: str | None) -> str | None:
    text: str | None = element.get("initial_value") if value is None else value
    most = element.get("max_length", 3000)
    assert len(text or "") <= most, f"Slack takes {most} characters here"
    # Slack sends null for a field that is empty.
    return text or None


def _date(element: Json, value: str | None) -> str | None:
    return value or element.get("initial_date")


def _chosen(element: Json, value: str | None) -> Json | None:
    initial: Json | None = element.get("initial_option")
    return _option(element, value) if value else initial


def _all_chosen(element: Json, value: str | None) -> list[Json]:
    if value is None:
        initial: list[Json] = element.get("initial_options", [])
        return initial
    return [_option(element, line) for line in value.splitlines()]


def _option(element: Json, value: str) -> Json:
    known: dict[str, Json] = {option["value"]: option for option in element["options"]}
    assert value in known, f"no option {value!r}, only {list(known)}"
    return known[value]
