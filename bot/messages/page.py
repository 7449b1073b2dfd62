"""Pages for people outside: the parts of a message, or a form, in the one layout of all pages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.forms.form import Faults, Field, Form
from bot.messages.lines import ADVICE, SIGNS
from bot.messages.message import Button, External, Part, Who
from bot.messages.plain import in_utc, inert
from bot.messages.spans import Link, link

if TYPE_CHECKING:
    # Slack waits three seconds for the first answer, and pages are for nobody in a hurry.
    from jinja2 import Environment

NOT_A_FIELD = ""
"""Where a fault stands that no answer can mend."""
_FOLDER = Path(__file__).with_name("pages")
# More choices than these are a list that opens.
_RADIO = 10
# What phones put on their keyboards.
_KEYBOARDS = {"address": "email"}


@dataclass(frozen=True, kw_only=True)
class Page:
    title: str
    message: External


@dataclass(frozen=True, kw_only=True)
class Question:
    """A form, or where it has no fields, one button; nothing is done before it is pressed."""

    form: Form
    intro: External
    button: str


def page(message: External, *, title: str, support: str) -> str:
    """Return a page; `support` is the address that answers questions."""
    return _drawn("page.html", title=title, parts=_shown(message), support=support)


def question(asked: Question, *, support: str, faults: Faults | None = None) -> str:
    """Return a page that asks, with what was typed so far in it, and what is wrong with that."""
    return _drawn(
        "question.html",
        title=asked.form.title,
        parts=_shown(asked.intro),
        form=asked.form,
        button=asked.button,
        faults=_in_order(faults, asked.form) if faults else {},
        support=support,
    )


def front(*, support: str) -> str:
    return _drawn("front.html", title="Service Provider Bot", support=support)


@cache
def style() -> str:
    """Return the stylesheet of all pages."""
    return (_FOLDER / "style.css").read_text("utf-8")


def _drawn(name: str, **shown: object) -> str:
    return _templates().get_template(name).render(**shown)


def _shown(message: External) -> tuple[Part, ...]:
    """Return what is drawn: a button stands for a command, and those are nothing for outsiders."""
    return tuple(part for part in message.parts if not isinstance(part, Button))


def _in_order(faults: Faults, form: Form) -> dict[str, str]:
    """Return faults in the order of the questions, behind those of none."""
    places = {field.name: place for place, field in enumerate(form.fields)}
    return dict(sorted(faults.by_field.items(), key=lambda fault: places.get(fault[0], -1)))


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 -- above

    templates = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What people wrote is shown as it is, and obeyed by nothing.
        finalize=_inert,
    )
    templates.globals |= {"ADVICE": ADVICE, "SIGNS": SIGNS, "RADIO": _RADIO}
    templates.globals["keyboard"] = _keyboard
    templates.filters |= {"kind": _kind, "words": _words, "web": _web, "iso": _iso}
    return templates


def _inert(value: object) -> object:
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return inert(str(value)) if is_text else value


def _kind(part: object) -> str:
    return type(part).__name__.lower()


def _words(cell: str | datetime | Who) -> str:
    if isinstance(cell, Who):
        return cell.signature
    return cell if isinstance(cell, str) else in_utc(cell)


def _web(url: str) -> str:
    """Return an address that leads to the web; empty for any other, which is no link."""
    found = link(url, ADVICE)
    return found.url if isinstance(found, Link) else ""


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _keyboard(field: Field) -> str:
    return _KEYBOARDS.get(field.name, "text")
