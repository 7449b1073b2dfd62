"""What the schema's files let through although its text forbids it."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import etree

from bot.domain.check import Fault
from bot.metadata.paths import local_name, path_of, shortened
from bot.metadata.schemas import NAMESPACE

_MOST = 10

_IS_EMPTY = "not(normalize-space())"
_IS_CODE = "starts-with(normalize-space(), ':') or starts-with(normalize-space(), '(:')"

# One question for all, since most records have no gap.
_SUSPECTS = etree.XPath(
    " | ".join(
        f"/k:resource/{path}"
        for path in (
            "k:identifier[@identifierType != 'DOI']",
            "k:identifier[not(starts-with(normalize-space(), '10.') and contains(., '/'))]",
            f"k:creators/k:creator/k:creatorName[{_IS_EMPTY} or {_IS_CODE}]",
            f"k:titles/k:title[{_IS_EMPTY} or {_IS_CODE}]",
            f"k:publisher[{_IS_EMPTY} or {_IS_CODE}]",
            "k:publisher[@publisherIdentifier and not(@publisherIdentifierScheme)]",
            f"k:resourceType[{_IS_CODE} or ({_IS_EMPTY} and @resourceTypeGeneral = 'Other')]",
            f"k:contributors/k:contributor/k:contributorName[{_IS_EMPTY}]",
            "*/*/k:nameIdentifier[not(normalize-space(@nameIdentifierScheme))]",
            "*/*/k:affiliation[@affiliationIdentifier and not(@affiliationIdentifierScheme)]",
            f"k:fundingReferences/k:fundingReference/k:funderName[{_IS_EMPTY}]",
            "k:relatedItems/k:relatedItem[not(k:titles/k:title[normalize-space()])]",
            f"k:relatedItems/k:relatedItem/*/*/k:creatorName[{_IS_EMPTY}]",
            f"k:relatedItems/k:relatedItem/*/*/k:contributorName[{_IS_EMPTY}]",
        )
    ),
    namespaces={"k": NAMESPACE},
)

# "Standard values for unknown information": `:tba`, `(:tba)`, `(:tba) in May`.
_CODES = "unac|unal|unap|unas|unav|unkn|none|null|tba|etal"
_PLACEHOLDER = re.compile(rf":({_CODES})|\(:({_CODES})\).*", re.IGNORECASE | re.DOTALL)


def gaps_of(root: etree._Element) -> list[Fault]:
    """Return the first ten gaps of a valid record."""
    return [*islice(_gaps(root), _MOST)]


def _gaps(root: etree._Element) -> Iterator[Fault]:
    suspects: list[etree._Element] = _SUSPECTS(root)  # type: ignore[assignment]  # all paths end in elements
    for element in suspects:
        for sentence in _SAY.get(local_name(element), _value)(element):
            yield Fault(path_of(element), sentence)


def _value(element: etree._Element) -> Iterator[str]:
    text = (element.text or "").strip()
    if not text:
        yield f"{local_name(element)} is empty"
    elif _PLACEHOLDER.fullmatch(text):
        yield f'{local_name(element)} is the placeholder "{shortened(text)}"'


def _identifier(element: etree._Element) -> Iterator[str]:
    text, kind = (element.text or "").strip(), element.get("identifierType", "")
    if kind != "DOI":
        yield f'identifierType "{shortened(kind)}" must be DOI'
    if not text:
        yield "identifier is empty"
    elif not (text.startswith("10.") and "/" in text):
        yield f'identifier "{shortened(text)}" is not a DOI such as 10.5555/example'


def _publisher(element: etree._Element) -> Iterator[str]:
    yield from _value(element)
    if element.get("publisherIdentifier") and not element.get("publisherIdentifierScheme"):
        yield "publisherIdentifierScheme is missing"


def _resource_type(element: etree._Element) -> Iterator[str]:
    if (element.text or "").strip():
        yield from _value(element)
    else:
        yield "resourceTypeGeneral is Other, so resourceType must say what it is"


def _name_identifier(_: etree._Element) -> Iterator[str]:
    yield "nameIdentifierScheme is missing"


def _affiliation(_: etree._Element) -> Iterator[str]:
    yield "affiliationIdentifierScheme is missing"


def _related_item(_: etree._Element) -> Iterator[str]:
    yield "title is missing"


_SAY: dict[str, Callable[[etree._Element], Iterator[str]]] = {
    "identifier": _identifier,
    "publisher": _publisher,
    "resourceType": _resource_type,
    "nameIdentifier": _name_identifier,
    "affiliation": _affiliation,
    "relatedItem": _related_item,
}
