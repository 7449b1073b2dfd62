"""Asking again: what is not settled yet, and what a second look changed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from bot.domain import links
from bot.domain.check import Check, Finding, Level, Result, Verdict

_GIVEN_UP = "and it will not be asked again: tell support@datacite.org."
_UNSETTLED = {
    "index": Finding(
        "index",
        Level.WARNING,
        f"Still not in the index, {_GIVEN_UP}",
        links.API_GET,
    ),
    "handle": Finding(
        "handle",
        Level.UNKNOWN,
        f"Still not in the handle system, {_GIVEN_UP}",
        links.STATES,
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What one DOI was, and what it has become; the texts of findings that came or went."""

    doi: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared(Check):
    """A check that was run again, with what is not as it was."""

    again: str
    changes: tuple[Change, ...]


def is_unsettled(result: Result) -> bool:
    """Say whether time alone may change it: index and handle system follow the database."""
    is_lagging = result.indexed is False
    is_on_its_way = result.state == Verdict.FINDABLE and result.handle is False
    return (is_lagging or is_on_its_way) and result.verdict is not Verdict.OTHER_AGENCY


def is_silent(result: Result) -> bool:
    """Say whether somebody did not answer, so that nothing was found out that time can change."""
    is_on_its_way = result.state == Verdict.FINDABLE and result.handle is False
    return result.verdict is Verdict.UNKNOWN and not is_on_its_way


def in_short(result: Result) -> str:
    """Say for the journal how a DOI stands."""
    return f"{result.verdict}, not indexed" if result.indexed is False else result.verdict


def next_time(
    waits: Sequence[timedelta], since: datetime, *, done: int, now: datetime
) -> tuple[int, datetime] | None:
    """Return which of the waits since the first answer comes next, and when it is over.

    After a long sleep the ones that were missed are left out, save the last; None after that.
    """
    later = [(number, since + wait) for number, wait in enumerate(waits)][done:]
    to_come = [time for time in later if time[1] > now] or later[-1:]
    return to_come[0] if to_come else None


def give_up(result: Result) -> Result:
    """Say of what is still unsettled that it is not asked again."""
    wrong = {"index"} if result.indexed is False else set()
    wrong |= {"handle"} if result.handle is False else set()
    found = (_UNSETTLED[f.key] if f.key in wrong else f for f in result.findings)
    return replace(result, findings=tuple(found))


def compare(before: Check, after: Check) -> Compared:
    """Compare two checks of the same DOIs."""
    changed = _changes(before.results, after.results)
    known = {field.name: getattr(after, field.name) for field in fields(Check)}
    return Compared(**known, again=before.id, changes=changed)


def _changes(before: Sequence[Result], after: Sequence[Result]) -> tuple[Change, ...]:
    was = {result.doi: result for result in before if result.doi}
    both = [(was[result.doi], result) for result in after if result.doi in was]
    return tuple(_change(old, new) for old, new in both if _traits(old) != _traits(new))


def _change(old: Result, new: Result) -> Change:
    gone = [text for text in _traits(old) if text not in _traits(new)]
    came = [text for text in _traits(new) if text not in _traits(old)]
    return Change(doi=str(new.doi), before=tuple(gone), after=tuple(came))


def _traits(result: Result) -> list[str]:
    verdicts = [
        f"{result.verdict}",
        f"metadata {result.metadata.verdict}",
        f"page {result.page.verdict}",
    ]
    return verdicts + [f.text for f in result.findings if f.level is not Level.OK]
