"""What is wrong with a letter's templates, said before anybody uses them."""

from collections.abc import Mapping

from bot.domain.letters import LetterText
from bot.errors import ConflictError
from bot.messages.letter_html import html_fault
from bot.messages.letter_kinds import FILES, examples, is_link, kinds
from bot.messages.letter_templates import LetterTemplate, compiled
from bot.messages.plain import is_blank

_EMPTY = "Please write something here."
_STALE = "The text is new, and this is what it was: change it too, or empty it."


def faults(kind: str, text: LetterText, *, before: LetterText | None = None) -> Mapping[str, str]:
    """Return a sentence by field; none where they may be used in place of those before."""
    found = {field: _fault(kind, field, getattr(text, field)) for field in FILES}
    if before and text.html and text.html == before.html and text.text != before.text:
        # Most people read the HTML.
        found["html"] = _STALE
    return {field: fault for field, fault in found.items() if fault}


def _fault(kind: str, field: str, source: str) -> str | None:
    known = examples(kind)
    try:
        template = compiled(source, is_html=field == "html")
        rendered = template.render({**dict.fromkeys(template.names, ""), **known})
    except ConflictError as error:
        return _sentence(str(error))
    if unknown := sorted(template.names - {*known}):
        return f"There is no value {', '.join(unknown)} here; there are {', '.join(known)}."
    if field == "html":
        return html_fault(rendered) or (_lacking(kind, template) if source else None)
    if is_blank(rendered):
        return _EMPTY
    return _lacking(kind, template) if field == "text" else None


def _lacking(kind: str, template: LetterTemplate) -> str | None:
    """Name the link that is not in a text which asks to open it."""
    links = (name for name in kinds()[kind].values if is_link(name))
    lacking = next((name for name in links if name not in template.names), None)
    return f"{{{{ {lacking} }}}} is missing: nobody could do what is asked." if lacking else None


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
