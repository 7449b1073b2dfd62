"""A privacy request as staff see to it, and who may erase."""

import json
from dataclasses import replace

import pytest

from bot.domain.delivery import Audience, Draft
from bot.domain.people import TERMINAL, Act, Person
from bot.domain.work import WorkState
from bot.messages.message import Button, Message, Outcome
from bot.terminal.answering import Terminal
from bot.world import World
from commands.dispatch import answer, writes
from storage.deliveries import work_of
from tests.bot.terminal.consoles import a_console, shown
from tests.factories import AN_ACT, MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LETTER = Draft(
    key="mail:confirm:1",
    audience=Audience.EXTERNAL,
    kind="confirm-address",
    about="CON-1",
    to="ada@example.org",
    due_at=MARCH_2,
    payload={"subject": "Please confirm", "text": "Dear Ada,\nplease press.", "html": ""},
)


async def fill(world: World) -> None:
    async with world.database.begin() as store:
        ada = await store.contacts.add("Ada Lovelace", "ada@example.org", AN_ACT)
        await store.journal.add(AN_ACT, ada.id, "added", after="ada@example.org")
        await store.work.add(work_of(LETTER), state=WorkState.HELD)
        await store.deliveries.add(LETTER, AN_ACT, nonce="n")


async def rsp(world: World, *words: str) -> tuple[Outcome, str, str]:
    terminal = Terminal(
        world=world,
        person=Person("ada", TERMINAL),
        out=a_console(200),
        err=a_console(200),
        read=None,
    )
    return await terminal.run(words), shown(terminal.out), shown(terminal.err)


async def by(user: str, words: str, world: World) -> Message:
    found = await answer(words, Act(by=Person(user, "THOME"), at=MARCH_2), world)
    assert isinstance(found, Message)
    return found


async def test_all_that_is_kept_is_shown(world: World) -> None:
    await fill(world)

    outcome, out, _ = await rsp(world, "privacy", "export", "ADA@example.org")

    assert outcome is Outcome.DONE
    assert out.splitlines() == [
        "What is kept about ADA@example.org",
        "contact  CON-1",
        "name     Ada Lovelace",
        "address  ada@example.org",
        "added    2026-03-02 09:00 UTC",
        "by       terminal:ada",
        "",
        "OUT-1: confirm-address",
        "over     mail",
        "to       ada@example.org",
        "written  2026-03-02 09:00 UTC",
        "state    held",
        "subject  Please confirm",
        "Dear Ada,",
        "please press.",
        "",
        "Journal",
        "at (UTC)          by            door      what   before → after",
        "2026-03-02 09:00  terminal:ada  terminal  added  ada@example.org",
    ]


async def test_json_has_it_all(world: World) -> None:
    await fill(world)

    _, out, _ = await rsp(world, "privacy", "export", "--json", "ada@example.org")

    told = json.loads(out)
    said_of_cases = ["applications", "providers", "mentions"]
    assert [*told] == ["address", "contact", "deliveries", "journal", *said_of_cases]
    assert told["contact"]["name"] == "Ada Lovelace"
    assert told["deliveries"][0]["payload"]["text"] == "Dear Ada,\nplease press."
    assert told["journal"][0]["after"] == "ada@example.org"


async def test_whom_nobody_knows_is_an_answer_too(world: World) -> None:
    nothing = "Nothing is kept about bob@example.org."

    assert await rsp(world, "privacy", "export", "bob@example.org") == (0, f"{nothing}\n", "")
    for option in ((), ("--yes",)):
        outcome, out, _ = await rsp(world, "privacy", "erase", *option, "bob@example.org")
        assert (outcome, out) == (Outcome.DONE, f"{nothing} There is nothing to erase.\n")


