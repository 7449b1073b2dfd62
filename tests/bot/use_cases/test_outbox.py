"""The outbox: what people see of it, and of one thing in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Audience, Held, Medium, Stage
from bot.domain.outbox import Shelf, Verb
from bot.domain.work import WorkState
from bot.errors import NotFoundError
from storage.database import Database
from tests.bot.use_cases.outboxes import BY_STAFF, a_handling, decide, put, put_row
from tests.bot.use_cases.telling import BY_CLOCK, a_telling, go_live, kept
from tests.factories import MARCH_2

DUE, HELD, SENT = WorkState.DUE, WorkState.HELD, WorkState.SENT
FAILED, UNSURE, VOID = WorkState.FAILED, WorkState.UNSURE, WorkState.VOID


async def put_some_of_each(database: Database) -> None:
    await go_live(database)
    for number, state in enumerate([DUE, HELD, SENT, UNSURE, VOID, FAILED, DUE, FAILED]):
        due_at = MARCH_2 + timedelta(days=9 - number)
        await put(database, state, f"mail:test:{number}", due_at=due_at)
    await put_row(database, "csv:12:500", FAILED)
    await put_row(database, "report:13", UNSURE)
    await put_row(database, "report:14", DUE)


async def test_what_needs_people_is_listed_first(database: Database) -> None:
    await put_some_of_each(database)

    found = await a_handling(database).look(Shelf.OPEN, most=20)

    assert [(line.id, line.stage) for line in found.lines] == [
        ("csv:12:500", Stage.FAILED),
        ("OUT-8", Stage.FAILED),
        ("OUT-6", Stage.FAILED),
        ("report:13", Stage.UNSURE),
        ("OUT-4", Stage.UNSURE),
        ("OUT-2", Stage.HELD),
        ("OUT-7", Stage.WAITING),
        ("OUT-1", Stage.WAITING),
    ]


async def test_what_is_not_over_is_counted_by_stages(database: Database) -> None:
    await put_some_of_each(database)

    found = await a_handling(database).look(Shelf.OPEN, most=20)

    stages = [Stage.FAILED, Stage.UNSURE, Stage.HELD, Stage.WAITING]
    assert found.counts == dict(zip(stages, (3, 2, 1, 2), strict=True))
    assert found.more == 0


async def test_a_digest_that_had_nothing_to_say_is_in_no_list(database: Database) -> None:
    for number, (kind, state) in enumerate([("digest", VOID), ("digest", SENT), ("test", VOID)]):
        await put(database, state, f"post:test:{number}", kind=kind, audience=Audience.INTERNAL)

    found = await a_handling(database).look(Shelf.ALL, most=1)

    assert ([line.id for line in found.lines], found.more) == (["OUT-3"], 1)


@pytest.mark.parametrize(
    ("shelf", "ids", "more"),
    [
        (Shelf.OPEN, ["OUT-1", "OUT-2"], 3),
        (Shelf.FAILED, ["OUT-1", "OUT-2"], 1),
        (Shelf.HELD, [], 0),
        (Shelf.WAITING, ["OUT-4", "OUT-5"], 0),
        (Shelf.ALL, ["OUT-6", "OUT-5"], 4),
    ],
)
async def test_of_a_long_shelf_the_first_are_listed_and_the_others_counted(
    database: Database, shelf: Shelf, ids: list[str], more: int
) -> None:
    await go_live(database)
    for number, state in enumerate([FAILED, FAILED, FAILED, DUE, WorkState.SENDING, SENT]):
        await put(database, state, f"mail:test:{number}")

    found = await a_handling(database).look(shelf, most=2)

    assert ([line.id for line in found.lines], found.more) == (ids, more)


@pytest.mark.parametrize(
    ("state", "noted", "why"),
    [
        (DUE, {}, "SMTP_URL is not set"),
        (HELD, {"held": Held.NOT_LIVE, "why": "old"}, "not live yet"),
        (HELD, {"why": "They answered."}, "held by a person: They answered."),
        (HELD, {}, "held by a person"),
        (WorkState.SENDING, {}, "being sent just now"),
        (FAILED, {"why": "550 No such user"}, "550 No such user"),
        (SENT, {"why": "250 Accepted"}, "250 Accepted"),
        (
            SENT,
            {"why": "250 Accepted", "bounced_at": MARCH_2},
            "It came back; nothing more is written to that address.",
        ),
    ],
)
async def test_everything_says_why_it_is_where_it_is(
    database: Database, state: WorkState, noted: dict[str, object], why: str
) -> None:
    await go_live(database)
    await put(database, state, noted=noted)
    handling = replace(a_handling(database), missing={Medium.MAIL: "SMTP_URL is not set"})

    (line,) = (await handling.look(Shelf.ALL, most=20)).lines

    assert line.why == why


async def test_what_waits_says_what_the_server_said_last(database: Database) -> None:
    await go_live(database)
    await put(database, DUE, noted={"why": "451 Try later"})

    (line,) = (await a_handling(database).look(Shelf.WAITING, most=20)).lines

    assert line.why == "451 Try later"


async def test_what_is_not_there_is_said(database: Database) -> None:
    handling = a_handling(database)

    with pytest.raises(NotFoundError, match="There is no OUT-7"):
        await handling.find(7, MARCH_2)
    with pytest.raises(NotFoundError, match="There is no report:7"):
        await handling.find_row("report:7")
    with pytest.raises(NotFoundError):
        await handling.find_row("check:7:0")


async def test_one_thing_is_shown_with_all_that_was_done_about_it(database: Database) -> None:
    await go_live(database)
    number = await put(database, DUE, template="confirm-address 3")
    await decide(database, number, Verb.HOLD, words="Wait.")

    found, drawn = await a_handling(database).find(number, MARCH_2)

    assert drawn is None
    assert (found.sender, found.reply_to) == ("rsp@example.org", "support@example.org")
    assert (found.subject, found.text) == ("[Please confirm by 12 May] Your address", "Hello")
    assert [one.what for one in found.history] == ["held"]
    assert found.history[0].by == BY_STAFF.by.signature


async def test_a_card_is_shown_as_it_would_be_drawn_now(database: Database) -> None:
    number = await put(database, FAILED, noted={"why": "550 No such user"})
    async with database.begin() as store:
        await a_telling().trouble(await kept(database), BY_CLOCK, store=store)
    card = await kept(database, f"card:trouble:OUT-{number}")

    _, drawn = await a_handling(database).find(card.number, MARCH_2)

    assert drawn
    assert "550 No such user" in str(drawn.parts)
