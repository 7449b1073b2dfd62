"""The journal of a thing, as staff read it."""

import json
from datetime import timedelta

import pytest

from bot.domain.check import How
from bot.domain.doi import read_entries
from bot.domain.people import TERMINAL, Act, Person
from bot.domain.work import WorkState
from bot.messages.journal import Log
from bot.messages.message import Message, More, Outcome, Table, Who
from bot.terminal.answering import Terminal
from bot.world import World
from commands.dispatch import answer
from tests.bot.terminal.consoles import a_console, shown
from tests.bot.use_cases.outboxes import put
from tests.factories import AN_ACT, MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BY_LEAD = Act(by=Person("ULEAD", "THOME"), at=MARCH_2 + timedelta(minutes=1))


async def note(world: World, act: Act, subject: str, what: str, before: str, after: str) -> None:
    async with world.database.begin() as store:
        await store.journal.add(act, subject, what, before=before, after=after)


async def log(world: World, words: str) -> Message:
    found = await answer(words, AN_ACT, world)
    assert isinstance(found, Message)
    return found


async def rsp(world: World, *words: str) -> tuple[Outcome, str, str]:
    terminal = Terminal(
        world=world,
        person=Person("ada", TERMINAL),
        out=a_console(200),
        err=a_console(200),
        read=None,
    )
    return await terminal.run(words), shown(terminal.out), shown(terminal.err)


async def test_who_did_what_is_told_newest_first(world: World) -> None:
    await note(world, AN_ACT, "CON-3", "added", "", "Ada")
    await note(world, BY_LEAD, "CON-3", "renamed", "Ada", "Ada Lovelace")
    await note(world, AN_ACT, "CON-31", "added", "", "Bob")

    outcome, out, _ = await rsp(world, "log", "con-03")

    assert outcome is Outcome.DONE
    assert out.splitlines() == [
        "Journal of CON-3",
        "at (UTC)          by            door      what     before → after",
        "2026-03-02 09:01  ULEAD         slack     renamed  Ada → Ada Lovelace",
        "2026-03-02 09:00  terminal:ada  terminal  added    Ada",
    ]


async def test_the_person_is_one_whom_slack_can_name(world: World) -> None:
    await note(world, BY_LEAD, "live", "live", "", "")

    (_, table) = (await log(world, "log live")).parts

    assert isinstance(table, Table)
    assert table.rows[0].cells[1] == Who("ULEAD")


async def test_json_has_every_row_whole(world: World) -> None:
    for number in range(60):
        await note(world, AN_ACT, "CON-3", f"changed {number}", "x" * 300, "")

    _, out, _ = await rsp(world, "log", "--json", "CON-3")

    told = json.loads(out)
    assert (told["thing"], len(told["journal"])) == ("CON-3", 60)
    assert told["journal"][0] == {
        "at": "2026-03-02T09:00:00Z",
        "by": "terminal:ada",
        "door": "terminal",
        "subject": "CON-3",
        "what": "changed 59",
        "before": "x" * 300,
        "after": "",
    }


@pytest.mark.parametrize(("count", "more"), [(50, 0), (51, 1)])
async def test_of_many_the_newest_50_are_shown(world: World, count: int, more: int) -> None:
    for number in range(count):
        await note(world, AN_ACT, "CON-3", f"changed {number}", "", "")

    found = await log(world, "log CON-3")

    (table,) = [part for part in found.parts if isinstance(part, Table)]
    assert [row.cells[3] for row in table.rows][::49] == [
        f"changed {count - 1}",
        f"changed {more}",
    ]
    assert [part.count for part in found.parts if isinstance(part, More)] == [1] * more


async def test_it_reads_only_and_so_can_be_shared(world: World) -> None:
    await note(world, AN_ACT, "show CHK-1", "shared", "", "CSTAFF")

    found = await log(world, "log show CHK-1")

    assert found.again == "log show CHK-1"
    assert isinstance(found.data, Log)


@pytest.mark.parametrize("thing", ["OUT-1", "CON-1", "CHK-1"])
async def test_what_nobody_did_anything_to_yet_is_not_taken_for_mistyped(
    world: World, thing: str
) -> None:
    await put(world.database, WorkState.DUE)
    async with world.database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await store.checks.add(
            read_entries(["10.5555/x"]), How(), by="ada", at=MARCH_2, again=None
        )

    outcome, out, _ = await rsp(world, "log", thing)

    assert outcome is Outcome.DONE
    assert out.splitlines() == [f"Journal of {thing}", f"Nothing was done to {thing} yet."]


@pytest.mark.parametrize(
    ("words", "outcome", "sentence"),
    [
        (("log", "out-7"), Outcome.REFUSED, "Nothing is noted about OUT-7. Things have an id"),
        (("log",), Outcome.USAGE, "Type `rsp log [--json] THING`"),
    ],
)
async def test_what_nothing_is_noted_about_is_said(
    world: World, words: tuple[str, ...], outcome: Outcome, sentence: str
) -> None:
    status, _, err = await rsp(world, *words)

    assert status is outcome
    assert err.startswith(sentence)
