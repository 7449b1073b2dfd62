"""What the examples' landing pages and their use say: hints, and never more than that."""

from collections.abc import Sequence

from bot.domain import links
from bot.domain.check import Finding, Level, PageVerdict, Result
from bot.domain.criteria import Status
from bot.domain.known import Clue, Known, doi_of

_NOT_READ = (PageVerdict.BLOCKED, PageVerdict.UNKNOWN)
_KEYS = ("page", "tags", "address")
_HINTS = (Level.WARNING, Level.FAILURE)


def practices(known: Known) -> Clue:
    """Judge by the landing pages (R5): "do their best to adhere to the best practices"."""
    by, results = known.shown
    visited = [one for one in results if one.page.verdict is not PageVerdict.SKIPPED]
    read = [one for one in visited if one.page.verdict not in _NOT_READ]
    hints = [hint for one in read for hint in _hints(one)[:1]]
    unread = len(visited) - len(read)
    more = f" Could not be read, to be looked at by hand: {unread}." if unread else ""
    if not read:
        note = f"No landing page could be read: best practices are theirs to attest.{more}"
        return Clue(status=Status.UNCLEAR, note=note, by=by, link=links.BEST_PRACTICES)
    fine = f"{len(read) - len(hints)} of {len(read)} landing pages"
    if hints:
        first = hints[0]
        note = f"As best practices ask: {fine}. {first.text}{more}"
        return Clue(status=Status.UNCLEAR, note=note, by=by, link=first.link)
    note = f"{fine} open, and carry the DOI for people and machines.{more}"
    return Clue(status=Status.MET, note=note, by=by, link=links.BEST_PRACTICES)


def usage(known: Known) -> Clue:
    """Judge by the counts of views and downloads, which only reports can raise (E2)."""
    by, results = known.shown
    counted = [one.usage for one in results if one.usage is not None]
    used = sum(count > 0 for count in counted)
    what = "Examples with views or downloads"
    advice = "Make Data Count says how to gather and submit them"
    return _figure(what, used, len(counted), advice, by=by, link=links.MAKE_DATA_COUNT)


def metrics_badge(known: Known) -> Clue:
    """Judge by the pages that hold DataCite's widget (E3)."""
    by, results = known.shown
    read = [
        one.page.has_metrics_badge for one in results if one.page.has_metrics_badge is not None
    ]
    what = "Landing pages with the badge"
    advice = "DataCite's documentation says how to include it"
    return _figure(what, sum(read), len(read), advice, by=by, link=links.METRICS_BADGE)


def _figure(what: str, found: int, count: int, advice: str, *, by: str, link: str) -> Clue:
    if count == 0:
        note = f"{what}: not known, since no example could be looked at."
        return Clue(status=Status.UNCLEAR, note=note, by=by, link=link)
    note = f"{what}: {found} of {count}."
    if found:
        return Clue(status=Status.MET, note=note, by=by, link=link)
    return Clue(status=Status.UNCLEAR, note=f"{note} {advice}.", by=by, link=link)


def _hints(result: Result) -> Sequence[Finding]:
    """Return what best practices ask otherwise, as sentences about that DOI."""
    hints = [one for one in result.findings if one.key in _KEYS and one.level in _HINTS]
    doi = doi_of(result)
    return [Finding(one.key, one.level, f"{doi}: {one.text}", one.link) for one in hints]
