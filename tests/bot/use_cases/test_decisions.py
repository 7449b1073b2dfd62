"""What people decide about what is in the outbox: each is done once, or refused with a reason."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.contact import ERASED
from bot.domain.delivery import Audience, Held, Stage
from bot.domain.outbox import Verb
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.use_cases.decisions import release
from bot.use_cases.telling import note_unreachable
from storage.database import Database
from tests.bot.use_cases.outboxes import (
    a_decision,
    a_handling,
    decide,
    journal,
    put,
    put_row,
    refused,
    what_was_done,
)
from tests.bot.use_cases.telling import BY_CLOCK, a_telling, go_live, kept
from tests.factories import AN_ACT, MARCH_2

DUE, HELD, SENT = WorkState.DUE, WorkState.HELD, WorkState.SENT
FAILED, UNSURE, VOID = WorkState.FAILED, WorkState.UNSURE, WorkState.VOID
CLAIMED = WorkState.CLAIMED
ALLOWED = {(verb, state) for verb, states in {
    Verb.HOLD: (DUE, CLAIMED),
    Verb.RELEASE: (HELD,),
    Verb.WITHDRAW: (DUE, CLAIMED, HELD, FAILED, UNSURE),
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


@pytest.mark.parametrize("state", [DUE, CLAIMED, HELD, SENT, FAILED, UNSURE, VOID])
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


@pytest.mark.parametrize("verb", [*Verb])
async def test_what_is_in_hand_is_left_alone(database: Database, verb: Verb) -> None:
    number = await put(database, WorkState.SENDING)

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


async def test_what_tells_a_decision_is_withdrawn_only_where_nobody_could_get_it(
    database: Database,
) -> None:
    await go_live(database)
    number = await put(database, HELD, about="APP-12", noted={"held": Held.UNTOLD})
    why = await refused(database, number, Verb.WITHDRAW)
    assert why == (
        f"It tells what was decided: `rsp undo APP-12` takes that back, `rsp edit OUT-{number}` "
        "changes its words."
    )

    async with database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await note_unreachable("ada@example.org", AN_ACT, why="It came back.", store=store)
    await decide(database, number, Verb.WITHDRAW)
    assert (await kept(database)).stage is Stage.WITHDRAWN


@pytest.mark.parametrize("verb", [Verb.RELEASE, Verb.HOLD])
async def test_what_tells_a_decision_is_let_go_where_it_was_decided_alone(
    database: Database, verb: Verb
) -> None:
    await go_live(database)
    number = await put(database, HELD, about="APP-12", noted={"held": Held.UNTOLD})

    why = await refused(database, number, verb)

    if verb is Verb.RELEASE:
        assert why == "It tells a decision: press *Send it* on APP-12."


async def test_the_press_that_tells_a_decision_lets_its_letter_go(database: Database) -> None:
    await go_live(database)
    await put(database, HELD, about="APP-12", noted={"held": Held.UNTOLD})
    untold, telling = await kept(database), a_telling()

    async with database.begin() as store:
        assert await release(untold, AN_ACT, telling=telling, store=store)

    told = await kept(database)
    assert (told.state, told.held) == (DUE, None)


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


@pytest.mark.parametrize("verb", [Verb.SEND, Verb.RELEASE])
async def test_what_was_for_somebody_who_is_erased_goes_to_nobody(
    database: Database, verb: Verb
) -> None:
    await go_live(database)
    number = await put(database, FAILED if verb is Verb.SEND else HELD, to=ERASED)

    assert await refused(database, number, verb) == (
        f"Whoever OUT-{number} was for is erased, and its text too, so it can go to nobody: "
        "withdraw it."
    )


@pytest.mark.parametrize(
    ("key", "verb", "then"),
    [
        (
            "mail:test:1",
            Verb.SEND,
            " If it is wanted after all, have it written anew: begin at `rsp show CON-1`.",
        ),
        ("mail:test:1", Verb.HOLD, ""),
        ("post:test:1", Verb.SEND, ""),
    ],
)
async def test_what_is_withdrawn_is_written_anew_where_it_was_about(
    database: Database, key: str, verb: Verb, then: str
) -> None:
    number = await put(database, VOID, key)

    with pytest.raises(ConflictError) as error:
        await decide(database, number, verb)

    assert str(error.value).partition(".")[2] == then
