"""Find out by itself what can be found out about an application's criteria."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot import editions
from bot.clock import Clock
from bot.domain.application import Application
from bot.domain.assessment import Answer
from bot.domain.check import Environment, How
from bot.domain.doi import read_entries
from bot.domain.found import find
from bot.domain.known import Known
from bot.domain.people import CLOCK, Act
from bot.domain.work import Work, WorkState
from bot.use_cases import checks
from bot.use_cases.checking import piece
from bot.use_cases.known import ask, look_at
from bot.use_cases.work import Worker
from storage.database import Database, Store

if TYPE_CHECKING:
    # All that asks is imported with the first question.
    from bot.use_cases.neighbours import Neighbours


class Tell(Protocol):
    async def __call__(self, application: Application, act: Act, /, *, store: Store) -> None: ...


FOUND = "evidence found"
_NOTHING_NEW = "nothing new"
_TEST = How(environment=Environment.TEST)
_A_MOMENT = timedelta(seconds=5)
# Whoever has it in hand has looked at what is no longer so.
_BEGUN = (WorkState.CLAIMED, WorkState.SENT, WorkState.FAILED, WorkState.VOID)


async def begin(application: Application, act: Act, *, store: Store) -> Application:
    """Check the examples and look for evidence, within the change that asks for it.

    Return the application with its checks, for the caller to save.
    """
    filed = application.filed
    check = await _check(filed.dois, How(), act, store)
    test_check = await _check(filed.test_dois, _TEST, act, store)
    await look(application.number, act, store=store)
    return replace(application, check=check, test_check=test_check)


async def look(number: int, act: Act, *, store: Store) -> None:
    """Look for evidence once more, without checking the examples anew."""
    row = Work(key=f"evidence:{number}", due_at=act.at)
    if not await store.work.add(row):
        await store.work.make_due(row.key, act.at, states=_BEGUN)


async def look_at_contact(contact: int, act: Act, *, store: Store) -> None:
    """Look once more at the open applications of a contact, of whom something is known anew."""
    for application in await store.applications.of_contact(contact):
        if application.is_open:
            await look(application.number, act, store=store)


async def _check(dois: Sequence[str], how: How, act: Act, store: Store) -> int | None:
    if not dois:
        return None
    number, rows = await checks.write(read_entries(dois), how, act, store=store)
    await store.work.add(*rows)
    return number


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """What looking for evidence needs, and the worker for its rows."""

    clock: Clock
    database: Database
    neighbours: Callable[[], Awaitable["Neighbours"]]
    """Opens them when they are first asked."""
    examples: int
    """So many findable DOIs show that an integration registers them."""
    tell: Tell
    """Told within the transaction that keeps what was found."""

    @property
    def workers(self) -> Mapping[str, Worker]:
        return {"evidence": self._gather}

    async def _gather(self, row: Work) -> datetime | None:
        number = int(row.details[0])
        async with self.database.read() as store:
            application = await store.applications.get(number)
            if application is None:
                return None
            if await _is_checking(application, store):
                return self.clock() + _A_MOMENT
            looked = await look_at(application, store)
        known = await ask(looked, examples=self.examples, neighbours=await self.neighbours())
        async with self.database.begin() as store:
            application = await store.applications.get(number)
            if application is None:
                return None
            if not looked.is_same_as(await look_at(application, store)):
                return self.clock()
            await self._keep(application, known, store)
        return None

    async def _keep(self, application: Application, known: Known, store: Store) -> None:
        act = Act(by=CLOCK, at=self.clock())
        criteria = editions.editions()[application.edition].criteria
        found = [one for criterion in criteria if (one := find(criterion, known, act.at))]
        before = [one for one in await store.evidence.of(application.number) if not one.is_person]
        await store.evidence.keep(application.number, found)
        was, now_is = _changes(before, found)
        await store.journal.add(act, application.id, FOUND, before=was, after=now_is)
        await self.tell(application, act, store=store)


async def _is_checking(application: Application, store: Store) -> bool:
    """Say whether somebody still checks the examples; what nobody goes on with stays unknown."""
    numbers = [one for one in (application.check, application.test_check) if one]
    asked = [one for number in numbers if (one := await store.checks.get(number))]
    left = [one.finished is None and await store.work.is_left(piece(one.number)) for one in asked]
    return any(left)


def _changes(before: Sequence[Answer], found: Sequence[Answer]) -> tuple[str, str]:
    """Return what the journal says was found out before, and is now, where they differ."""
    was = {one.key: _line(one) for one in before}
    now_is = {one.key: _line(one) for one in found}
    changed = [key for key in {**now_is, **was} if was.get(key) != now_is.get(key)]
    told = "\n".join(now_is[key] for key in changed if key in now_is)
    return "\n".join(was[key] for key in changed if key in was), told or _NOTHING_NEW


def _line(answer: Answer) -> str:
    return f"{answer.key} {answer.status}: {answer.note}"
