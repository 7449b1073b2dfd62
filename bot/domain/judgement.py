"""One DOI judged: what was said about it, its metadata and its page, in one result."""

import re
from dataclasses import dataclass

from bot.domain import links
from bot.domain.check import (
    SKIPPED_METADATA,
    SKIPPED_PAGE,
    Environment,
    Fault,
    Finding,
    Level,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Result,
    Verdict,
)
from bot.domain.decision import decide, has_index_lag
from bot.domain.doi import Entry
from bot.domain.evidence import Evidence, Record
from bot.domain.findings import findings, syntax
from bot.domain.secrets import without_passwords

# "is not one of", two of the values, and the rest of them.
_ALLOWED = re.compile(r"(is not one of [^,;]+, [^,;]+), [^;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A DOI's metadata and page, judged elsewhere, with what was found there."""

    metadata: Metadata = SKIPPED_METADATA
    page: Page = SKIPPED_PAGE
    findings: tuple[Finding, ...] = ()


def judge(
    entry: Entry, evidence: Evidence, environment: Environment, examined: Examined
) -> Result:
    verdict = decide(evidence, environment)
    record = evidence.record if isinstance(evidence.record, Record) else None
    return Result(
        input=entry.input,
        doi=entry.doi,
        verdict=verdict,
        agency=evidence.agency_name,
        handle=evidence.exists,
        state=record.state if record else None,
        indexed=_is_indexed(evidence),
        source=record.source if record else None,
        client=record.client if record else None,
        url=without_passwords(record.url) if record and record.url else None,
        usage=record.usage if record else None,
        metadata=examined.metadata,
        page=examined.page,
        findings=(*findings(evidence, verdict, environment), *examined.findings),
    )


def not_yet(entry: Entry) -> Result:
    """Stand in for a result that is still to come."""
    waiting = Finding("state", Level.UNKNOWN, "Not checked yet.", links.API_GET)
    return Result(input=entry.input, doi=entry.doi, verdict=Verdict.UNKNOWN, findings=(waiting,))


def no_doi(entry: Entry) -> Result:
    return Result(
        input=entry.input,
        doi=None,
        verdict=Verdict.INVALID_DOI,
        findings=(syntax(entry.fault),),
    )


def judge_metadata(doi: str, metadata: Metadata, identifier: str | None) -> tuple[Finding, ...]:
    """Put a verdict on metadata into sentences, with the identifier it names itself."""
    found = [_metadata(metadata)]
    if identifier is not None and identifier.lower() != doi:
        text = f"The metadata names {identifier} as its identifier, not this DOI."
        found.append(Finding("identifier", Level.FAILURE, text, links.CREATE))
    if metadata.gaps:
        text = f"Valid but incomplete: {_first(metadata.gaps)}"
        found.append(Finding("gap", Level.WARNING, text, links.SCHEMA))
    return tuple(found)


def no_address() -> tuple[Page, tuple[Finding, ...]]:
    """Judge the page of a DOI whose record names none."""
    text = "DataCite's record has no address (URL) for a landing page."
    finding = Finding("page", Level.WARNING, text, links.LANDING_PAGES)
    return Page(verdict=PageVerdict.PROBLEMS), (finding,)


def _is_indexed(evidence: Evidence) -> bool | None:
    if isinstance(evidence.listed, Record):
        return True
    return False if has_index_lag(evidence) else None


def _metadata(metadata: Metadata) -> Finding:
    level, link = Level.FAILURE, links.SCHEMA
    match metadata.verdict:
        case MetadataVerdict.VALID:
            level = Level.OK
            text = f"Valid metadata, schema {metadata.lowest_minor} or newer."
        case MetadataVerdict.INVALID:
            text = f"The metadata is not valid: {_first(metadata.faults)}"
        case MetadataVerdict.NOT_SCHEMA_4:
            text = f"The metadata is not schema 4: {_first(metadata.faults)}"
        case MetadataVerdict.MISSING:
            text, link = "DataCite has no metadata for it.", links.CREATE
        case _:
            level, text, link = Level.UNKNOWN, "Its metadata could not be read.", links.API_GET
    return Finding("metadata", level, text, link)


def _first(faults: tuple[Fault, ...]) -> str:
    """Say the first fault in short: all of them, with every allowed value, stand in the result."""
    first = faults[0]
    where = f"{first.path} · " if first.path else ""
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    message = _ALLOWED.sub(r"\1, …", first.message)
    return f"{where}{message}{more}"
