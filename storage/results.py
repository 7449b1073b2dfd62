"""A check's results as text, and back: lists, since field names would be most of it."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

from bot.domain.check import (
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

# The answers are kept for months; half the size costs ten times the CPU at a higher level.
_GZIP = 16 + zlib.MAX_WBITS
_FAST = 1
_Pairs = list[list[str]]


def write(result: Result) -> str:
    """Encode a result without its entry, which has columns of its own."""
    metadata, page = result.metadata, result.page
    known = (result.agency, result.handle, result.state, result.indexed)
    owned = (result.source, result.client, result.url)
    faults = [(fault.path, fault.message) for fault in metadata.faults]
    gaps = [(gap.path, gap.message) for gap in metadata.gaps]
    judged = (metadata.verdict, metadata.namespace, metadata.lowest_minor, faults, gaps)
    found = [(f.key, f.level, f.text, f.link) for f in result.findings]
    visited = (page.verdict, page.status, page.final_url, page.has_metrics_badge)
    whole = (result.verdict, *known, *owned, judged, visited, found, result.usage)
    # As ASCII: neighbours send NULs and half signs too, which no database takes.
    return json.dumps(whole, separators=(",", ":"))


def read(text: str, *, typed: str, doi: str | None) -> Result:
    verdict, *known, judged, visited, found, usage = _whole(json.loads(text), 12)
    agency, handle, state, indexed, source, client, url = known
    return Result(
        input=typed,
        doi=doi,
        verdict=Verdict(verdict),
        agency=agency,
        handle=handle,
        state=state,
        indexed=indexed,
        source=source,
        client=client,
        url=url,
        usage=usage,
        metadata=_metadata(*judged),
        page=_page(visited),
        findings=tuple(Finding(key, Level(level), *rest) for key, level, *rest in found),
    )


def pack(said: Mapping[str, str]) -> bytes:
    """Gzip what each neighbour said."""
    gzip = zlib.compressobj(_FAST, wbits=_GZIP)
    return gzip.compress(json.dumps(said).encode()) + gzip.flush()


def unpack(packed: bytes | None) -> dict[str, str]:
    said: dict[str, str] = json.loads(zlib.decompress(packed, _GZIP)) if packed else {}
    return said


def _whole(values: list[Any], length: int) -> list[Any]:
    """Complete what was kept before its last value was asked for."""
    return [*values, None][:length]


def _page(visited: list[Any]) -> Page:
    verdict, status, final_url, badge = _whole(visited, 4)
    return Page(
        verdict=PageVerdict(verdict), status=status, final_url=final_url, has_metrics_badge=badge
    )


def _metadata(
    verdict: str, namespace: str | None, lowest_minor: str | None, faults: _Pairs, gaps: _Pairs
) -> Metadata:
    return Metadata(
        verdict=MetadataVerdict(verdict),
        namespace=namespace,
        lowest_minor=lowest_minor,
        faults=tuple(Fault(*fault) for fault in faults),
        gaps=tuple(Fault(*gap) for gap in gaps),
    )
