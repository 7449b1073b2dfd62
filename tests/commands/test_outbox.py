"""`outbox` through dispatch: what is listed, what is decided, and who may."""

import pytest

from bot.domain.delivery import Held, Stage
from bot.domain.outbox import Shelf
from bot.domain.work import WorkState
from bot.messages.message import Outcome
from bot.world import World
from tests.bot.use_cases.outboxes import journal, put, put_row
from tests.bot.use_cases.telling import BY_CLOCK, a_draft, go_live, kept, write
from tests.commands.outbox_people import ask, data, labels, refused, told

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

VERBS = "`hold`, `release`, `withdraw`, `sent`, `send`, `bounced`"
STAFF, LEAD, GUEST = "USTAFF", "ULEAD", "UGUEST"


async def put_many(world: World, count: int) -> None:
    await go_live(world.database)
    for number in range(count):
        await put(world.database, WorkState.FAILED, f"mail:test:{number}")


async def test_without_a_word_it_lists_what_is_not_over(slack_world: World) -> None:
    await put_many(slack_world, 2)
    await put(slack_world.database, WorkState.SENT, "mail:sent:1")

    found = data(await told(slack_world, "outbox", STAFF))

    assert (found.shelf, [line.id for line in found.lines]) == (Shelf.OPEN, ["OUT-1", "OUT-2"])


async def test_twenty_are_listed_and_json_has_them_all(world: World) -> None:
    await put_many(world, 23)

    listed, whole = [data(await told(world, f"outbox failed{more}")) for more in ("", " --json")]

    assert (len(listed.lines), listed.more) == (20, 3)
    assert (len(whole.lines), whole.more) == (23, 0)


@pytest.mark.parametrize("shelf", ["waiting", "held", "failed", "unsure", "all"])
async def test_a_word_names_what_is_looked_at(world: World, shelf: str) -> None:
    assert data(await told(world, f"outbox {shelf}")).shelf == shelf


async def test_each_decision_answers_with_the_changed_thing(slack_world: World) -> None:
    database = slack_world.database
    await go_live(database)
    number = await put(database, WorkState.DUE)
    steps: tuple[tuple[str, Stage, list[str]], ...] = (
        ("hold OUT-1 They answered.", Stage.HELD, ["Release", "Withdraw", "Edit"]),
        ("release out-1", Stage.WAITING, ["Hold", "Withdraw", "Edit"]),
        ("withdraw OUT-1", Stage.WITHDRAWN, []),
    )

    for words, stage, buttons in steps:
        found = await told(slack_world, f"outbox {words}", STAFF)
        assert (data(found).stage, labels(found)) == (stage, buttons)

    noted = await journal(database, f"OUT-{number}")
    assert [(one.what, one.by) for one in noted] == [
        ("held", STAFF),
        ("released", STAFF),
        ("withdrawn", STAFF),
    ]
    assert noted[0].after == "They answered."


@pytest.mark.parametrize(("verb", "stage"), [("send", Stage.WAITING), ("sent", Stage.ACCEPTED)])
async def test_a_person_says_what_became_of_what_is_unsure(
    world: World, verb: str, stage: Stage
) -> None:
    await put(world.database, WorkState.UNSURE)

    assert data(await told(world, f"outbox {verb} OUT-1")).stage is stage
    assert f"OUT-1 is {stage} by now" in await refused(world, f"outbox {verb} OUT-1")


async def test_a_letter_that_came_back_is_marked(world: World) -> None:
    await put(world.database, WorkState.SENT)

    assert data(await told(world, "outbox bounced OUT-1")).stage is Stage.BOUNCED


async def test_what_needs_an_approver_is_refused_to_staff_and_to_nobody_else(
    slack_world: World,
) -> None:
    database = slack_world.database
    await go_live(database)
    drafts = [a_draft(key=f"mail:renewal:{n}", is_unattended=True) for n in range(8)]
    await write(database, *drafts, act=BY_CLOCK)
    last = await kept(database, "mail:renewal:7")
    assert last.held is Held.CEILING

    for words in (f"release {last.id}", "release ceiling 2026-03-02"):
        assert "Only an approver" in await refused(slack_world, f"outbox {words}", STAFF)
    assert (await kept(database, last.key)).held is Held.CEILING

    assert data(await told(slack_world, f"outbox release {last.id}", LEAD)).held is None
    found = await told(slack_world, "outbox release ceiling 2026-03-02", LEAD)
    assert len(data(found).ids) == 2


async def test_nobody_but_staff_sees_it(slack_world: World) -> None:
    for words in ("outbox", "outbox release ceiling 2026-03-02", "outbox send OUT-1"):
        assert await refused(slack_world, words, GUEST)


async def test_the_rows_of_checks_are_shown_and_decided_about(slack_world: World) -> None:
    await put_row(slack_world.database, "csv:12:500", WorkState.UNSURE)

    shown = await told(slack_world, "outbox csv:12:500", STAFF)
    assert labels(shown)[0] == "Send it (it may come twice)"
    found = await told(slack_world, "outbox sent csv:12:500", STAFF)

    assert data(found).line.stage is Stage.ACCEPTED
    assert [one.what for one in data(found).history] == ["marked as sent"]


async def test_a_card_and_a_letter_are_shown_by_their_ids(world: World) -> None:
    await put(world.database, WorkState.FAILED)

    assert data(await told(world, "outbox OUT-1")).id == "OUT-1"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("outbox nonsense", "Type `rsp outbox"),
        ("outbox hold", "Type `rsp outbox hold OUT-7 [WORDS…]`."),
        ("outbox withdraw OUT-1 why", "Type `rsp outbox withdraw OUT-7`."),
        ("outbox release ceiling", "or `rsp outbox release ceiling DAY`."),
        ("outbox release", "or `rsp outbox release ceiling DAY`."),
        ("outbox frob OUT-1", f"There is no `frob` here; there are {VERBS}, such as `rsp outbox"),
        ("outbox witdraw OUT-1", "There is no `witdraw` here, perhaps `withdraw`; there are"),
        ("outbox hold CHK-1", "`CHK-1` is nothing in the outbox; that looks like OUT-7."),
        ("outbox release ceiling 2026-03-02 today", "`today` is nothing in the outbox"),
        ("outbox release ceiling yesterday", "`yesterday` is not a day"),
        ("outbox release ceiling 2026-3-2", "`2026-3-2` is not a day"),
    ],
)
async def test_what_is_mistyped_is_told_how_to_type(world: World, words: str, says: str) -> None:
    assert says in await refused(world, words)
    found = await ask(world, words)
    assert getattr(found, "outcome", None) is Outcome.USAGE


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("outbox send OUT-99", "There is no OUT-99"),
        ("outbox sent report:99", "There is no report:99"),
        ("outbox release ceiling 2026-03-02", "The ceiling holds nothing of 2026-03-02"),
    ],
)
async def test_what_is_not_there_is_said(world: World, words: str, says: str) -> None:
    assert says in await refused(world, words)
