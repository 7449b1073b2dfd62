"""What is wrong with a letter's templates, said before anybody uses them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, combinations

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
    if field == "html" and not source:
        return None
    known = examples(kind)
    try:
        template = compiled(source, is_html=field == "html")
        if unknown := sorted(template.names - {*known}):
            return f"There is no value {', '.join(unknown)} here; there are {', '.join(known)}."
        return next(_faults_of(kind, field, template), None)
    except ConflictError as error:
        return _sentence(str(error))


def _faults_of(kind: str, field: str, template: LetterTemplate) -> Iterator[str]:
    """Judge it as it may be rendered: what is in one branch alone may stand in a letter too."""
    for empty in _choices(sorted(template.tested)):
        rendered = template.render({**examples(kind), **dict.fromkeys(empty, "")})
        if is_blank(rendered):
            yield _EMPTY
        if field == "html" and (fault := html_fault(rendered)):
            yield fault
        if field != "subject":
            yield from _lacking(kind, template, rendered, empty)


def _choices(names: Collection[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))


def _lacking(
    kind: str, template: LetterTemplate, rendered: str, empty: Collection[str]
) -> Iterator[str]:
    """Name the links that are not in a text which asks to open them."""
    for name in kinds()[kind].values:
        # The example may have been written out.
        is_there = name in template.names and examples(kind)[name] in rendered
        if is_link(name) and name not in empty and not is_there:
            yield f"{{{{ {name} }}}} is missing: nobody could do what is asked."


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
