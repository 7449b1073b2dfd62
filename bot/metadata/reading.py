"""Reads a record's bytes, with limits on what they may cost, and holds them against a schema."""

import re
from dataclasses import dataclass

from lxml import etree

from bot.domain.check import Fault

LARGEST = 5_000_000
DEEPEST = 100

# lxml works out a path for every fault, which takes as long as there are siblings before it: a
# tree may only be validated whole where it is too small to hold many faults. Else it is fed in
# pieces, which gives no paths but can be stopped.
_SMALL = 32_768
_PIECE = 4_096

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
    """A well-formed document."""

    xml: bytes
    root: etree._Element
    is_valid: bool
    """Whether the schema that it was read with accepts it."""

    def fits(self, schema: etree.XMLSchema) -> bool:
        if len(self.xml) <= _SMALL:
            return schema.validate(self.root)
        return _feed(self.xml, schema) is not None


def read(xml: bytes, schema: etree.XMLSchema) -> Record | Fault:
    if len(xml) > LARGEST:
        return Fault("", f"Refused: larger than {LARGEST // 1_000_000} MB")
    try:
        record = _read(xml, schema)
    except etree.XMLSyntaxError as error:
        return _malformed(error)
    if record.root.getroottree().docinfo.internalDTD is not None:
        return _HAS_DOCTYPE
    return _TOO_DEEP if _IS_TOO_DEEP(record.root) else record


def parse(xml: bytes, *, is_cut_off: bool = False) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=is_cut_off
    )
    return etree.fromstring(xml, parser)


def up_to_faults(xml: bytes, schema: etree.XMLSchema, number: int) -> tuple[bytes, list[str]]:
    """Return the record as far as it goes until it has this many faults, and their texts."""
    parser = etree.XMLParser(schema=schema, no_network=True)
    read = 0
    faults: list[str] = []
    while read < len(xml) and len(faults) < number:
        parser.feed(xml[read : read + _PIECE])
        read += _PIECE
        faults = _faults(parser)
    return xml[:read], faults


def _read(xml: bytes, schema: etree.XMLSchema) -> Record:
    if len(xml) <= _SMALL:
        root = parse(xml)
        return Record(xml, root, schema.validate(root))
    # The parser that holds the schema resolves entities: it must not see a DOCTYPE.
    root_if_valid = None if b"<!DOCTYPE" in xml else _feed(xml, schema)
    if root_if_valid is None:
        return Record(xml, parse(xml), is_valid=False)
    return Record(xml, root_if_valid, is_valid=True)


def _feed(xml: bytes, schema: etree.XMLSchema) -> etree._Element | None:
    """Return the root, or None at the first fault."""
    # With resolve_entities=False a parser that holds a schema takes half a document for a whole.
    parser = etree.XMLParser(schema=schema, no_network=True)
    try:
        for start in range(0, len(xml), _PIECE):
            parser.feed(xml[start : start + _PIECE])
            if _faults(parser):
                return None
        return parser.close()
    except etree.XMLSyntaxError:
        return None


def _faults(parser: etree.XMLParser) -> list[str]:
    return [entry.message for entry in parser.feed_error_log.filter_from_errors()]


_HAS_DOCTYPE = Fault("", "Refused: it has a DOCTYPE, which no metadata record needs")
_TOO_DEEP = Fault("", f"Refused: elements are nested deeper than {DEEPEST}")


def _malformed(error: etree.XMLSyntaxError) -> Fault:
    said = re.sub(r", line \d+, column \d+$", "", error.msg)
    if "Excessive depth" in said:
        return _TOO_DEEP
    if "entity amplification" in said:
        return _HAS_DOCTYPE
    return Fault("", f"Not well-formed XML, line {error.lineno}: {_in_words(said)}")


def _in_words(said: str) -> str:
    for pattern, words in _WORDS:
        if match := re.search(pattern, said):
            return match.expand(words)
    return said
