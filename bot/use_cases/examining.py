"""Look at a findable DOI's metadata and its landing page."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.clients.pages import Pages
from bot.domain.check import Environment, Finding, Metadata, MetadataVerdict, Page
from bot.domain.decision import is_findable
from bot.domain.doi import Entry
from bot.domain.evidence import Evidence, Record
from bot.domain.judgement import Examined, judge_metadata, no_address
from bot.domain.landing import judge_page
from bot.metadata.judge import judge as judge_xml
from bot.metadata.landing import read_signs
from bot.metadata.schemas import Schemas

# Below it a thread costs more than the reading.
_LARGE = 100_000
# Records that take a few milliseconds together.
_AT_A_TURN = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of a check, at its place, with all that was said about it."""

    position: int
    entry: Entry
    evidence: Evidence
    environment: Environment

    @property
    def findable(self) -> Record | None:
        """Return the record whose metadata and page are worth a look."""
        record = self.evidence.record
        is_worth = is_findable(self.evidence, self.environment)
        return record if is_worth and isinstance(record, Record) else None


async def examine_metadata(cases: Sequence[Case], *, schemas: Schemas) -> list[Examined]:
    """Judge the records of all cases, and let others have their turn in between."""
    examined = []
    for number, case in enumerate(cases):
        if number % _AT_A_TURN == 0:
            await asyncio.sleep(0)
        examined.append(await _metadata(case, schemas))
    return examined


async def examine_page(case: Case, examined: Examined, *, pages: Pages) -> Examined:
    """Add what the landing page says to what was found out before."""
    if (record := case.findable) is None:
        return examined
    page, found = await _page(record.doi, record.url, pages) if record.url else no_address()
    return replace(examined, page=page, findings=(*examined.findings, *found))


async def _metadata(case: Case, schemas: Schemas) -> Examined:
    if (record := case.findable) is None:
        return Examined()
    metadata, identifier = await _judge(record.xml, schemas)
    found = judge_metadata(record.doi, metadata, identifier)
    return Examined(metadata=metadata, findings=found)


async def _judge(xml: object, schemas: Schemas) -> tuple[Metadata, str | None]:
    if isinstance(xml, bytes):
        is_small = len(xml) < _LARGE
        judged = (
            judge_xml(xml, schemas)
            if is_small
            else await asyncio.to_thread(judge_xml, xml, schemas)
        )
        return judged.metadata, judged.identifier
    verdict = MetadataVerdict.MISSING if xml is None else MetadataVerdict.UNKNOWN
    return Metadata(verdict=verdict), None


async def _page(doi: str, url: str, pages: Pages) -> tuple[Page, tuple[Finding, ...]]:
    visit = await pages.visit(url)
    if visit.html is None:
        return judge_page(doi, visit, None)
    if len(visit.html) < _LARGE:
        return judge_page(doi, visit, read_signs(visit.html, doi))
    return judge_page(doi, visit, await asyncio.to_thread(read_signs, visit.html, doi))
