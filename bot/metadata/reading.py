"""Reads a record's bytes, with limits on what they may cost, and holds them against a schema."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from bot.domain.check import Fault

LARGEST = 5_000_000
DEEPEST = 100

# lxml works out a path for every fault, which takes as long as there are siblings before it: a
# tree may only be validated whole where it is too small to hold many faults. Else it is fed in
# pieces, which reads it once more and gives no paths, but can be stopped.
_FEW = 5_000
# The smallest node, `<a/>`, takes four bytes.
_LARGE = 4 * _FEW
_PIECE = 4_096
_PIECE_OF_PROLOGUE = 256

# libxml2 stops at the last node that is asked for, where it would count them all to the end.
_HAS_MANY_NODES = etree.XPath(
    f"boolean(/descendant::*[{_FEW // 2}]) or boolean((/descendant::*/@*)[{_FEW // 2}])"
)
_IS_TOO_DEEP = etree.XPath(f"boolean({'/*' * (DEEPEST + 1)})")

_WORDS = (
    ("XML declaration allowed only", "the XML declaration must be the very first thing in it"),
    ("Start tag expected|Document is empty", "it is no XML, since it does not begin with a tag"),
    ("no name$|expecting ';'", "an & that is part of the text must be written &amp;"),
    ("invalid element name", "a < that is part of the text must be written &lt;"),
    (r"Entity '(.*)' not defined", r"&\1; is not known in XML; write the letter itself"),
    (r"mismatch: (\S+) line (\d+) and (?!\1$)(\S+)", r"<\1> of line \2 is closed by </\3>"),
    (r"Premature end of data in tag (\S+) line (\d+)", r"<\1> of line \2 is never closed"),
    (r"Namespace prefix (\S+) .*is not defined", r"the prefix \1: is not declared (xmlns:\1)"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """A well-formed document without a DOCTYPE."""

    xml: bytes
    root: etree._Element
    has_few_nodes: bool
    known: Mapping[etree.XMLSchema, bool]
    """Which schemas it was held against while it was read, and whether it fits them."""

    def fits(self, schema: etree.XMLSchema) -> bool:
        if schema in self.known:
            return self.known[schema]
        if self.has_few_nodes:
            return schema.validate(self.root)
        return _root_if_fitting(self.xml, schema) is not None


def read(xml: bytes, expected: etree.XMLSchema) -> Record | Fault:
    """Return why it is refused where it is no XML, or made to do harm.

    What has many nodes is held against the `expected` schema while it is read, so that it need
    not be read twice.
    """
    if len(xml) > LARGEST:
        return Fault("", f"refused: larger than {LARGEST // 1_000_000} MB")
    if xml[:2] in _UTF_16_WITHOUT_MARK:
        return _NO_MARK
    try:
        return _harmless(xml, *_parsed(xml, expected))
    except etree.XMLSyntaxError as error:
        return _malformed(error)


def parse(xml: bytes, *, is_cut_off: bool = False) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=is_cut_off
    )
    return etree.fromstring(xml, parser)


def _parsed(
    xml: bytes, expected: etree.XMLSchema
) -> tuple[etree._Element, dict[etree.XMLSchema, bool]]:
    if not (_seems_to_have_many_nodes(xml) and _is_without_doctype(xml)):
        return parse(xml), {}
    root = _root_if_fitting(xml, expected)
    return (parse(xml), {expected: False}) if root is None else (root, {expected: True})


def _harmless(
    xml: bytes, root: etree._Element, known: Mapping[etree.XMLSchema, bool]
) -> Record | Fault:
    if _has_doctype(root):
        return _HAS_DOCTYPE
    if _is_too_deep(xml, root):
        return _TOO_DEEP
    return Record(xml, root, _has_few_nodes(xml, root), known)


def _seems_to_have_many_nodes(xml: bytes) -> bool:
    """Guess from tags and attributes; to be wrong costs time, and changes no verdict."""
    return len(xml) >= _LARGE and (xml.count(b"<") >= _FEW or xml.count(b"=") >= _FEW // 2)


def _is_without_doctype(xml: bytes) -> bool:
    """Read until the first element begins, which a DOCTYPE has to precede; False if in doubt."""
    parser = etree.XMLPullParser(
        ("start",),
        encoding=_encoding(xml),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    with suppress(etree.XMLSyntaxError):
        for start in range(0, _LARGE, _PIECE_OF_PROLOGUE):
            parser.feed(xml[start : start + _PIECE_OF_PROLOGUE])
            for _, root in parser.read_events():
                return not _has_doctype(root)  # type: ignore[arg-type]  # an element
    return False


def _has_doctype(root: etree._Element) -> bool:
    return root.getroottree().docinfo.internalDTD is not None


def _is_too_deep(xml: bytes, root: etree._Element) -> bool:
    # So deep a document has a tag that opens and one that closes for each of its depths.
    return xml.count(b"<") > 2 * DEEPEST and bool(_IS_TOO_DEEP(root))


def _has_few_nodes(xml: bytes, root: etree._Element) -> bool:
    return len(xml) < _LARGE or not _HAS_MANY_NODES(root)


def up_to_faults(record: Record, schema: etree.XMLSchema, number: int) -> tuple[bytes, list[str]]:
    """Return the record as far as it goes until it has this many faults, and their texts."""
    parser = _feedable(record.xml, schema)
    read = 0
    faults: list[str] = []
    while read < len(record.xml) and len(faults) < number:
        parser.feed(record.xml[read : read + _PIECE])
        read += _PIECE
        faults = [entry.message for entry in parser.feed_error_log]
    return record.xml[:read], faults


def _root_if_fitting(xml: bytes, schema: etree.XMLSchema) -> etree._Element | None:
    parser = _feedable(xml, schema)
    with suppress(etree.XMLSyntaxError):
        for start in range(0, len(xml), _PIECE):
            parser.feed(xml[start : start + _PIECE])
            if len(parser.feed_error_log):
                return None
        return parser.close()
    return None


def _feedable(xml: bytes, schema: etree.XMLSchema) -> etree.XMLParser:
    """Make a parser to feed with a well-formed document that has no DOCTYPE.

    With resolve_entities=False it would take half a document for a whole; without, entities
    can crash the process.
    """
    return etree.XMLParser(schema=schema, encoding=_encoding(xml), no_network=True, load_dtd=False)


def _encoding(xml: bytes) -> str | None:
    """Name the one that libxml2 takes for UTF-16 where it is fed."""
    return "UTF-32" if xml[:4] in _UTF_32_MARKS else None


_UTF_32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
# "Entities encoded in UTF-16 MUST begin with the Byte Order Mark."
_UTF_16_WITHOUT_MARK = (b"<\0", b"\0<")
_NO_MARK = Fault("", "not well-formed XML: UTF-16 without a byte-order mark; write it in UTF-8")
_HAS_DOCTYPE = Fault("", "refused: it has a DOCTYPE, which no metadata record needs")
_TOO_DEEP = Fault("", f"refused: elements are nested deeper than {DEEPEST}")


def _malformed(error: etree.XMLSyntaxError) -> Fault:
    # What follows in further lines is a piece of the record.
    said = re.sub(r", line \d+, column \d+$", "", error.msg).partition("\n")[0]
    if "Excessive depth" in said:
        return _TOO_DEEP
    if "entity amplification" in said:
        return _HAS_DOCTYPE
    return Fault("", f"not well-formed XML, line {error.lineno}: {_in_words(said)}")


def _in_words(said: str) -> str:
    for pattern, words in _WORDS:
        if match := re.search(pattern, said):
            return match.expand(words)
    return said
