"""A message of a case's thread, put on the case by the emoji or the shortcut, and taken off."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.case_note import CaseNote
from bot.world import World
from commands.slack.door import Door
from tests.bot.use_cases.filings import STAFF, act, noted
from tests.commands.casework import found
from tests.commands.casework import world as with_a_case
from tests.fakes.slack import FakeSlack, refused
from tests.fakes.slack_people import People
from tests.fakes.slack_records import Message

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

__all__ = ["with_a_case"]


@pytest.fixture
async def world(with_a_case: World) -> World:
    return with_a_case


@pytest.fixture
async def people(world: World, slack: FakeSlack) -> AsyncIterator[People]:
    async with Door.open(world) as door:
        yield slack.people(app=door.endpoint)
    assert slack.refusals == []


@pytest.fixture
async def card(world: World, slack: FakeSlack, people: People) -> Message:
    """Return the card of APP-1 as it was posted in the staff channel."""
    return await posted(world, slack, "card:application:APP-1")


async def posted(world: World, slack: FakeSlack, key: str) -> Message:
    message = slack.say("post", "CSTAFF", {"text": "APP-1 Example Ltd"})
    async with world.database.begin() as store:
        await store.deliveries.note(key, channel="CSTAFF", ts=message.ts)
    return message


async def notes(world: World) -> tuple[CaseNote, ...]:
    return (await found(world)).notes


async def until(world: World, count: int) -> tuple[CaseNote, ...]:
    """Wait until so many messages are on the case."""
    for _ in range(300):
        if len(there := await notes(world)) == count:
            return there
        await asyncio.sleep(0.01)
    raise AssertionError(f"there are {await notes(world)}")


async def test_the_emoji_puts_a_message_on_the_case(
    people: People, card: Message, world: World
) -> None:
    said = people.write(
        "They are <@USTAFF|away> until Friday &amp; so.", thread=card.ts, who="ULEAD"
    )

    await people.react(said, "pushpin")

    [note] = await until(world, 1)
    assert (note.author, note.by, note.text) == (
        "ULEAD",
        "USTAFF",
        "They are @away until Friday & so.",
    )
    assert note.link.startswith("https://example.slack.com/archives/CSTAFF/p")
    assert (await noted(world.cases, "APP-1"))[-1] == ("put on the case", "", note.link)


async def test_taking_the_emoji_off_takes_the_message_off(
    people: People, card: Message, world: World
) -> None:
    said = people.write("They are away.", thread=card.ts)
    await people.react(said, "pushpin")
    [note] = await until(world, 1)

    await people.react(said, "pushpin", is_added=False)

    await until(world, 0)
    assert (await noted(world.cases, "APP-1"))[-1] == ("taken off the case", note.link, "")


async def settle(people: People) -> None:
    """Let what a knock began come to its end."""
    await people.command("help")
    await asyncio.sleep(0.3)


@pytest.mark.parametrize("who", ["UOTHER", "UGUEST", "UFOREIGN"])
async def test_nobody_else_puts_anything_anywhere(
    people: People, card: Message, world: World, slack: FakeSlack, who: str
) -> None:
    said = people.write("They are away.", thread=card.ts)

    await people.react(said, "pushpin", who=who)

    await settle(people)
    assert await notes(world) == ()
    assert slack.asked("conversations.replies") == []


async def test_whose_team_slack_names_is_of_that_one(
    people: People, card: Message, world: World
) -> None:
    said = people.write("They are away.", thread=card.ts)

    await people.react(said, "pushpin", team="TOTHER")

    await settle(people)
    assert await notes(world) == ()


@pytest.mark.parametrize("emoji", ["eyes", "round_pushpin"])
async def test_another_emoji_says_nothing(
    people: People, card: Message, world: World, slack: FakeSlack, emoji: str
) -> None:
    said = people.write("They are away.", thread=card.ts)

    await people.react(said, emoji)

    await settle(people)
    assert await notes(world) == ()
    assert slack.asked("conversations.replies") == []


async def test_the_same_emoji_elsewhere_says_nothing_and_nobody_is_told(
    people: People, card: Message, world: World, slack: FakeSlack
) -> None:
    other = people.write("Lunch?")
    in_another_thread = people.write("Yes.", thread=other.ts)

    for message in (other, in_another_thread, card):
        await people.react(message, "pushpin")

    await settle(people)
    assert await notes(world) == ()
    assert [one for one in slack.messages if one.way == "whisper"] == []


async def test_a_card_of_something_else_has_no_case(
    people: People, card: Message, world: World, slack: FakeSlack
) -> None:
    draft = world.telling.card("trouble", "OUT-1", world.clock())
    async with world.database.begin() as store:
        await world.telling.write(draft, act(by=STAFF), store=store)
    other = await posted(world, slack, draft.key)

    await people.react(people.write("It is mended.", thread=other.ts), "pushpin")

    await settle(people)
    assert await notes(world) == ()


async def test_put_twice_it_is_there_once(people: People, card: Message, world: World) -> None:
    said = people.write("They are away.", thread=card.ts)
    first = await people.react(said, "pushpin")
    await until(world, 1)

    assert first.delivery
    await people.send(first.delivery, retry=1)
    await people.react(said, "pushpin", who="ULEAD")

    await settle(people)
    assert len(await notes(world)) == 1


async def test_a_secret_is_not_kept_and_whoever_put_it_there_is_told(
    people: People, card: Message, world: World, slack: FakeSlack
) -> None:
    said = people.write("The password: hunter2", thread=card.ts)

    await people.react(said, "pushpin")

    hint = await slack.told("looks like a password or a key", is_private=True)
    assert (hint.way, hint.user, hint.channel) == ("whisper", "USTAFF", "CSTAFF")
    assert await notes(world) == ()


async def test_a_scope_that_is_missing_is_hinted_at(
    people: People, card: Message, slack: FakeSlack
) -> None:
    slack.scopes.discard("channels:history")

    await people.react(people.write("They are away.", thread=card.ts), "pushpin")

    await slack.told("must give me the scope `channels:history`", is_private=True)


async def test_a_hint_that_cannot_be_told_harms_nobody(
    people: People, card: Message, slack: FakeSlack, world: World
) -> None:
    slack.scopes.discard("channels:history")
    slack.disturb("chat.postEphemeral", refused("channel_not_found"))

    await people.react(people.write("They are away.", thread=card.ts), "pushpin")

    await settle(people)
    assert await notes(world) == ()


# The shortcut, and the words behind it.


async def test_the_shortcut_puts_a_message_on_the_case_and_shows_it(
    people: People, card: Message, world: World, slack: FakeSlack
) -> None:
    said = people.write("They are away.", thread=card.ts)

    await people.shortcut("pin", "They are away.", ts=said.ts)

    shown = await slack.told("APP-1 Example Ltd", "They are away.", is_private=True)
    assert shown.user == "USTAFF"
    assert [note.ts for note in await notes(world)] == [said.ts]


async def test_the_shortcut_says_where_it_puts_nothing(
    people: People, card: Message, slack: FakeSlack
) -> None:
    other = people.write("Lunch?")
    await people.shortcut("pin", "Lunch?", ts=other.ts)
    await slack.told("That message is in the thread of no case's card.", is_private=True)

    said = people.write("They are away.", thread=card.ts)
    for _ in range(2):
        await people.shortcut("pin", "They are away.", ts=said.ts)
    await slack.told("That message is on APP-1 already.", is_private=True)


async def test_a_stranger_uses_the_shortcut_in_vain(
    people: People, card: Message, world: World, slack: FakeSlack
) -> None:
    said = people.write("They are away.", thread=card.ts)

    await people.shortcut("pin", "They are away.", ts=said.ts, who="UOTHER")

    await slack.told("You are not staff", is_private=True)
    assert await notes(world) == ()


async def test_what_was_put_there_is_taken_off_by_a_word(
    people: People, card: Message, world: World, slack: FakeSlack
) -> None:
    said = people.write("They are away.", thread=card.ts)
    await people.command(f"pin CSTAFF {said.ts}")
    await until(world, 1)

    await people.command(f"unpin CSTAFF {said.ts}")
    await until(world, 0)

    await people.command(f"unpin CSTAFF {said.ts}")
    await slack.told("That message is on no case.", is_private=True)
    await people.command("pin somewhere")
    await slack.told("pin CHANNEL TS", is_private=True)
