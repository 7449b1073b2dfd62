"""Try before you apply: what a check of a few DOIs says about an application to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.assessment import Answer
from bot.domain.check import Check, MetadataVerdict, PageVerdict, Result, Verdict
from bot.domain.criteria import SETTLED, Criterion, Edition, Finder, Status

FINDERS = (Finder.API, Finder.FINDABLE, Finder.SCHEMA, Finder.PRACTICES)
"""Of the criteria that DOIs alone tell something about."""
# Later editions ask for a commitment there; what the metadata shows is still worth a look.
_SCHEMA = "R3"
_NOT_READ = (PageVerdict.UNKNOWN, PageVerdict.BLOCKED, PageVerdict.SKIPPED)
_AGAIN = "Try again in a few minutes."
_LOOK = "Look at the pages in a browser, or try again later."
_FIXES = {
    Finder.API: "Take DOIs that your integration registered through the REST API or the MDS API.",
    Finder.FINDABLE: "Publish what is not findable, or take other DOIs, and enough of them.",
    Finder.SCHEMA: "Send the metadata once more, valid in schema 4.",
    Finder.PRACTICES: "Show each DOI on its page, as a link and in the page's tags.",
}


class Fit(StrEnum):
    READY = "ready"
    NOT_YET = "not yet"
    UNKNOWN = "could not be found out"


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One criterion."""

    key: str
    title: str
    fit: Fit
    is_advice: bool
    """It keeps nobody from being ready."""
    says: str
    """What was found."""
    fix: str
    """What to do about it; empty where all is well."""
    link: str
    """Where to read more."""


@dataclass(frozen=True, kw_only=True)
class Readiness:
    check: str
    """To be named in an application (`CHK-812`)."""
    edition: str
    fit: Fit
    criteria: tuple[Tried, ...]
    results: tuple[Result, ...]


def tried(edition: Edition) -> tuple[Criterion, ...]:
    """Return what can be said something about."""
    has_schema = any(one.finder is Finder.SCHEMA for one in edition.criteria)
    found = (
        replace(one, finder=Finder.SCHEMA, is_advice=True)
        if one.key == _SCHEMA and not has_schema
        else one
        for one in edition.criteria
    )
    return tuple(one for one in found if one.finder in FINDERS)


def readiness(check: Check, edition: Edition, found: Mapping[str, Answer | None]) -> Readiness:
    """Sum up what was found by the keys of the criteria."""
    criteria = tuple(_tried(one, found.get(one.key), check) for one in tried(edition))
    return Readiness(
        check=check.id,
        edition=edition.name,
        fit=_in_all([one.fit for one in criteria if not one.is_advice]),
        criteria=criteria,
        results=check.results,
    )


def _in_all(fits: Sequence[Fit]) -> Fit:
    """Return the sum: what must be put right counts more than what is not known."""
    return next((fit for fit in (Fit.NOT_YET, Fit.UNKNOWN) if fit in fits), Fit.READY)


def _tried(criterion: Criterion, answer: Answer | None, check: Check) -> Tried:
    fit = _fit(criterion, answer, check)
    again = _LOOK if criterion.finder is Finder.PRACTICES else _AGAIN
    fixes = {Fit.READY: "", Fit.NOT_YET: _FIXES[criterion.finder], Fit.UNKNOWN: again}
    return Tried(
        key=criterion.key,
        title=criterion.title,
        fit=fit,
        is_advice=criterion.is_advice,
        says=answer.note if answer else "",
        fix=fixes[fit],
        link=answer.link if answer else "",
    )


def _fit(criterion: Criterion, answer: Answer | None, check: Check) -> Fit:
    if answer is None:
        return Fit.UNKNOWN
    if answer.status in SETTLED:
        return Fit.READY
    is_open = answer.status is Status.UNCLEAR and _is_unknown(criterion.finder, check.results)
    return Fit.UNKNOWN if is_open else Fit.NOT_YET


def _is_unknown(finder: Finder, results: Sequence[Result]) -> bool:
    """Say whether it is not clear because somebody did not answer, or let us look."""
    is_silent = any(one.verdict is Verdict.UNKNOWN for one in results)
    match finder:
        case Finder.API:
            return is_silent and not any(one.source for one in results)
        case Finder.SCHEMA:
            unread = MetadataVerdict.UNKNOWN
            return is_silent or any(one.metadata.verdict is unread for one in results)
        case Finder.PRACTICES:
            return all(one.page.verdict in _NOT_READ for one in results)
    return is_silent
