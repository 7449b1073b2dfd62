"""Checks of more than five DOIs, followed in one message."""

import pytest

from bot.jobs import sweep_once
from bot.world import World
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_long_check_is_followed_in_one_message(
    people: People, slack: FakeSlack, slack_world: World, neighbours: FakeNeighbours
) -> None:
    neighbours.add(*made_up(40))
    dois = " ".join(f"10.5555/made-up-{number}" for number in range(1, 41))

    ack = await people.command(f"check --no-pages {dois}")
    await sweep_once(slack_world)

    assert ack.body == b""
    assert (await slack.told("CHK-1: 40 DOIs to check")).is_private
    [report] = [message for message in slack.messages if message.way == "post"]
    assert (report.channel, report.is_private, len(report.edits) > 0) == ("CSTAFF", False, True)
    assert report.has("40 DOIs checked, all in order")
    [file] = slack.files.values()
    assert (file.channel, file.thread) == ("CSTAFF", report.ts)
    assert file.content.count(b"10.5555/made-up-") >= 40
    again = await people.press(report, "Run again")
    assert again.status == 200
    await slack.told("CHK-2")


async def test_a_long_check_is_followed_in_a_private_channel_too(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    dois = " ".join(f"10.5555/none-{number}" for number in range(6))

    await people.command(f"check --no-pages {dois}", channel="CPRIVATE")
    await sweep_once(slack_world)

    [report] = [message for message in slack.messages if message.way == "post"]
    assert report.channel == "CPRIVATE"


@pytest.mark.parametrize("channel", ["CSHARED", "COUT", "DSTAFF"])
async def test_a_long_check_is_followed_in_a_direct_message_elsewhere(
    people: People, slack: FakeSlack, slack_world: World, channel: str
) -> None:
    dois = " ".join(f"10.5555/none-{number}" for number in range(6))

    await people.command(f"check --no-pages {dois}", channel=channel)
    await sweep_once(slack_world)

    [report] = [message for message in slack.messages if message.way == "post"]
    assert report.channel == "DSTAFF"


async def test_whoever_asked_for_a_long_check_is_called_when_it_is_done(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    dois = " ".join(f"10.5555/none-{number}" for number in range(6))

    await people.command(f"check --no-pages {dois}")
    await sweep_once(slack_world)

    [comment] = [call["initial_comment"] for call in slack.asked("files.completeUploadExternal")]
    assert comment == "<@USTAFF> CHK-1 is done: 6 failed. This file has all of it."


async def test_a_long_check_that_nobody_works_on_says_so(people: People, slack: FakeSlack) -> None:
    dois = " ".join(f"10.5555/none-{number}" for number in range(6))

    await people.command(f"check --no-pages {dois}")

    await slack.told("CHK-1: 6 DOIs to check", "No worker has looked for work for 10 minutes")
