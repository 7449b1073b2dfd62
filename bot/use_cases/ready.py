"""Try before you apply: an ordinary check, and what it says about an application to come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import editions
from bot.domain.application import Filed
from bot.domain.check import Check, How, check_id
from bot.domain.criteria import Edition
from bot.domain.doi import Entry
from bot.domain.found import find
from bot.domain.known import Known
from bot.domain.link import Link, Purpose
from bot.domain.people import Act
from bot.domain.readiness import Readiness, readiness, tried
from bot.use_cases import checks
from bot.use_cases.cases import Cases
from bot.use_cases.checking import Checking
from bot.use_cases.links import Links
from storage.database import Database

VALID = timedelta(days=30)
"""So long the link to a check can be followed that took longer than its page."""
_HOW = How()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is asked of an application that comes today."""

    edition: Edition
    examples: int
    """So many findable DOIs."""


def measure_of(cases: Cases, now: datetime) -> Measure:
    edition = editions.current(cases.today(now))
    return Measure(edition=edition, examples=cases.policy.applications.examples)


def _unheard() -> None:
    """Tell nobody that it is written down."""


async def check_readiness(
    entries: Sequence[Entry],
    act: Act,
    *,
    measure: Measure,
    checking: Checking,
    kept: Callable[[], None] = _unheard,
) -> Readiness:
    """Check and judge here and now, however long that takes."""
    check = await checks.check(entries, _HOW, act, checking=checking, kept=kept)
    return judge_check(check, measure, act.at)


async def begin(entries: Sequence[Entry], act: Act, *, database: Database) -> int:
    """Keep a check, which workers begin with unless `finish` does; return its number."""
    async with database.begin(act) as store:
        number, rows = await checks.write(entries, _HOW, act, store=store)
        await store.work.add(*rows)
    return number


async def finish(number: int, *, measure: Measure, checking: Checking) -> Readiness:
    """Do what is left of a check, and judge it; what is interrupted is left to a worker."""
    check = await checks.resume(number, checking=checking)
    return judge_check(check, measure, checking.clock())


async def look(
    number: int, now: datetime, *, measure: Measure, database: Database
) -> Readiness | None:
    """Judge a check as far as it is; None while somebody goes on with it."""
    if await checks.is_left(number, database=database):
        return None
    return judge_check(await checks.find(number, database=database), measure, now)


def ready_link(number: int, links: Links, now: datetime) -> str:
    """Return where a check is looked at; ConflictError where the settings for it are missing."""
    link = Link(purpose=Purpose.READY, subject=check_id(number), expires=now + VALID)
    return links.make(link)


def judge_check(check: Check, measure: Measure, now: datetime) -> Readiness:
    # Of whoever tries nothing is known but the DOIs.
    known = Known(
        filed=Filed(organisation=""),
        examples=measure.examples,
        check=check.id,
        results=check.results,
    )
    found = {one.key: find(one, known, now) for one in tried(measure.edition)}
    return readiness(check, measure.edition, found)
