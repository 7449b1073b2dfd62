"""What our schema declares for an element: which elements and attributes it may hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from bot.metadata.paths import local_name
from bot.metadata.schemas import our_newest

_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    least: int
    most: int | None
    """None where there is no limit."""
    node: etree._Element


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
    node = our_newest().find(f"{_XS}element[@name='{outermost}']")
    for name in names:
        if node is None:
            return None
        node = next((child.node for child in _children(node) if child.name == name), None)
    if node is None or not (len(node) or node.get("type")):
        return None
    return Declaration(
        {child.name: child for child in _children(node)},
        is_ordered=next(_type(node).iter(f"{_XS}all", f"{_XS}choice"), None) is None,
        attributes=tuple(_attributes(node)),
    )


def _from_the_innermost_record(names: Sequence[str]) -> Sequence[str]:
    """Leave out what holds another record, which what may hold anything can do."""
    while "resource" in names[1:]:
        names = names[names.index("resource", 1) :]
    return names


def _children(
    node: etree._Element, *, is_optional: bool = False, has_no_limit: bool = False
) -> Iterator[Child]:
    for part in _type(node):
        optional = is_optional or part.get("minOccurs") == "0"
        unlimited = has_no_limit or part.get("maxOccurs") == "unbounded"
        if part.tag == f"{_XS}element":
            least = 0 if optional else int(part.get("minOccurs", "1"))
            yield Child(part.get("name", ""), least, None if unlimited else 1, part)
        elif local_name(part) in {"group", "sequence", "all", "choice", "complexType"}:
            yield from _children(part, is_optional=optional, has_no_limit=unlimited)


def _attributes(node: etree._Element) -> Iterator[str]:
    for part in _type(node):
        if part.tag == f"{_XS}attribute":
            yield part.get("name") or part.get("ref") or ""
        elif local_name(part) in {"complexType", "simpleContent", "extension", "attributeGroup"}:
            yield from _attributes(part)


def _type(node: etree._Element) -> etree._Element:
    """Follow the name of a group or of a type of ours to what it stands for."""
    name, kind = (node.get("ref"), local_name(node))
    if kind == "element":
        name, kind = node.get("type"), "complexType"
    named = our_newest().find(f"{_XS}{kind}[@name='{name}']") if name else None
    return node if named is None else named
