"""What cards and the digest say, drawn from how things are when they are delivered."""

from datetime import datetime, timedelta

import pytest

from bot.domain.contact import ERASED
from bot.domain.delivery import Held
from bot.domain.outbox import Verb
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.messages.message import Button, Heading, Internal, Message, Part, Table, Text
from bot.use_cases.drawing import Drawing
from storage.database import Database
from tests.bot.use_cases.outboxes import a_decision, a_handling, put, put_row
from tests.bot.use_cases.telling import BERLIN, BY_CLOCK, a_draft, a_telling, go_live, kept, write
from tests.factories import AN_ACT, MARCH_2

DRAWING = Drawing(zone=BERLIN)


async def drawn(database: Database, kind: str, about: str) -> Message | None:
    """Draw a card, or a post, as if it were delivered now."""
    draft = a_telling().card(kind, about, MARCH_2)
    await write(database, draft)
    card = await kept(database, draft.key)
    async with database.read() as store:
        return await DRAWING.draw(card, store=store, now=MARCH_2)


async def parts(database: Database, kind: str, about: str) -> tuple[Part, ...]:
    found = await drawn(database, kind, about)
    assert isinstance(found, Internal)
    return found.parts


def buttons(found: tuple[Part, ...]) -> dict[str, str]:
    return {part.label: part.command for part in found if isinstance(part, Button)}


def headings(found: tuple[Part, ...]) -> list[str]:
    return [part.text for part in found if isinstance(part, Heading)]


async def test_trouble_says_what_failed_to_whom_why_and_what_to_do(database: Database) -> None:
    number = await put(database, WorkState.FAILED, noted={"why": "550 No such user"})

    found = await parts(database, "trouble", f"OUT-{number}")

    assert headings(found) == ["OUT-1 failed"]
    for said in ("letter confirm-address, CON-1", "ada@example.org", "550 No such user"):
        assert said in str(found)
    assert buttons(found) == {
        "Send it": "outbox send OUT-1",
        "It was sent": "outbox sent OUT-1",
        "Withdraw": "outbox withdraw OUT-1",
        "Show OUT-1": "show OUT-1",
    }


async def test_trouble_with_a_letter_to_somebody_who_is_erased_sends_nothing_more(
    database: Database,
) -> None:
    number = await put(database, WorkState.FAILED, to=ERASED)

    found = await parts(database, "trouble", f"OUT-{number}")

    assert [*buttons(found)] == ["It was sent", "Withdraw", "Show OUT-1"]
    assert "Whoever it was for is erased, and its text too: withdraw it." in str(found)


async def test_what_may_come_twice_says_so_on_its_button(database: Database) -> None:
    number = await put(database, WorkState.UNSURE)

    found = await parts(database, "trouble", f"OUT-{number}")

    assert headings(found) == ["OUT-1 may or may not have been sent"]
    assert buttons(found)["Send it (it may come twice)"] == "outbox send OUT-1"


@pytest.mark.parametrize(
    ("verb", "heading", "what"),
    [
        (Verb.SEND, "OUT-1 is waiting", "Sent once more"),
        (Verb.SENT, "OUT-1 is accepted", "Marked as sent"),
        (Verb.WITHDRAW, "OUT-1 is withdrawn", "Withdrawn"),
    ],
)
async def test_trouble_that_is_over_says_by_whom_and_asks_nothing(
    database: Database, verb: Verb, heading: str, what: str
) -> None:
    number = await put(database, WorkState.UNSURE)
    await a_handling(database).decide(number, a_decision(verb))

    found = await parts(database, "trouble", f"OUT-{number}")

    assert headings(found) == [heading]
    assert what in str(found)
    assert "USTAFF" in str(found)
    assert buttons(found) == {}


async def test_trouble_that_was_none_says_so(database: Database) -> None:
    number = await put(database, WorkState.SENT)
    async with database.begin() as store:
        await store.journal.add(AN_ACT, f"OUT-{number}", "edited")

    found = await parts(database, "trouble", f"OUT-{number}")

    assert "It turned out well by itself" in str(found)
    assert "ada" not in str(found).replace("ada@example.org", "")


async def test_trouble_with_nothing_is_not_told(database: Database) -> None:
    assert await drawn(database, "trouble", "OUT-999") is None


