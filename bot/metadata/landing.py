"""What the HTML of a landing page says about a DOI."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from lxml import etree

from bot.domain.landing import NO_SIGNS, Signs

# Pages nest some dozen elements; libxml2 looks through all open ones for each that is closed.
_DEEPEST = 400
_PIECE = 8192
_RESOLVERS = frozenset({"doi.org", "www.doi.org", "dx.doi.org", "handle.test.datacite.org"})
_DC_IDENTIFIERS = frozenset({"dc.identifier", "dc.identifier.doi", "dcterms.identifier"})
_UNSEEN = frozenset({"script", "style", "title"})
_DECLARATION_WITHIN = 1024
_BADGE = "data-metrics-badge"
# Where its makers say that it is to be fetched from, with or without a version.
_BADGE_SCRIPT = re.compile(r"//(unpkg\.com|cdn\.jsdelivr\.net/npm)/data-metrics-badge(?![\w-])")


def read_signs(html: bytes, doi: str) -> Signs:
    """Say where the page carries the DOI, which is given in lower case, and if the badge.

    Bounded work for any 2 MB, no network, nothing expanded; may run in a thread.
    """
    prefix, _, _ = doi.partition("/")
    if prefix.encode() not in html and _BADGE.encode() not in html:
        return NO_SIGNS
    page = _Reader(doi)
    parser = etree.HTMLParser(
        target=page,  # type: ignore[arg-type] # its stubs want what only XML has
        encoding=_encoding(html),
        no_network=True,
        remove_comments=True,
    )
    with suppress(_TooDeepError, etree.XMLSyntaxError):  # what was read until there is judged
        # The parser hears of an exception of ours only where a piece ends.
        for start in range(0, len(html), _PIECE):
            parser.feed(html[start : start + _PIECE])
        parser.close()
    return page.signs()


class _TooDeepError(Exception):
    pass


class _Reader:
    """Takes the page as it is parsed. No tree is built: many attributes would take minutes."""

    def __init__(self, doi: str) -> None:
        self._doi = doi
        self._depth = 0
        self._within = ""
        self._text: list[str] = []
        self._json: list[str] = []
        self._found: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeepError
        match tag:
            case "meta":
                self._read_meta(attributes)
            case "a" if _leads_to(attributes.get("href", ""), self._doi):
                self._found.add("linked")
            case "script":
                self._within = "json" if _is_json_ld(attributes) else tag
            case _ if tag in _UNSEEN:
                self._within = tag
        if _is_badge(tag, attributes):
            self._found.add("metrics_badge")
        self._break(tag)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._within == "json":
            self._read_json("".join(self._json))
            self._json.clear()
        self._within = ""
        self._break(tag)

    def data(self, text: str) -> None:
        if not self._within:
            self._text.append(text)
        elif self._within == "json":
            self._json.append(text)

    def close(self) -> None:
        """Do nothing: the parser asks for it at the end."""

    def signs(self) -> Signs:
        if _carries("".join(self._text), self._doi):
            self._found.add("shown")
        return Signs(
            json_ld="json_ld" in self._found,
            dc_identifier="dc_identifier" in self._found,
            citation_doi="citation_doi" in self._found,
            linked="linked" in self._found,
            shown="shown" in self._found,
            metrics_badge="metrics_badge" in self._found,
        )

    def _break(self, tag: str) -> None:
        # <wbr> is made to stand inside a long word such as a DOI.
        if tag != "wbr":
            self._text.append("\n")

    def _read_meta(self, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        is_dc = name in _DC_IDENTIFIERS
        if (is_dc or name == "citation_doi") and _names(attributes.get("content", ""), self._doi):
            self._found.add("dc_identifier" if is_dc else name)

    def _read_json(self, text: str) -> None:
        try:
            block = json.loads(text)
        except (ValueError, RecursionError):
            # Nobody else can read it either.
            return
        if any(_names(string, self._doi) for string in _strings(block)):
            self._found.add("json_ld")


def _encoding(html: bytes) -> str | None:
    """Leave it to a page that declares its encoding; Latin-1 would be assumed of the others."""
    return None if b"charset" in html[:_DECLARATION_WITHIN].lower() else "utf-8"


def _is_badge(tag: str, attributes: Mapping[str, str]) -> bool:
    is_script = tag == "script" and _BADGE_SCRIPT.search(attributes.get("src", ""))
    return tag == _BADGE or bool(is_script)


def _is_json_ld(attributes: Mapping[str, str]) -> bool:
    return attributes.get("type", "").strip().lower().startswith("application/ld+json")


def _leads_to(href: str, doi: str) -> bool:
    if "10." not in href or not _names(href, doi):
        return False
    try:
        return urlsplit(href.strip()).hostname in _RESOLVERS
    except ValueError:
        return False


def _names(text: str, doi: str) -> bool:
    """Look for a DOI in a tag or an address: bare, with `doi:`, as a URL, percent-encoded."""
    return _carries(text, doi) or ("%" in text and _carries(unquote(text), doi))


def _carries(text: str, doi: str) -> bool:
    """Say whether the DOI occurs and ends there: 10.5555/a is not 10.5555/ab or 10.5555/a.v2."""
    text = text.lower()
    at = text.find(doi)
    while at >= 0:
        before, after = text[max(at - 1, 0) : at], text[at + len(doi) : at + len(doi) + 2]
        if not (before.isdigit() or before == ".") and _ends(after):
            return True
        at = text.find(doi, at + 1)
    return False


def _ends(after: str) -> bool:
    goes_on = after[:1].isalnum() or (after[:1] in {*"._-/"} and after[1:].isalnum())
    return not goes_on


def _strings(block: object) -> Iterator[str]:
    waiting = [block]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case list() as items:
                waiting.extend(items)
            case dict() as pairs:
                waiting.extend(pairs.values())
