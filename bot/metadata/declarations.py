"""What our schema declares for an element: which elements and attributes it may hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from bot.metadata.schemas import our_newest

_XML = "{http://www.w3.org/XML/1998/namespace}"
_ANYTHING = "{http://www.w3.org/2001/XMLSchema}anyType"


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    least: int
    most: int | None
    """None where there is no limit."""


@dataclass(frozen=True, slots=True)
class Declaration:
    children: dict[str, Child]
    """By name, in the order they must have if there is one."""
    is_ordered: bool
    attributes: tuple[str, ...]


def declaration(names: Sequence[str]) -> Declaration | None:
    """Return what is declared for the element at these names (resource, dates, date).

    None where our schema does not know the element, or says nothing about it.
    """
    outermost, *names = _from_the_innermost_record(names)
    element = _model().elements.get(outermost)
    for name in names:
        element = next((e for e in _elements(element) if e.local_name == name), None)
    if element is None or element.type.name == _ANYTHING:
        return None
    return Declaration(
        {child.name: child for child in _children(_content(element))},
        is_ordered=not _is_free(_content(element)),
        attributes=tuple(name.replace(_XML, "xml:") for name in element.attributes if name),
    )


# xmlschema's parts of a schema are Any to us: their types depend on each other's.


@cache
def _model() -> Any:  # noqa: ANN401 -- above
    # Half a second of import and building, which only who has an invalid record waits for.
    import xmlschema  # noqa: PLC0415

    return xmlschema.XMLSchema(etree.tostring(our_newest()).decode(), allow="local")


def _from_the_innermost_record(names: Sequence[str]) -> Sequence[str]:
    """Leave out what holds another record, which what may hold anything can do."""
    while "resource" in names[1:]:
        names = names[names.index("resource", 1) :]
    return names


def _content(element: Any) -> Any:  # noqa: ANN401 -- above
    """Return the group of what an element may hold; empty where it takes text alone."""
    is_known = element is not None and element.type.name != _ANYTHING
    return element.type.content if is_known and element.type.has_complex_content() else ()


def _elements(element: Any) -> Iterator[Any]:  # noqa: ANN401 -- above
    content = _content(element)
    return content.iter_elements() if content else iter(())


def _is_free(part: Any) -> bool:  # noqa: ANN401 -- above
    """Say whether the elements may stand in any order."""
    is_group = hasattr(part, "model")
    return is_group and (part.model in {"all", "choice"} or any(map(_is_free, part)))


def _children(
    group: Any,  # noqa: ANN401 -- above
    *,
    is_optional: bool = False,
    has_no_limit: bool = False,
) -> Iterator[Child]:
    for part in group:
        optional = is_optional or part.min_occurs == 0
        unlimited = has_no_limit or part.max_occurs is None
        if hasattr(part, "model"):
            yield from _children(part, is_optional=optional, has_no_limit=unlimited)
        else:
            least = 0 if optional else part.min_occurs
            yield Child(part.local_name, least, None if unlimited else 1)