async def test_first_it_is_said_what_would_be_erased_then_it_is(world: World) -> None:
    await fill(world)

    _, dry, _ = await rsp(world, "privacy", "erase", "ada@example.org")
    _, told, _ = await rsp(world, "privacy", "erase", "--json", "--yes", "ada@example.org")

    assert "What would be erased of ada@example.org" in dry
    assert [line.split() for line in dry.splitlines()[1:5]] == [
        ["table", "rows", "which"],
        ["contacts", "1", "CON-1"],
        ["deliveries", "1", "OUT-1"],
        ["journal", "1", "CON-1"],
    ]
    assert "Nothing is erased yet." in dry
    assert "Erase for good: rsp privacy erase --yes ada@example.org" in dry
    assert json.loads(told) == {
        "address": "ada@example.org",
        "is_done": True,
        "rows": {"contacts": 1, "deliveries": 1, "journal": 1},
        "ids": {"contacts": ["CON-1"], "deliveries": ["OUT-1"], "journal": ["CON-1"]},
        "unsent": [],
        "left": [],
        "letters": [],
    }
    _, again, _ = await rsp(world, "privacy", "export", "ada@example.org")
    assert again == "Nothing is kept about ada@example.org.\n"


async def test_staff_see_what_there_is_and_an_approver_erases(slack_world: World) -> None:
    await fill(slack_world)

    dry = await by("USTAFF", "privacy erase ada@example.org", slack_world)
    (button,) = [part for part in dry.parts if isinstance(part, Button)]
    refused = await by("USTAFF", button.command, slack_world)
    done = await by("ULEAD", button.command, slack_world)

    assert (refused.outcome, done.outcome) == (Outcome.REFUSED, Outcome.DONE)
    assert "Only an approver may do this" in str(refused.parts)
    assert "Erased" in str(done.parts)


@pytest.mark.parametrize(
    "typed",
    [
        "<mailto:ada@example.org>",
        "<mailto:ADA@example.org|ada@example.org>",
        "Ada@Example.ORG",
        "ada@example.org,",
        "ada@example.org.",
        "<mailto:ada@example.org|ada@example.org>;",
    ],
)
async def test_an_address_is_read_as_slack_and_people_write_it(world: World, typed: str) -> None:
    await fill(world)

    _, shown_, _ = await rsp(world, "privacy", "export", typed)
    _, dry, _ = await rsp(world, "privacy", "erase", typed)

    assert "contact  CON-1" in shown_
    assert "Erase for good: rsp privacy erase --yes" in dry


async def test_a_domain_beyond_ascii_is_found_as_it_is_kept(world: World) -> None:
    async with world.database.begin() as store:
        await store.contacts.add("Info", "info@xn--mller-kva.example", AN_ACT)

    _, out, _ = await rsp(world, "privacy", "export", "info@müller.example")

    assert "address  info@xn--mller-kva.example" in out


async def test_what_others_are_still_to_be_told_comes_first(world: World) -> None:
    await fill(world)
    told = replace(LETTER, key="mail:named:2", to="bob@example.org")
    same = replace(LETTER, key="mail:1", to="dan@example.org", about="CON-9")
    async with world.database.begin() as store:
        for draft in (told, replace(same, payload={"text": "Dear Ada Lovelace"})):
            await store.work.add(work_of(draft), state=WorkState.HELD)
            await store.deliveries.add(draft, AN_ACT, nonce="n")

    _, dry, _ = await rsp(world, "privacy", "erase", "ada@example.org")
    outcome, _, err = await rsp(world, "privacy", "erase", "--yes", "ada@example.org")

    sentence = (
        "Somebody else is still to be told of this person: OUT-2. Let it leave, or withdraw it "
        "(`rsp outbox withdraw OUT-2`); then erase."
    )
    assert sentence in dry
    assert "is left as it is there: OUT-3." in dry
    assert "Show OUT-2: rsp show OUT-2" in dry
    assert "Erase for good" not in dry
    assert outcome is Outcome.REFUSED
    assert err == f"{sentence}\n"


def test_nobody_shares_it_with_a_channel(database_url: str) -> None:
    assert writes("privacy export ada@example.org")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("privacy", "Type `rsp privacy export"),
        ("privacy forget ada@example.org", "Type `rsp privacy export"),
        ("privacy erase", "Type `rsp privacy export"),
        ("privacy erase Ada", "`Ada` is no e-mail address"),
        ("privacy export --yes ada@example.org", "`--yes` does not go with `privacy export`"),
    ],
)
async def test_what_is_mistyped_is_said(world: World, words: str, sentence: str) -> None:
    outcome, _, err = await rsp(world, *words.split())

    assert outcome is Outcome.USAGE
    assert err.startswith(sentence)