async def held_by_the_ceiling(database: Database, count: int) -> None:
    await go_live(database)
    drafts = (
        a_draft(key=f"mail:renewal:{n:02}", is_unattended=True, to=f"p{n}@example.org")
        for n in range(5 + count)
    )
    await write(database, *drafts, act=BY_CLOCK, telling=a_telling(staff_channel=""))


async def test_the_ceilings_question_counts_and_lists_what_is_held(database: Database) -> None:
    await held_by_the_ceiling(database, 12)

    found = await parts(database, "ceiling", "2026-03-02")

    assert headings(found) == ["12 letters of 2026-03-02 are held"]
    (table,) = [part for part in found if isinstance(part, Table)]
    assert [row.cells[2] for row in table.rows] == [f"p{n}@example.org" for n in range(5, 15)]
    assert buttons(found) == {
        "Release them": "outbox release ceiling 2026-03-02 OUT-17",
        "Look": "outbox held",
    }


async def test_of_one_letter_too_many_the_ceiling_speaks_as_of_one(database: Database) -> None:
    await held_by_the_ceiling(database, 1)

    found = await parts(database, "ceiling", "2026-03-02")

    assert headings(found) == ["1 letter of 2026-03-02 is held"]
    assert [part.text.partition(",")[0] for part in found if isinstance(part, Text)] == [
        "It goes to an outsider"
    ]
    assert [*buttons(found)] == ["Release it", "Look"]


async def test_once_answered_it_says_by_whom(database: Database) -> None:
    await held_by_the_ceiling(database, 2)
    await a_handling(database).release_day("2026-03-02", AN_ACT)

    found = await parts(database, "ceiling", "2026-03-02")

    assert "2 letters" in str(found)
    assert "terminal:ada" in str(found)
    assert buttons(found) == {}


async def test_the_ceiling_of_another_day_is_another_question(database: Database) -> None:
    await held_by_the_ceiling(database, 2)

    assert buttons(await parts(database, "ceiling", "2026-03-03")) == {}


async def test_the_digest_has_the_oldest_few_of_each_that_needs_somebody(
    database: Database,
) -> None:
    await go_live(database)
    old, older = MARCH_2 - timedelta(days=2), MARCH_2 - timedelta(days=3)
    for number in range(5):
        await put(database, WorkState.FAILED, f"mail:failed:{number}")
    await put_row(database, "csv:12:500", WorkState.UNSURE)
    await put(database, WorkState.HELD, noted={"held": Held.NOT_LIVE})
    for number, due_at in enumerate((old, older, MARCH_2 - timedelta(days=1))):
        await put_waiting(database, f"mail:late:{number}", due_at)

    found = await parts(database, "digest", "2026-W10")

    assert headings(found) == [
        "2026-W10: what waits",
        "5 failed",
        "1 unsure",
        "1 held",
        "2 waiting for longer than a day",
    ]
    tables = [part for part in found if isinstance(part, Table)]
    assert [[row.cells[0] for row in table.rows] for table in tables] == [
        ["OUT-1", "OUT-2", "OUT-3"],
        ["csv:12:500"],
        ["OUT-6"],
        ["OUT-8", "OUT-7"],
    ]
    pressed = [row.button.command for table in tables for row in table.rows if row.button]
    assert pressed[3:5] == ["outbox csv:12:500", "show OUT-6"]
    assert buttons(found) == {"Look at the outbox": "outbox"}


async def put_waiting(database: Database, key: str, since: datetime) -> None:
    """Write something that has been due since then."""
    await put(database, WorkState.DUE, key)
    async with database.begin() as store:
        rows = await store.work.claim(MARCH_2, kinds=("mail",), most=100)
        await store.work.give_back([row for row in rows if row.key != key])
        (row,) = (row for row in rows if row.key == key)
        await store.work.finish(row, row.after_success(since))


async def test_a_digest_with_nothing_to_say_is_not_posted(database: Database) -> None:
    await go_live(database)
    await put(database, WorkState.SENT, "mail:sent:1")
    await put(database, WorkState.DUE, "mail:fresh:1")

    draft = a_draft(key="post:digest:2026-W10", kind="digest", about="2026-W10", payload={})
    await write(database, draft)
    post = await kept(database, draft.key)
    async with database.read() as store:
        assert await DRAWING.draw(post, store=store, now=MARCH_2) is None


async def test_what_nobody_can_draw_is_named(database: Database) -> None:
    with pytest.raises(ConflictError, match="Nobody knows how to draw a riddle"):
        await drawn(database, "riddle", "OUT-1")
