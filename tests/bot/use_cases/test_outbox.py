"""The outbox: what people see of it, and what they decide, each once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.delivery import Audience, Held, Medium, Stage
from bot.domain.outbox import Shelf, Verb
from bot.domain.work import WorkState
from bot.errors import BotError, ConflictError, ForbiddenError, NotFoundError
from bot.use_cases.telling import Telling
from storage.database import Database
from tests.bot.use_cases.outboxes import (
    BY_STAFF,
    STAFF,
    a_decision,
    a_handling,
    journal,
    put,
    put_row,
    what_was_done,
)
from tests.bot.use_cases.telling import BY_CLOCK, a_draft, a_telling, go_live, kept, write
from tests.factories import AN_ACT, MARCH_2

DUE, HELD, SENT = WorkState.DUE, WorkState.HELD, WorkState.SENT
FAILED, UNSURE, VOID = WorkState.FAILED, WorkState.UNSURE, WorkState.VOID
ALLOWED = {(verb, state) for verb, states in {
    Verb.HOLD: (DUE,),
    Verb.RELEASE: (HELD,),
    Verb.WITHDRAW: (DUE, HELD, FAILED, UNSURE),
    Verb.SENT: (FAILED, UNSURE),
    Verb.SEND: (FAILED, UNSURE),
    Verb.BOUNCED: (SENT,),
}.items() for state in states}  # fmt: skip
AFTER = {
    Verb.HOLD: Stage.HELD,
    Verb.RELEASE: Stage.WAITING,
    Verb.WITHDRAW: Stage.WITHDRAWN,
    Verb.SENT: Stage.ACCEPTED,
    Verb.SEND: Stage.WAITING,
    Verb.BOUNCED: Stage.BOUNCED,
}


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


@pytest.mark.parametrize("state", [DUE, HELD, SENT, FAILED, UNSURE, VOID])
@pytest.mark.parametrize("verb", [*Verb])
async def test_each_decision_is_for_some_states_and_refused_in_all_others(
    database: Database, verb: Verb, state: WorkState
) -> None:
    await go_live(database)
    number = await put(database, state)

    if (verb, state) in ALLOWED:
        await decide(database, number, verb)
        assert (await kept(database)).stage is AFTER[verb]
        assert len(await journal(database, f"OUT-{number}")) == 1
    else:
        why = await refused(database, number, verb)
        assert f"OUT-{number} is {(await kept(database)).stage}" in why
        assert await journal(database, f"OUT-{number}") == []


@pytest.mark.parametrize("state", [WorkState.CLAIMED, WorkState.SENDING])
@pytest.mark.parametrize("verb", [*Verb])
async def test_what_is_in_hand_is_left_alone(
    database: Database, verb: Verb, state: WorkState
) -> None:
    number = await put(database, state)

    why = await refused(database, number, verb)

    assert why == f"OUT-{number} is being sent just now: look at it again in a minute."


async def test_of_two_who_decide_at_once_one_is_too_late(database: Database) -> None:
    number = await put(database, UNSURE)

    outcomes = await asyncio.gather(
        decide(database, number, Verb.SEND),
        decide(database, number, Verb.SENT),
        return_exceptions=True,
    )

    (too_late,) = [one for one in outcomes if one is not None]
    stage = (await kept(database)).stage
    assert isinstance(too_late, ConflictError)
    assert f"{stage}" in str(too_late)
    assert len(await journal(database, f"OUT-{number}")) == 1


async def test_a_person_holds_with_words_that_say_why(database: Database) -> None:
    await go_live(database)
    number = await put(database, DUE)

    await decide(database, number, Verb.HOLD, words="They answered meanwhile.")

    held = await kept(database)
    assert (held.held, held.why) == (Held.BY_PERSON, "They answered meanwhile.")
    assert await what_was_done(database, f"OUT-{number}") == [
        ("held", "waiting", "They answered meanwhile.")
    ]


async def test_what_is_released_waits_for_its_time(database: Database) -> None:
    await go_live(database)
    later = MARCH_2 + timedelta(days=3)
    number = await put(database, HELD, due_at=later)

    await decide(database, number, Verb.RELEASE)

    released = await kept(database)
    assert (released.state, released.due_at, released.held) == (DUE, later, None)


async def test_before_it_is_live_nothing_is_released_for_outsiders(database: Database) -> None:
    number = await put(database, HELD, noted={"held": Held.NOT_LIVE})

    assert "`rsp live` lists all" in await refused(database, number, Verb.RELEASE)


async def test_whoever_holds_what_is_not_live_keeps_it_from_leaving_with_the_rest(
    database: Database,
) -> None:
    number = await put(database, HELD, noted={"held": Held.NOT_LIVE})

    await decide(database, number, Verb.HOLD)
    assert (await kept(database)).held is Held.BY_PERSON
    await decide(database, number, Verb.RELEASE)

    assert (await kept(database)).held is Held.NOT_LIVE
    assert [after for _, _, after in await what_was_done(database, f"OUT-{number}")] == [
        "",
        "not live yet",
    ]


async def test_what_the_ceiling_held_is_for_an_approver(database: Database) -> None:
    await go_live(database)
    number = await put(database, HELD, noted={"held": Held.CEILING})

    with pytest.raises(ForbiddenError, match="Only an approver may do this"):
        await decide(database, number, Verb.RELEASE, standing=STAFF)
    # Nor by way of holding it oneself first.
    assert "is held already" in await refused(database, number, Verb.HOLD, standing=STAFF)

    await decide(database, number, Verb.RELEASE)
    assert (await kept(database)).state is DUE


async def test_an_unreachable_address_is_named_with_what_its_server_said(
    database: Database,
) -> None:
    await go_live(database)
    async with database.begin() as store:
        contact = await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await store.contacts.note(contact.number, unreachable_at=MARCH_2)
        await store.journal.add(BY_CLOCK, contact.id, "unreachable", after="550 No such user.")
    number = await put(database, HELD, noted={"held": Held.UNREACHABLE})

    assert await refused(database, number, Verb.RELEASE) == (
        f"OUT-{number} is held because ada@example.org is unreachable: 550 No such user. "
        "Withdraw it, and write to another address; or try this one again: "
        "`rsp confirm --again ada@example.org`."
    )


async def test_what_a_shared_channel_held_goes_back_and_is_judged_anew_when_it_is_posted(
    database: Database,
) -> None:
    key = "post:test:1"
    number = await put(
        database,
        HELD,
        key,
        audience=Audience.INTERNAL,
        to="CSTAFF",
        noted={"held": Held.SHARED},
    )

    await decide(database, number, Verb.RELEASE)

    assert (await kept(database, key)).state is DUE


async def test_what_is_sent_once_more_is_looked_for_by_another_name(database: Database) -> None:
    key = "post:test:1"
    number = await put(database, UNSURE, key, noted={"looked_up": True, "why": "cut off"})
    before = await kept(database, key)

    await decide(database, number, Verb.SEND)

    async with database.begin() as store:
        await store.work.move(key, (DUE,), UNSURE, MARCH_2)
        (unsure,) = await store.deliveries.unsure_not_looked_up(["post"], 1)
    assert unsure.nonce != before.nonce
    assert unsure.why == ""


async def test_what_was_sent_by_a_persons_word_is_accepted_then(database: Database) -> None:
    number = await put(database, UNSURE, noted={"why": "cut off"})

    await decide(database, number, Verb.SENT)

    sent = await kept(database)
    assert (sent.accepted_at, sent.why) == (MARCH_2, "A person said that it was sent.")
    assert await what_was_done(database, f"OUT-{number}") == [
        ("marked as sent", "unsure: cut off", "")
    ]


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
    assert "as bounced" in await refused(database, number, Verb.BOUNCED)


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


async def test_whatever_is_decided_is_drawn_on_the_card_of_its_trouble(
    database: Database,
) -> None:
    number = await put(database, FAILED)
    telling, key = a_telling(), f"card:trouble:OUT-{number}"
    async with database.begin() as store:
        await telling.trouble(await kept(database), BY_CLOCK, store=store)
        await store.work.move(key, (DUE,), SENT, MARCH_2)

    await decide(database, number, Verb.WITHDRAW, telling=telling)

    card = await kept(database, key)
    assert (card.state, card.touches) == (DUE, 1)


async def held_by_the_ceiling(database: Database, count: int) -> None:
    for number in range(5 + count):
        draft = a_draft(
            key=f"mail:renewal:{number}", is_unattended=True, to=f"p{number}@example.org"
        )
        await write(database, draft, act=BY_CLOCK)


async def test_all_that_was_too_much_of_a_day_is_let_out_together(database: Database) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 3)
    tomorrow = a_draft(key="mail:other:1", due_at=MARCH_2 + timedelta(days=1))
    await write(database, replace(tomorrow, held=Held.CEILING))

    done = await a_handling(database).let_out("2026-03-02", AN_ACT)

    states = [(await kept(database, f"mail:renewal:{n}")).state for n in range(8)]
    assert states == [DUE] * 8
    assert (await kept(database, "mail:other:1")).state is HELD
    assert len(done.ids) == 3
    assert await what_was_done(database, "ceiling 2026-03-02") == [("released", "", "3 letters")]
    assert [what for what, _, _ in await what_was_done(database, done.ids[0])] == ["released"]
    assert (await kept(database, "card:ceiling:2026-03-02")).touches == 3


async def test_of_what_is_let_out_together_no_unreachable_address_gets_any(
    database: Database,
) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 2)
    async with database.begin() as store:
        contact = await store.contacts.add("Ada", "p5@example.org", AN_ACT)
        await store.contacts.note(contact.number, unreachable_at=MARCH_2)

    done = await a_handling(database).let_out("2026-03-02", AN_ACT)

    assert len(done.ids) == 1
    assert (await kept(database, "mail:renewal:5")).held is Held.UNREACHABLE


async def test_what_is_let_out_twice_is_let_out_once(database: Database) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 2)
    handling = a_handling(database)

    outcomes = await asyncio.gather(
        *(handling.let_out("2026-03-02", AN_ACT) for _ in range(2)), return_exceptions=True
    )

    assert sorted(isinstance(one, ConflictError) for one in outcomes) == [False, True]
    assert len(await journal(database, "ceiling 2026-03-02")) == 1


async def test_one_of_a_day_that_is_let_out_alone_is_drawn_on_its_card(
    database: Database,
) -> None:
    await go_live(database)
    await held_by_the_ceiling(database, 1)
    held = await kept(database, "mail:renewal:5")

    await decide(database, held.number, Verb.RELEASE)

    assert (await kept(database, "card:ceiling:2026-03-02")).touches == 1


async def test_what_needs_people_is_listed_first(database: Database) -> None:
    await go_live(database)
    for number, state in enumerate([DUE, HELD, SENT, UNSURE, VOID, FAILED, DUE, FAILED]):
        due_at = MARCH_2 + timedelta(days=9 - number)
        await put(database, state, f"mail:test:{number}", due_at=due_at)
    await put_row(database, "csv:12:500", FAILED)
    await put_row(database, "report:13", UNSURE)
    await put_row(database, "report:14", DUE)

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
    assert found.counts == {
        Stage.FAILED: 3,
        Stage.UNSURE: 2,
        Stage.HELD: 1,
        Stage.WAITING: 2,
    }
    assert found.more == 0


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


@pytest.mark.parametrize(
    ("verb", "state"),
    [(Verb.SEND, DUE), (Verb.SENT, SENT), (Verb.WITHDRAW, VOID)],
)
async def test_the_rows_of_a_check_are_decided_about_by_their_keys(
    database: Database, verb: Verb, state: WorkState
) -> None:
    await put_row(database, "csv:12:500", UNSURE)
    handling = a_handling(database)

    await handling.decide_row("csv:12:500", a_decision(verb))

    async with database.read() as store:
        row = await store.deliveries.of_check("csv:12:500")
    assert row
    assert row.state is state
    assert len(await journal(database, "csv:12:500")) == 1
    with pytest.raises(ConflictError, match="neither failed nor unsure"):
        await handling.decide_row("csv:12:500", a_decision(verb))


async def test_the_rows_of_a_check_are_not_held(database: Database) -> None:
    await put_row(database, "report:12", FAILED)

    with pytest.raises(ConflictError, match="report:12 has no number"):
        await a_handling(database).decide_row("report:12", a_decision(Verb.HOLD))


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
