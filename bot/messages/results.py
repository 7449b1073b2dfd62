"""The results of a check as a table for spreadsheets: one row an entry."""

from collections.abc import Iterator

from bot.domain.check import Check, Level, Result
from bot.messages.csv_text import MARK, csv_text

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
_SAID: dict[bool | None, str] = {True: "yes", False: "no", None: ""}


def results_csv(check: Check) -> bytes:
    table = csv_text([COLUMNS, *map(_cells, check.results)])
    # What a person pasted may hold half a sign, which UTF-8 cannot.
    return f"{MARK}{table}".encode(errors="backslashreplace")


def _cells(result: Result) -> Iterator[str]:
    wrong = [finding for finding in result.findings if finding.level is not Level.OK]
    yield from (result.input, result.doi or "", result.verdict, result.agency or "")
    yield from (_SAID[result.handle], result.state or "", _SAID[result.indexed])
    yield from (result.source or "", result.client or "", result.url or "")
    yield from (result.metadata.verdict, result.metadata.lowest_minor or "")
    yield from (result.page.verdict, str(result.page.status or ""))
    yield " | ".join(finding.text for finding in wrong)
    yield " ".join(dict.fromkeys(finding.link for finding in wrong))
