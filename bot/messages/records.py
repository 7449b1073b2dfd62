"""How judged files look, and the schema they were held against."""

from collections.abc import Iterator

from bot.domain.check import Level, Metadata, MetadataVerdict
from bot.domain.records import JudgedFile, JudgedFiles, KnownSchema
from bot.messages.message import (
    Column,
    External,
    Facts,
    Heading,
    Message,
    Outcome,
    Part,
    Row,
    Table,
    Text,
)

_SAYS = {
    MetadataVerdict.VALID: ("valid", Level.OK),
    MetadataVerdict.INVALID: ("not valid", Level.FAILURE),
    MetadataVerdict.NOT_SCHEMA_4: ("not DataCite schema 4", Level.FAILURE),
    MetadataVerdict.MISSING: ("empty", Level.FAILURE),
    MetadataVerdict.UNKNOWN: ("could not be read", Level.UNKNOWN),
    MetadataVerdict.SKIPPED: ("skipped", Level.UNKNOWN),
}


def files(judged: JudgedFiles) -> Message:
    parts = tuple(part for file in judged.files for part in _file(file))
    return External(parts, judged, _outcome(judged))


def schema(known: KnownSchema) -> Message:
    facts = Facts((("Namespace", known.namespace), ("Source", known.source)))
    columns = (Column("version"), Column("published"), Column("added"))
    rows = (
        Row((one.version, f"{one.published or 'not known'}", one.added)) for one in known.versions
    )
    table = Table(columns, tuple(rows))
    return External((Heading("DataCite metadata schema"), facts, table), known)


def _outcome(judged: JudgedFiles) -> Outcome:
    if judged.has_failed:
        return Outcome.REFUSED
    return Outcome.DONE if judged.is_all_valid else Outcome.UNANSWERED


def _file(judged: JudgedFile) -> Iterator[Part]:
    metadata = judged.metadata
    said, mark = _SAYS[metadata.verdict]
    yield Text(f"{judged.file}: {said}{_more(metadata)}", mark)
    if metadata.faults:
        yield Facts(tuple((fault.path, fault.message) for fault in metadata.faults))
    if metadata.gaps:
        yield Text("Valid but incomplete:", Level.WARNING)
        yield Facts(tuple((gap.path, gap.message) for gap in metadata.gaps))


def _more(metadata: Metadata) -> str:
    if metadata.lowest_minor:
        return f" for schema {metadata.lowest_minor} and newer"
    is_foreign = metadata.verdict is MetadataVerdict.NOT_SCHEMA_4 and metadata.namespace
    return f" but {metadata.namespace}" if is_foreign else ""
