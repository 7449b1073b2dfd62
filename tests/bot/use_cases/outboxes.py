"""What tests of the outbox start from: something in it, in any state, and who decides."""

from typing import Any

import pytest

from bot.domain.delivery import Held
from bot.domain.journal import Noted
from bot.domain.outbox import Envelope, Verb
from bot.domain.people import AT_THE_TERMINAL, Act, Person, Role, Standing
from bot.domain.work import Work, WorkState
from bot.errors import BotError
from bot.use_cases.decisions import Decision
from bot.use_cases.outbox import Handling
from bot.use_cases.telling import Telling
from storage.database import Database
from tests.bot.use_cases.telling import a_draft, a_telling, kept, write
from tests.factories import MARCH_2

BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2)
ENVELOPE = Envelope(sender="rsp@example.org", reply_to="support@example.org")
STAFF = Standing(role=Role.STAFF)


def a_handling(database: Database, telling: Telling | None = None) -> Handling:
    return Handling(database=database, telling=telling or a_telling(), envelope=ENVELOPE)


def a_decision(verb: Verb, **details: Any) -> Decision:  # noqa: ANN401 -- as in Decision
    plain: dict[str, Any] = {"verb": verb, "act": BY_STAFF, "standing": AT_THE_TERMINAL}
    return Decision(**(plain | details))


async def decide(database: Database, number: int, verb: Verb, **details: Any) -> None:  # noqa: ANN401 -- as in Decision
    telling: Telling | None = details.pop("telling", None)
    await a_handling(database, telling).decide(number, a_decision(verb, **details))


async def refused(database: Database, number: int, verb: Verb, **details: Any) -> str:  # noqa: ANN401 -- as in Decision
    """Return why nothing came of it; nothing is changed then."""
    before = await kept(database)
    with pytest.raises(BotError) as error:
        await decide(database, number, verb, **details)
    assert await kept(database) == before
    return str(error.value)


async def put(
    database: Database,
    state: WorkState,
    key: str = "mail:test:1",
    *,
    noted: dict[str, object] | None = None,
    **details: Any,  # noqa: ANN401 -- as in Draft
) -> int:
    """Write something and bring it into a state; return its number."""
    (number,) = await write(database, a_draft(key=key, **details))
    assert number
    held = {"held": Held.BY_PERSON if state is WorkState.HELD else None}
    async with database.begin() as store:
        await store.work.move(key, [*WorkState], state, MARCH_2)
        await store.deliveries.note(key, **(held | (noted or {})))
    return number


async def put_row(database: Database, key: str, state: WorkState) -> None:
    """Write a row that tells what a check came to, and bring it into a state."""
    async with database.begin() as store:
        await store.work.add(Work(key=key, due_at=MARCH_2), state=state)


async def journal(database: Database, subject: str) -> list[Noted]:
    async with database.read() as store:
        return await store.journal.of(subject)


async def what_was_done(database: Database, subject: str) -> list[tuple[str, str, str]]:
    return [(one.what, one.before, one.after) for one in await journal(database, subject)]
