"""Reads a record's bytes, with limits on what they may cost, and holds them against a schema."""

import re
from dataclasses import dataclass

from lxml import etree

from bot.domain.check import Fault

LARGEST = 5_000_000
DEEPEST = 100

# lxml works out a path for every fault, which takes as long as there are siblings before it: a
# tree may only be validated whole where it is too small to hold many faults. Else it is fed in
# pieces, which takes twice as long and gives no paths, but can be stopped.
_FEW = 5_000
_PIECE = 4_096

_HAS_FEW_NODES = etree.XPath(f"count(//*) + count(//@*) < {_FEW}")
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

    def fits(self, schema: etree.XMLSchema) -> bool:
        return schema.validate(self.root) if self.has_few_nodes else _fits(self.xml, schema)


def read(xml: bytes) -> Record | Fault:
    """Return why it is refused where it is no XML, or made to do harm."""
    if len(xml) > LARGEST:
        return Fault("", f"refused: larger than {LARGEST // 1_000_000} MB")
    if xml[:2] in _UTF_16_WITHOUT_MARK:
        return _NO_MARK
    try:
        root = parse(xml)
    except etree.XMLSyntaxError as error:
        return _malformed(error)
    if root.getroottree().docinfo.internalDTD is not None:
        return _HAS_DOCTYPE
    return _TOO_DEEP if _is_too_deep(xml, root) else Record(xml, root, _has_few_nodes(xml, root))


def parse(xml: bytes, *, is_cut_off: bool = False) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=is_cut_off
    )
    return etree.fromstring(xml, parser)


def _is_too_deep(xml: bytes, root: etree._Element) -> bool:
    # So deep a document has a tag that opens and one that closes for each of its depths.
    return xml.count(b"<") > 2 * DEEPEST and bool(_IS_TOO_DEEP(root))


def _has_few_nodes(xml: bytes, root: etree._Element) -> bool:
    # The smallest node, `<a/>`, takes four bytes.
    return len(xml) < 4 * _FEW or bool(_HAS_FEW_NODES(root))


def up_to_faults(record: Record, schema: etree.XMLSchema, number: int) -> tuple[bytes, list[str]]:
    """Return the record as far as it goes until it has this many faults, and their texts."""
    parser = _feedable(schema)
    read = 0
    faults: list[str] = []
    while read < len(record.xml) and len(faults) < number:
        parser.feed(record.xml[read : read + _PIECE])
        read += _PIECE
        faults = [entry.message for entry in parser.feed_error_log]
    return record.xml[:read], faults


def _fits(xml: bytes, schema: etree.XMLSchema) -> bool:
    parser = _feedable(schema)
    try:
        for start in range(0, len(xml), _PIECE):
            parser.feed(xml[start : start + _PIECE])
            if len(parser.feed_error_log):
                return False
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True


def _feedable(schema: etree.XMLSchema) -> etree.XMLParser:
    """Make a parser to feed with a well-formed document that has no DOCTYPE.

    With resolve_entities=False it would take half a document for a whole; without, entities
    can crash the process.
    """
    return etree.XMLParser(schema=schema, no_network=True, load_dtd=False)


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
