"""Why a record is invalid: the first ten faults, each with its path and in words."""

from collections.abc import Iterator

from lxml import etree

from bot.domain.check import Fault
from bot.metadata.content import content_faults
from bot.metadata.paths import find, has_elements, path_of
from bot.metadata.reading import Record, parse, up_to_faults
from bot.metadata.schemas import Complaint, Schemas
from bot.metadata.words import cleaned, words

_MOST = 10

# A single piece of a record can hold tens of thousands of faults, all on one element. Then the
# paths cost more than they tell.
_MOST_WITH_PATHS = 1_000


def faults_of(record: Record, schemas: Schemas) -> list[Fault]:
    part, texts = up_to_faults(record, schemas.newest, _MOST)
    if len(texts) > _MOST_WITH_PATHS:
        return [Fault("", cleaned(text)) for text in texts[:_MOST]]
    complaints = schemas.complaints(parse(part, is_cut_off=True))
    faults = (fault for complaint in complaints for fault in _explain(complaint, record.root))
    return _first(faults) or [Fault("", cleaned(text)) for text in texts]


def _first(faults: Iterator[Fault]) -> list[Fault]:
    """Return the first ten, each once."""
    found: dict[Fault, None] = {}
    for fault in faults:
        found[fault] = None
        if len(found) == _MOST:
            break
    return [*found]


def _explain(complaint: Complaint, root: etree._Element) -> Iterator[Fault]:
    element = find(root, complaint.path)
    if element is None:
        yield Fault("", cleaned(complaint.message))
    elif complaint.kind == "SCHEMAV_ELEMENT_CONTENT":
        yield from _content(complaint, element)
    elif sentence := words(complaint, element):
        yield Fault(path_of(element), sentence)


def _content(complaint: Complaint, element: etree._Element) -> Iterator[Fault]:
    is_incomplete = "Missing child" in complaint.message
    if is_incomplete and not has_elements(element) and (element.text or "").strip():
        return  # That it has text instead is another complaint, and says which elements it needs.
    parent = element if is_incomplete else element.getparent()
    found = [] if parent is None else content_faults(parent)
    yield from found or [Fault(path_of(element), cleaned(complaint.message))]
