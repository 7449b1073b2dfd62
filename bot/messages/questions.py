"""A form's questions as Slack's input blocks."""

from collections.abc import Iterator

from bot.forms.form import ENDINGS, Field, Form
from bot.messages.pieces import LABEL, SECTION, Block
from bot.messages.spans import plain

# What every element is named; its block has the question's name.
ANSWER = "answer"
LONGEST, EXAMPLE, TYPED = 2000, 150, 3000
_RADIO, _SELECT = 5, 100


def questions(form: Form) -> Iterator[Block]:
    yield from _cut_short(form)
    for field in form.fields:
        yield _question(form, field)


def _cut_short(form: Form) -> Iterator[Block]:
    """Say above the questions whose answers do not all fit that something is missing."""
    for field in form.fields:
        given = form.answers.get(field.name, "")
        if not field.choices and not field.is_file and len(given) > _most(field):
            said = f"{field.label}: only the first {_most(field)} characters of it fit here."
            yield {"type": "section", "text": plain(f"⚠️ {said}", SECTION)}


def _question(form: Form, field: Field) -> Block:
    element = _element(field, form.answers.get(field.name, ""))
    block = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, LONGEST),
        "optional": form.is_optional(field),
        "element": element | {"action_id": ANSWER},
    }
    return block | ({"hint": plain(field.hint, LONGEST)} if field.hint else {})


def _element(field: Field, given: str) -> Block:
    if field.is_file:
        return {"type": "file_input", "filetypes": [*ENDINGS], "max_files": 1}
    if field.choices and len(field.choices) <= _SELECT:
        return _choice(field, given)
    text = {
        "type": "plain_text_input",
        "multiline": field.is_multiline,
        "max_length": _most(field),
    }
    if field.example:
        text["placeholder"] = plain(field.example, EXAMPLE)
    return text | ({"initial_value": _beginning(given, _most(field))} if given.strip() else {})


def _choice(field: Field, given: str) -> Block:
    options = {
        choice: {"text": plain(choice, LABEL), "value": field.value(choice)}
        for choice in field.choices
    }
    chosen = field.chosen(given)
    first = {"initial_option": options[chosen]} if chosen in options else {}
    kind = "radio_buttons" if len(options) <= _RADIO else "static_select"
    return {"type": kind, "options": [*options.values()]} | first


def _most(field: Field) -> int:
    return min(field.limit, TYPED)


def _beginning(given: str, most: int) -> str:
    """Return what fits, and no half of a word."""
    # Half a sign, as a program may hand over, is none that can be sent.
    text = given.encode(errors="replace").decode()
    if len(text) <= most:
        return text
    return text[: most + 1].rsplit(None, 1)[0][:most]
