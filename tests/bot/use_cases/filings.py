"""Applications as staff log them, and the world they are logged in."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.application import Application, State
from bot.domain.assessment import Answer
from bot.domain.case import Case
from bot.domain.criteria import Status
from bot.domain.delivery import Delivery
from bot.domain.people import SLACK, TERMINAL, Act, Person, Role, Standing
from bot.forms.applications import Filing
from bot.forms.contacts import Named
from bot.forms.criteria import Said
from bot.use_cases import filing, judging, moving
from bot.use_cases.cases import Cases
from tests.bot.domain.cases import filed
from tests.factories import MARCH_2

ADA = Person("ada", TERMINAL)
STAFF, LEAD = Person("USTAFF", SLACK), Person("ULEAD", SLACK)
APPROVER = Standing(role=Role.APPROVER)
REQUIRED = tuple(f"R{number}" for number in range(1, 10))
HELPDESK = Named(name="Example Helpdesk", address="helpdesk@example.org")


def act(days: float = 0, by: Person = ADA) -> Act:
    """Return an act so many days after the second of March, at ten in Berlin."""
    return Act(by=by, at=MARCH_2 + timedelta(days=days))


def a_filing(**details: Any) -> Filing:  # noqa: ANN401 -- each field has its type in Filing or Filed
    names = {"contact", "second", "received_on", "signed_on"}
    given = {name: value for name, value in details.items() if name in names}
    its = {name: value for name, value in details.items() if name not in names}
    plain: dict[str, Any] = {"filed": filed(**its), "contact": HELPDESK}
    return Filing(**(plain | given))


async def logged(cases: Cases, at: Act | None = None, **details: Any) -> Application:  # noqa: ANN401 -- as above
    return await filing.log(a_filing(**details), at or act(), cases=cases)


async def settled(number: int, cases: Cases, days: float = 5) -> Case:
    """Let a case be held, signed and settled, so that only a decision is left."""
    await moving.contact(number, None, "", act(days), cases=cases)
    await moving.sign(number, None, act(days), cases=cases)
    await moving.move(number, State.CALL_HELD, "", act(days), cases=cases)
    met = said(*(answer(key, Status.MET) for key in REQUIRED))
    return await judging.say(number, met, act(days), standing=APPROVER, cases=cases)


def said(*answers: Answer, left: tuple[str, ...] = ()) -> Said:
    return Said(answers=answers, left=left)


def answer(key: str, status: Status, note: str = "seen", **details: Any) -> Answer:  # noqa: ANN401 -- as in Answer
    plain: dict[str, Any] = {"by": "", "at": MARCH_2, "is_person": True}
    return Answer(key=key, status=status, note=note, **(plain | details))


async def letters(cases: Cases, number: int, at: datetime = MARCH_2) -> list[Delivery]:
    return [*(await cases.find(number, at)).letters]


async def noted(cases: Cases, thing: str) -> list[tuple[str, str, str]]:
    """Return what the journal says of a thing: what, before, after."""
    async with cases.database.read() as store:
        return [(one.what, one.before, one.after) for one in await store.journal.of(thing)]


def march(day: int) -> date:
    return date(2026, 3, day)
