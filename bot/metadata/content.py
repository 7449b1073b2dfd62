"""What is wrong with the elements that an element holds."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from bot.domain.check import Fault
from bot.metadata.declarations import Child, Declaration, declaration
from bot.metadata.paths import local_name, names_of, path_of
from bot.metadata.schemas import NAMESPACE
from bot.metadata.similar import similar

_MOST = 10


def content_faults(parent: etree._Element) -> list[Fault]:
    """Return at most ten; none where our schema does not know the element."""
    declared = declaration(names_of(parent))
    if declared is None:
        return []
    return [*islice(_faults(parent, declared), _MOST)]


def _faults(parent: etree._Element, declared: Declaration) -> Iterator[Fault]:
    yield from _unknown(parent, declared)
    yield from _repeated(parent, declared)
    yield from _misplaced(parent, declared)
    yield from _missing(parent, declared)


def _unknown(parent: etree._Element, declared: Declaration) -> Iterator[Fault]:
    for child in _strangers(parent, declared):
        name, namespace = local_name(child), etree.QName(child).namespace
        if name not in declared.children:
            yield Fault(path_of(child), _not_one_of(name, parent, declared))
        else:
            found = f"in the namespace {namespace}" if namespace else "in no namespace"
            yield Fault(path_of(child), f"{name} is {found}; it must be in {NAMESPACE}")


def _strangers(parent: etree._Element, declared: Declaration) -> Iterator[etree._Element]:
    known = {f"{{{NAMESPACE}}}{name}" for name in declared.children}
    return (child for child in parent.iterchildren("*") if child.tag not in known)


def _not_one_of(name: str, parent: etree._Element, declared: Declaration) -> str:
    hint = similar(name, declared.children)
    return f"{name} is not an element of {local_name(parent)}" + (
        f"; did you mean {hint}?" if hint else ""
    )


def _repeated(parent: etree._Element, declared: Declaration) -> Iterator[Fault]:
    for child in declared.children.values():
        if child.most is not None:
            for again in islice(_given(parent, child), child.most, None):
                yield Fault(path_of(again), f"{child.name} is there again; only one is allowed")


def _misplaced(parent: etree._Element, declared: Declaration) -> Iterator[Fault]:
    if not declared.is_ordered:
        return
    order = [*declared.children]
    last = ""
    for element in parent.iterchildren(*(f"{{{NAMESPACE}}}{name}" for name in order)):
        name = local_name(element)
        if last and order.index(name) < order.index(last):
            yield Fault(path_of(element), f"{name} must come before {last}")
        else:
            last = name


def _missing(parent: etree._Element, declared: Declaration) -> Iterator[Fault]:
    for child in declared.children.values():
        number = sum(1 for _ in islice(_given(parent, child), child.least))
        if number < child.least and not _is_misspelt(parent, child, declared):
            yield Fault(path_of(parent), _too_few(child, number))


def _too_few(child: Child, number: int) -> str:
    if number:
        return f"{child.name} is needed at least {child.least} times (found: {number})"
    return f"{child.name} is missing"


def _is_misspelt(parent: etree._Element, child: Child, declared: Declaration) -> bool:
    """Say whether one that is there was meant to be it, so that it is not missing as well."""
    for element in islice(_strangers(parent, declared), _MOST):
        name = local_name(element)
        if child.name == (name if name in declared.children else similar(name, declared.children)):
            return True
    return False


def _given(parent: etree._Element, child: Child) -> Iterator[etree._Element]:
    return parent.iterchildren(f"{{{NAMESPACE}}}{child.name}")
