"""The Slack door in this process: who is answered, in private or shared."""

import asyncio
import logging

import pytest

from bot.world import World
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_bare_doi_is_checked_and_answered_in_private(
    people: People, slack: FakeSlack
) -> None:
    ack = await people.command("10.5555/findable")
    said = await slack.told("CHK-1", "findable")

    assert (ack.status, ack.body) == (200, b"")
    assert (said.is_private, said.user, said.channel) == (True, "USTAFF", "CSTAFF")
    assert said.text.startswith("CHK-1: 1 findable")
    assert said.labels == ["Run again", "Copy as reply", "Share here"]


async def test_a_longer_command_has_its_word(people: People, slack: FakeSlack) -> None:
    await people.command("10.5555/registered", command="/rsp-check")

    assert (await slack.told("registered, not findable")).is_private


async def test_what_only_reads_is_acknowledged_at_once(people: People, slack: FakeSlack) -> None:
    ack = await people.command("help")

    assert ack.body == b""
    assert (await slack.told("are these DOIs findable")).is_private


async def test_an_unknown_word_is_answered_with_the_nearest(
    people: People, slack: FakeSlack
) -> None:
    await people.command("chekc 10.5555/a")

    await slack.told("There is no command `chekc`, perhaps `check`")


async def test_sharing_shows_it_to_everybody_in_the_channel(
    people: People, slack: FakeSlack
) -> None:
    await people.command("10.5555/findable")
    await people.press(await slack.told("CHK-1"), "Share here")

    shared = await slack.told("CHK-1: 1 findable", is_private=False)
    assert (shared.channel, shared.labels) == ("CSTAFF", ["Run again", "Copy as reply"])
    await slack.told("Shared", is_private=True)


@pytest.mark.parametrize("channel", ["CSHARED", "DSTAFF", "CGONE"])
async def test_sharing_is_not_offered_where_others_may_read(
    people: People, slack: FakeSlack, channel: str
) -> None:
    await people.command("10.5555/findable", channel=channel)

    assert (await slack.told("CHK-1")).labels == ["Run again", "Copy as reply"]


async def test_a_channel_that_became_shared_meanwhile_is_looked_at_again(
    people: People, slack: FakeSlack
) -> None:
    await people.command("10.5555/findable")
    said = await slack.told("CHK-1")
    slack.channels["CSTAFF"]["is_ext_shared"] = True

    await people.press(said, "Share here")

    assert (await slack.told("Other organisations read in this channel")).is_private
    assert [message for message in slack.messages if not message.is_private] == []


async def test_what_writes_cannot_be_shared(people: People, slack: FakeSlack) -> None:
    await people.command("share check 10.5555/findable")

    await slack.told("only what reads can be shared")


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("UOTHER", "staff"),
        ("UGUEST", "guest"),
        ("UGONE", "Slack"),
        ("UFOREIGN", "of another one"),
        ("UBOT", "bot"),
    ],
)
async def test_nobody_else_learns_anything_but_why(
    people: People, slack: FakeSlack, neighbours: FakeNeighbours, who: str, why: str
) -> None:
    slack.groups["SSTAFF"].append(who)
    if who == "UOTHER":
        slack.groups["SSTAFF"].remove(who)

    await people.command("check 10.5555/findable", who=who)
    said = await slack.told(why)

    assert (said.is_private, said.user) == (True, who)
    assert neighbours.asked == []


async def test_an_outsiders_press_changes_nothing_and_is_noted(
    people: People, slack: FakeSlack, slack_world: World, neighbours: FakeNeighbours
) -> None:
    await people.command("10.5555/findable")
    said = await slack.told("CHK-1")
    before = len(neighbours.asked)

    await people.press(said, "Run again", who="UFOREIGN")
    refusal = await slack.told("of another one")

    assert (refusal.is_private, refusal.user) == (True, "UFOREIGN")
    assert len(neighbours.asked) == before
    async with slack_world.database.read() as store:
        [noted] = await store.journal.of("check")
    assert (noted.by, noted.door, noted.what) == ("UFOREIGN", "slack", "refused")
    assert noted.after.endswith("(workspace TOTHER)")


async def test_the_same_delivery_again_does_nothing(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    first = await people.command("10.5555/findable")
    await slack.told("CHK-1")
    assert first.delivery

    again = await people.send(first.delivery, retry=1)
    await asyncio.sleep(0.2)

    assert (again.status, again.body) == (200, b"")
    assert slack.untold == []
    async with slack_world.database.read() as store:
        assert len(await store.checks.recent(9)) == 1


async def test_slack_is_asked_who_we_are_once_for_all(people: People, slack: FakeSlack) -> None:
    for _ in range(5):
        await people.command("checks")
        await slack.told("No checks yet")

    assert len(slack.asked("auth.test")) == 1
    assert len(slack.asked("users.info")) == 1
    assert len(slack.asked("usergroups.users.list")) == 2
    assert len(slack.peers) <= 3


async def test_a_check_that_was_run_again_is_shared_with_what_changed(
    people: People, slack: FakeSlack
) -> None:
    await people.command("10.5555/findable")
    await people.press(await slack.told("CHK-1"), "Run again")
    await people.press(await slack.told("CHK-2", "Nothing has changed"), "Share here")

    await slack.told("CHK-2", "Nothing has changed since CHK-1", is_private=False)


async def test_what_we_log_is_not_silenced_with_bolt(people: People, slack: FakeSlack) -> None:
    await people.command("help")
    await slack.told("are these DOIs findable")

    assert logging.getLogger("rsp").level == logging.NOTSET
