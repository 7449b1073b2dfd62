"""Where in a record: `/resource/dates/date[2]`."""

import re

from lxml import etree

_LONGEST = 60


def local_name(element: etree._Element) -> str:
    """Return the name without namespace, cut where it is longer than any of the schema's."""
    return shortened(etree.QName(element).localname)


def shortened(text: str) -> str:
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text


def path_of(element: etree._Element) -> str:
    """Return the path by local names, numbered where there are several of a name."""
    return "".join(f"/{_step(part)}" for part in _from_the_root(element))


def has_elements(element: etree._Element) -> bool:
    """Tell elements from comments, which lxml counts among the children."""
    return next(element.iterchildren("*"), None) is not None


def names_of(element: etree._Element) -> list[str]:
    """Return the local names from the record's outermost element down to this one."""
    return [local_name(part) for part in _from_the_root(element)]


def find(root: etree._Element, path: str | None) -> etree._Element | None:
    """Return the element at a path as libxml2 writes them (`/*/*[7]/d:date[2]`)."""
    if path is None:
        return None
    # It writes prefixes of the record; they are asked for by name, since we do not know them all.
    by_name = re.sub(r"/([^/*\[]+:[^/\[]+)", r"/*[name()='\1']", path)
    found: list[etree._Element] = root.xpath(by_name)  # type: ignore[assignment]  # it ends in an element
    return found[0] if found else None


def _from_the_root(element: etree._Element) -> list[etree._Element]:
    return [element, *element.iterancestors()][::-1]


def _step(element: etree._Element) -> str:
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    is_alone = not before and next(element.itersiblings(element.tag), None) is None
    return local_name(element) if is_alone else f"{local_name(element)}[{before + 1}]"
