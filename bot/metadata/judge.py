"""Judges a record: is it metadata of schema 4, from which minor version on, and if not, why."""

from bisect import bisect_left
from dataclasses import dataclass

from lxml import etree

from bot.domain.check import Fault, Metadata, MetadataVerdict
from bot.metadata.faults import faults_of
from bot.metadata.gaps import gaps_of
from bot.metadata.reading import Record, read
from bot.metadata.schemas import NAMESPACE, Schemas

_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    metadata: Metadata
    identifier: str | None = None
    """What the record itself names as its identifier; None where that cannot be read."""


def judge(xml: bytes, schemas: Schemas) -> Judged:
    """Judge a record's bytes; may be called from several threads at once.

    Takes some 20 ms for each MB; what is over 100 kB is better judged in a thread.
    """
    if not xml or xml.isspace():
        return Judged(metadata=Metadata(verdict=MetadataVerdict.MISSING))
    record = read(xml, schemas.newest)
    if isinstance(record, Fault):
        return Judged(metadata=Metadata(verdict=MetadataVerdict.INVALID, faults=(record,)))
    return Judged(metadata=_metadata(record, schemas), identifier=_identifier(record.root))


def _metadata(record: Record, schemas: Schemas) -> Metadata:
    namespace = etree.QName(record.root).namespace
    if namespace != NAMESPACE:
        return _not_schema_4(namespace)
    if not record.fits(schemas.newest):
        faults = faults_of(record, schemas)
        return Metadata(verdict=MetadataVerdict.INVALID, namespace=namespace, faults=tuple(faults))
    return Metadata(
        verdict=MetadataVerdict.VALID,
        namespace=namespace,
        lowest_minor=_lowest_minor(record, schemas),
        gaps=tuple(gaps_of(record.root)),
    )


def _not_schema_4(namespace: str | None) -> Metadata:
    found = f"its namespace is {namespace}" if namespace else "it has no namespace"
    fault = Fault("", f"{found}; schema 4 needs exactly {NAMESPACE}")
    return Metadata(verdict=MetadataVerdict.NOT_SCHEMA_4, namespace=namespace, faults=(fault,))


def _lowest_minor(record: Record, schemas: Schemas) -> str:
    oldest, *later = schemas.versions
    # Most records need nothing that is new.
    if record.fits(schemas.schema(oldest)):
        return oldest
    # What one minor version accepts, all later ones accept, so it can be found by halving.
    older = later[:-1]
    lowest = bisect_left(older, True, key=lambda minor: record.fits(schemas.schema(minor)))  # noqa: FBT003 -- sought for
    return later[lowest]


def _identifier(root: etree._Element) -> str | None:
    namespace = etree.QName(root).namespace
    text = root.findtext(f"{{{namespace}}}identifier" if namespace else "identifier")
    # A record may hold whole letters there; an identifier is one line.
    return " ".join((text or "")[:_LONGEST].split()) or None
