"""What the bot's own page in Slack shows a person."""

from collections.abc import Sequence
from contextlib import suppress

from bot.clock import Clock
from bot.domain.check import Recent
from bot.domain.home import Home
from bot.domain.people import Person
from bot.domain.work import is_late
from bot.errors import OutsideError
from bot.use_cases import checks
from bot.use_cases.cases import Cases
from bot.use_cases.people import People
from bot.use_cases.ticks import last_tick
from storage.database import Database


async def look(
    person: Person,
    *,
    people: People,
    database: Database,
    clock: Clock,
    words: Sequence[tuple[str, str]],
    cases: Cases | None = None,
) -> Home:
    """Gather the page; `words` are those that people remember, with their lines of help."""
    standing = await people.standing(person)
    tick, recent, queue = None, None, None
    with suppress(OutsideError):
        tick = await last_tick(database=database)
        # Whoever opens the page may be a guest, or of another organisation.
        recent = await checks.recent(database=database) if standing.role else Recent(())
        queue = await cases.queue(clock()) if cases and standing.role else None
    return Home(
        standing=standing,
        tick=tick,
        is_worker_late=recent is not None and is_late(tick, clock()),
        recent=recent,
        queue=queue,
        words=tuple(words),
    )
