"""A check's results as text, and back: lists, since field names would be most of it."""

import json
import zlib
from collections.abc import Mapping

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
    visited = (page.verdict, page.status, page.final_url)
    whole = (result.verdict, *known, *owned, judged, visited, found)
    # As ASCII: neighbours send NULs and half signs too, which no database takes.
    return json.dumps(whole, separators=(",", ":"))


def read(text: str, *, typed: str, doi: str | None) -> Result:
    verdict, agency, handle, state, indexed, source, client, url, judged, visited, found = (
        json.loads(text)
    )
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
        metadata=_metadata(*judged),
        page=Page(verdict=PageVerdict(visited[0]), status=visited[1], final_url=visited[2]),
        findings=tuple(Finding(key, Level(level), *rest) for key, level, *rest in found),
    )


def pack(said: Mapping[str, str]) -> bytes:
    """Gzip what each neighbour said."""
    gzip = zlib.compressobj(_FAST, wbits=_GZIP)
    return gzip.compress(json.dumps(said).encode()) + gzip.flush()


def unpack(packed: bytes | None) -> dict[str, str]:
    said: dict[str, str] = json.loads(zlib.decompress(packed, _GZIP)) if packed else {}
    return said


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
