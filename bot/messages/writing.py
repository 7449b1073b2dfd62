"""A letter, written from its templates and values, in the layout that all letters have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.letters import Letter, LetterText
from bot.errors import ConflictError
from bot.messages.letter_html import bare_links, html_of
from bot.messages.letter_kinds import is_link, layout, lines
from bot.messages.letter_templates import LetterTemplate, compiled
from bot.messages.plain import inert, is_blank, shortened

_SUBJECT = 200
# What the layouts are given besides values.
_LAID_OUT = {"subject", "body"}


def write(text: LetterText, values: Mapping[str, str], *, kind: str = "") -> Letter:
    """Return a letter as it will leave, in the layout of all letters.

    Raises ConflictError where a value is missing, or a template is broken; it names the `kind`.
    """
    called = f"The letter “{kind}”" if kind else "The letter"
    try:
        templates = _Templates.of(text)
    except ConflictError as error:
        raise ConflictError(f"{called} cannot be written: {error}.") from error
    if missing := templates.missing(values):
        raise ConflictError(f"{called} lacks {', '.join(missing)}.")
    return templates.write(values, bare_links(text.text))


@dataclass(frozen=True, kw_only=True)
class _Templates:
    subject: LetterTemplate
    text: LetterTemplate
    html: LetterTemplate | None
    text_layout: LetterTemplate
    html_layout: LetterTemplate

    @classmethod
    def of(cls, text: LetterText) -> "_Templates":
        return cls(
            subject=compiled(text.subject),
            text=compiled(text.text),
            html=compiled(text.html, is_html=True) if text.html.strip() else None,
            text_layout=compiled(layout("layout.txt")),
            html_layout=compiled(layout("layout.html"), is_html=True),
        )

    def missing(self, values: Mapping[str, str]) -> list[str]:
        """Name what is not there; what a condition asks for may be empty."""
        used: dict[str, bool] = {}
        for template in self._all():
            for name in template.names - _LAID_OUT:
                used[name] = used.get(name, True) and name in template.tested
        return sorted(
            name
            for name, may_be_empty in used.items()
            if name not in values or (is_blank(values[name]) and not may_be_empty)
        )

    def write(self, values: Mapping[str, str], links: frozenset[str]) -> Letter:
        subject = _one_line(self.subject.render(values))
        text = inert(lines(self.text.render(values)))
        if self.html:
            body = inert(lines(self.html.render(values)))
        else:
            ours = (value for name, value in values.items() if is_link(name))
            body = html_of(text, links.union(ours))
        laid_out = {**values, "subject": subject}
        return Letter(
            subject=subject,
            text=self.text_layout.render({**laid_out, "body": text}),
            # It is escaped already.
            html=self.html_layout.render({**laid_out, "body": Markup(body)}),  # noqa: S704 -- above
        )

    def _all(self) -> Iterator[LetterTemplate]:
        yield from (self.subject, self.text, self.text_layout, self.html_layout)
        if self.html:
            yield self.html


def _one_line(text: str) -> str:
    return shortened(inert(" ".join(text.split())), _SUBJECT)
