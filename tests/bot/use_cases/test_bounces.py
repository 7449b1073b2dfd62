"""A letter that came back, to a mailbox that the program does not read: a person marks it."""

import pytest

from bot.domain.delivery import Held, Stage
from bot.domain.outbox import Verb
from bot.domain.work import WorkState
from bot.errors import ConflictError
from storage.database import Database
from tests.bot.use_cases.outboxes import decide, put, refused, what_was_done
from tests.bot.use_cases.telling import a_draft, go_live, kept, write
from tests.factories import AN_ACT, MARCH_2

SENT = WorkState.SENT


async def test_a_letter_that_came_back_makes_its_address_unreachable(database: Database) -> None:
    await go_live(database)
    async with database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    number = await put(database, SENT, to="Ada@Example.org")

    await decide(database, number, Verb.BOUNCED)
    await write(database, a_draft(key="mail:test:2"))

    assert (await kept(database)).bounced_at == MARCH_2
    assert (await kept(database, "mail:test:2")).held is Held.UNREACHABLE
    assert await what_was_done(database, "CON-1") == [
        ("unreachable", "", f"OUT-{number} was marked as bounced.")
    ]


async def test_what_came_back_is_marked_once(database: Database) -> None:
    number = await put(database, SENT)
    await decide(database, number, Verb.BOUNCED)

    why = await refused(database, number, Verb.BOUNCED)

    assert why == f"OUT-{number} is marked as bounced already."


async def test_a_letter_to_nobody_in_the_address_book_may_come_back_too(
    database: Database,
) -> None:
    number = await put(database, SENT)

    await decide(database, number, Verb.BOUNCED)

    assert (await kept(database)).stage is Stage.BOUNCED


async def test_only_letters_come_back(database: Database) -> None:
    number = await put(database, SENT, "post:test:1", to="CSTAFF")

    with pytest.raises(ConflictError, match="Only letters come back"):
        await decide(database, number, Verb.BOUNCED)
