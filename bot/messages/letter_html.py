"""A letter's HTML: made from its text, or written by staff and held to a few plain tags."""

import re
from collections.abc import Collection, Iterator
from html import escape

# Without these at its end: they belong to the sentence around it.
_BARE = re.compile(r"https?://[^\s<>\"{}|\\^`]*[^\s<>\"{}|\\^`.,;:!?'\u2019\u201d»)\]]")
_MARKED = re.compile(r"<[^<>]*>")
_OPENING = re.compile(r"<(?P<name>[a-z0-9]+)(?: href=\"(?P<href>[^\"]*)\")?\s*/?>")
_CLOSING = re.compile(r"</([a-z0-9]+)>")
_TAGS = ("a", "b", "blockquote", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "ul")
_LEADING = ("https://", "http://", "mailto:")
_BREAK = "br"


def bare_links(text: str) -> frozenset[str]:
    """Return the links to the web that stand in a text as they are."""
    return frozenset(_BARE.findall(text))


def html_of(text: str, links: Collection[str]) -> str:
    """Return a text's paragraphs as HTML, in which only `links` can be followed.

    Others may have been written by anybody, as somebody's name, and stay mere words.
    """
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n".join(f"<p>{_lines(one, links)}</p>" for one in paragraphs if one.strip())


def html_fault(html: str) -> str | None:
    """Say what is wrong with staff's HTML: what is not plain, or would swallow what follows it."""
    return next(_faults(html), None)


def _lines(paragraph: str, links: Collection[str]) -> str:
    return "<br />\n".join(_line(line, links) for line in paragraph.splitlines())


def _line(line: str, links: Collection[str]) -> str:
    said, end = [], 0
    for found in _BARE.finditer(line):
        if found[0] in links:
            said += [escape(line[end : found.start()]), _link(found[0])]
            end = found.end()
    return "".join((*said, escape(line[end:])))


def _link(url: str) -> str:
    return f'<a href="{escape(url)}">{escape(url)}</a>'


def _faults(html: str) -> Iterator[str]:
    if re.search("[<>]", _MARKED.sub("", html)):
        yield "A tag is not complete; where a sign is meant, write &lt; or &gt;."
    opened: list[str] = []
    for tag in _MARKED.findall(html):
        if closing := _CLOSING.fullmatch(tag):
            if not opened or opened.pop() != closing[1]:
                yield f"{tag} closes what was not opened last."
        else:
            yield from _opening_faults(tag, opened)
    yield from (f"<{name}> is not closed." for name in opened)


def _opening_faults(tag: str, opened: list[str]) -> Iterator[str]:
    opening = _OPENING.fullmatch(tag)
    name = opening["name"] if opening else ""
    if opening is None or name not in (*_TAGS, _BREAK):
        known = ", ".join((*_TAGS, _BREAK))
        yield f"{tag} is not for letters: there are {known}, and of attributes a link's href."
        return
    if (name == "a") != (opening["href"] or "").startswith(_LEADING):
        yield f"{tag}: a link, and nothing else, has a href, to https://, http:// or mailto:."
    if name != _BREAK:
        opened.append(name)
