"""`confirm` as staff type it, at a terminal and in Slack."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.people import Act, Person
from bot.forms.form import Faults, Form
from bot.messages.json import encode
from bot.messages.message import Button, Message, Outcome, Refusal, Text
from bot.use_cases.telling import LIVE, note_unreachable
from bot.world import World
from commands.dispatch import answer, writes
from commands.invocation import Caller
from tests.bot.address_book import at_terminal, by_staff, contact, deliveries, with_links
from tests.conftest import StoppedClock
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

IN_SLACK = Caller(channel="CSTAFF")


@pytest.fixture
def world(world: World) -> World:
    return with_links(world)


async def confirm(
    world: World, words: str, act: Act | None = None, answers: Mapping[str, str] | None = None
) -> Message:
    act = act or at_terminal(world.clock())
    found = await answer(f"confirm {words}", act, world, answers=answers)
    assert isinstance(found, Message)
    return found


def text(message: Message) -> str:
    return "\n".join(part.text for part in message.parts if isinstance(part, Text))


async def test_an_address_is_asked_for_by_one_line(world: World) -> None:
    found = await confirm(world, "ada@example.org name='Ada Example'")

    assert found.outcome is Outcome.DONE
    assert text(found).startswith("CON-1, Ada Example (ada@example.org): OUT-1 asks to confirm")
    assert [*await deliveries(world)] == ["mail:confirm:1:1"]
    # So Slack waits for it.
    assert writes("confirm ada@example.org")


async def test_a_name_that_is_not_quoted_is_more_than_one_word(world: World) -> None:
    found = await confirm(world, "ada@example.org name=Ada Example")

    assert found.outcome is Outcome.USAGE
    assert await deliveries(world) == {}


async def test_asked_twice_the_second_is_told_of_the_first(world: World) -> None:
    await confirm(world, "ada@example.org")

    for words in ("ada@example.org", "ADA@example.org --again"):
        assert "and has not left yet." in text(await confirm(world, words))
    assert len(await deliveries(world)) == 1


async def go_live(world: World) -> None:
    async with world.database.begin() as store:
        await store.marks.set_first(LIVE, "ULEAD")


@pytest.mark.parametrize(
    ("smtp_url", "mail_from", "then"),
    [
        ("smtp://mail.example", "rsp@example.org", "It leaves by itself; `rsp show CON-1` tells"),
        (None, "rsp@example.org", "It waits: SMTP_URL is not set."),
        (None, None, "It waits: SMTP_URL and RSP_MAIL_FROM are not set."),
        ("smtp://mail.example", None, "It waits: RSP_MAIL_FROM is not set."),
    ],
)
async def test_a_letter_is_said_to_leave_only_where_it_can(
    world: World, smtp_url: str | None, mail_from: str | None, then: str
) -> None:
    await go_live(world)
    settings = replace(world.settings, smtp_url=smtp_url, mail_from=mail_from)

    found = await confirm(replace(world, settings=settings), "ada@example.org")

    assert then in text(found)


async def test_a_letter_that_is_held_is_said_to_be_whatever_is_set(world: World) -> None:
    assert "It is held: not live yet." in text(await confirm(world, "ada@example.org"))


async def test_an_address_that_nothing_reaches_is_tried_again_if_staff_say_so(
    world: World,
) -> None:
    await go_live(world)
    await confirm(world, "ada@example.org")
    async with world.database.begin() as store:
        act = at_terminal(world.clock())
        await note_unreachable("ada@example.org", act, why="550 No such user.", store=store)

    told = await confirm(world, "ada@example.org")
    shown = await answer("show CON-1", at_terminal(world.clock()), world)
    assert isinstance(shown, Message)
    tried = [part.command for part in shown.parts if isinstance(part, Button)]
    again = await confirm(world, tried[0].removeprefix("confirm "))

    assert text(told) == (
        "CON-1, ada@example.org: nothing was asked: the address is unreachable since 2 March "
        "2026: 550 No such user. If it may work by now, `rsp confirm --again ada@example.org` "
        "tries it."
    )
    assert tried == ["confirm --again ada@example.org"]
    assert "OUT-1 asks to confirm the address, and has not left yet." in text(again)
    assert (await deliveries(world))["mail:confirm:1:1"].held is None


async def test_the_json_says_what_came_of_it(world: World) -> None:
    found = await confirm(world, "ada@example.org --json")

    assert json.loads(encode(found.data)) == {
        "contact": "CON-1",
        "address": "ada@example.org",
        "came": "written",
        "letter": "OUT-1",
        "confirmed_at": None,
    }


async def test_without_an_address_a_form_asks_for_it(world: World) -> None:
    form = await answer("confirm --again", at_terminal(world.clock()), world)

    assert isinstance(form, Form)
    assert form.command == ("confirm", "--again")
    assert [field.name for field in form.fields] == ["address", "name"]


async def test_a_form_that_was_filled_in_is_asked_for_too(world: World) -> None:
    filled = {"address": "ada@example.org", "name": "Ada Example"}

    await confirm(world, "", answers=filled)

    assert (await contact(world, 1)).name == "Ada Example"


@pytest.mark.parametrize("address", ["ada", "ada@localhost", ""])
async def test_what_is_no_address_is_a_fault_of_its_field(world: World, address: str) -> None:
    found = await answer(
        "confirm", at_terminal(world.clock()), world, answers={"address": address}
    )

    assert isinstance(found, Faults)
    assert [*found.by_field] == ["address"]
    assert await deliveries(world) == {}


async def test_without_settings_for_links_nothing_is_begun(world: World) -> None:
    found = await confirm(with_links(world, url=""), "ada@example.org")

    assert found.data == Refusal("No link can be made: set RSP_PUBLIC_URL and RSP_SECRET_KEY.")
    assert await deliveries(world) == {}


@pytest.mark.parametrize("words", ["ada@example.org", "<mailto:ada@example.org|ada@example.org>"])
async def test_staff_ask_in_slack_and_strangers_do_not(
    slack_world: World, slack: FakeSlack, clock: StoppedClock, words: str
) -> None:
    world = with_links(slack_world)
    stranger = Act(by=Person("USTRANGER", "TOTHER"), at=clock.now)

    refused = await answer(f"confirm {words}", stranger, world, caller=IN_SLACK)
    done = await answer(f"confirm {words}", by_staff(clock.now), world, caller=IN_SLACK)

    assert isinstance(refused, Message)
    assert isinstance(done, Message)
    assert (refused.outcome, done.outcome) == (Outcome.REFUSED, Outcome.DONE)
    assert (await deliveries(world))["mail:confirm:1:1"].owner == "USTAFF"
