"""What the bot finds out about each criterion by itself (RULES 2)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain import found_dois, found_filed, found_pages, found_settings
from bot.domain.assessment import Answer
from bot.domain.criteria import Criterion, Finder, Status
from bot.domain.known import Clue, Known

_FINDERS: Mapping[Finder, Callable[[Known], Clue | None]] = {
    Finder.API: found_dois.api,
    Finder.FINDABLE: found_dois.findable,
    Finder.SCHEMA: found_dois.schema,
    Finder.HANDOVER: found_filed.handover,
    Finder.PRACTICES: found_pages.practices,
    Finder.BADGE: found_filed.badge,
    Finder.SUPPORT: found_filed.support,
    Finder.CONTACT: found_filed.contact,
    Finder.LISTING: found_filed.listing,
    Finder.SOFTWARE: found_settings.software,
    Finder.USAGE: found_pages.usage,
    Finder.METRICS_BADGE: found_pages.metrics_badge,
    Finder.RE3DATA: found_settings.re3data,
}


def find(criterion: Criterion, known: Known, now: datetime) -> Answer | None:
    """Return what comes of what is known; None where only a person can say."""
    finder = _FINDERS.get(criterion.finder)
    clue = finder(known) if finder else None
    if clue is None:
        return None
    return Answer(
        key=criterion.key,
        status=_as_advice(clue.status) if criterion.is_advice else clue.status,
        note=clue.note,
        link=clue.link,
        by=clue.by,
        at=now,
        is_person=False,
    )


def _as_advice(status: Status) -> Status:
    """Advice is "shown as figures and hints" and never makes a criterion *not met* (RULES 2)."""
    return Status.UNCLEAR if status is Status.NOT_MET else status
