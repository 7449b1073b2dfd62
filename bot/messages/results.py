"""The results of a check as a table for spreadsheets: one row an entry."""

import csv
import io
from collections.abc import Iterator

from bot.domain.check import Check, Level, Result

COLUMNS = (
    "input",
    "doi",
    "verdict",
    "agency",
    "handle",
    "state",
    "indexed",
    "source",
    "client",
    "url",
    "metadata",
    "lowest_minor",
    "page",
    "page_status",
    "problems",
    "links",
)
# So a cell begins that a spreadsheet computes rather than shows.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_SAID: dict[bool | None, str] = {True: "yes", False: "no", None: ""}


def results_csv(check: Check) -> bytes:
    """Return UTF-8 that begins with a byte order mark, without which Excel garbles it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for result in check.results:
        writer.writerow(map(_safe, _cells(result)))
    # What a person pasted may hold half a sign, which UTF-8 cannot.
    return file.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(result: Result) -> Iterator[str]:
    wrong = [finding for finding in result.findings if finding.level is not Level.OK]
    yield from (result.input, result.doi or "", result.verdict, result.agency or "")
    yield from (_SAID[result.handle], result.state or "", _SAID[result.indexed])
    yield from (result.source or "", result.client or "", result.url or "")
    yield from (result.metadata.verdict, result.metadata.lowest_minor or "")
    yield from (result.page.verdict, str(result.page.status or ""))
    yield " | ".join(finding.text for finding in wrong)
    yield " ".join(dict.fromkeys(finding.link for finding in wrong))
