"""What is said to whom when Slack, the neighbours or the program itself are not at their best."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.jobs import sweep_once
from bot.world import World
from commands.slack.door import Door
from tests.bot.use_cases.telling import LETTER, a_draft, write
from tests.commands.trial import trial
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.slack import FakeSlack, Fault, busy, cut, refused
from tests.fakes.slack_people import People
from tests.fakes.slack_ways import signed

__all__ = ["trial"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LATE = "This takes longer than usual; the outcome follows."
SLOW = 5


@pytest.fixture
async def door(slack_world: World) -> AsyncIterator[Door]:
    async with Door.open(slack_world) as door:
        yield door


@pytest.fixture
async def people(door: Door, slack: FakeSlack) -> People:
    return slack.people(app=door.endpoint)


def said(slack: FakeSlack) -> list[str]:
    return [message.text.partition("\n")[0] for message in slack.messages]


async def test_whoever_waits_long_is_told_once_and_then_answered(
    people: People, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    neighbours.delay("api", SLOW)

    await people.command("check --no-pages 10.5555/findable")
    await slack.told("CHK-1: 1 findable", seconds=20)

    assert said(slack) == [LATE, "CHK-1: 1 findable"]


async def test_a_warning_that_is_lost_does_not_take_the_answer_with_it(
    people: People, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    neighbours.delay("api", SLOW)
    slack.disturb("response_url", cut(is_done=False))

    await people.command("check --no-pages 10.5555/findable")
    await slack.told("CHK-1: 1 findable", seconds=20)

    assert said(slack) == ["CHK-1: 1 findable"]


async def test_a_warning_that_waits_for_slack_never_comes_after_the_answer(
    people: People, slack: FakeSlack, neighbours: FakeNeighbours
) -> None:
    await people.command("check --no-pages 10.5555/findable")
    first = await slack.told("CHK-1")
    neighbours.delay("api", SLOW)
    slack.disturb("response_url", busy(2))

    await people.press(first, "Run again")
    await slack.told("CHK-2", seconds=20)
    await asyncio.sleep(0)

    assert said(slack)[1:] == [LATE, "CHK-2: 1 findable"]


async def test_slack_is_given_the_time_that_it_asks_for(people: People, slack: FakeSlack) -> None:
    slack.disturb("response_url", busy(1))

    await people.command("help")
    await slack.told("are these DOIs findable")

    first, second = [call.at for call in slack.calls if call.method == "response_url"]
    assert second - first >= 1


async def test_where_slack_asks_for_too_long_the_answer_takes_another_way(
    people: People, slack: FakeSlack
) -> None:
    slack.disturb("response_url", busy(120))

    await people.command("help")

    assert (await slack.told("are these DOIs findable")).way == "whisper"


async def test_blocks_that_slack_will_not_take_are_said_in_words(
    people: People, slack: FakeSlack
) -> None:
    for method in ("response_url", "chat.postEphemeral", "chat.postMessage"):
        slack.disturb(method, refused("invalid_blocks"))

    await people.command("help")

    assert (await slack.told("are these DOIs findable")).blocks == []


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize("how", ["bug", "undrawable"])
async def test_a_bug_leaves_nobody_without_a_word(
    people: People, slack: FakeSlack, how: str
) -> None:
    with capture_logs():
        await people.command(f"trial {how}")

        assert (await slack.told()).is_private


@pytest.mark.parametrize(
    "command", ["share help", "share show CHK-1", "share -- show CHK-1 --reply"]
)
async def test_nothing_at_all_is_shared_where_other_organisations_read(
    people: People, slack: FakeSlack, command: str
) -> None:
    await people.command("10.5555/findable")
    await slack.told("CHK-1")

    await people.command(command, channel="CSHARED")

    assert (await slack.told("Other organisations read in this channel")).is_private
    assert [message for message in slack.messages if not message.is_private] == []


async def test_who_shared_what_is_in_the_journal_once_it_is_shared(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    slack.disturb("response_url", refused("used_url"))
    await people.command("share help")
    await people.command("share help")
    await slack.told("Shared: everybody in this channel can see it now.")

    async with slack_world.database.read() as store:
        [noted] = await store.journal.of("help")
    assert (noted.by, noted.what, noted.after) == ("USTAFF", "shared", "CSTAFF")


async def test_what_is_shared_calls_nobody(people: People, slack: FakeSlack) -> None:
    await people.command("10.5555/findable")
    await slack.told("CHK-1")
    await people.command("share checks")

    shared = await slack.told("CHK-1", is_private=False)
    assert "<@" not in shared.text + json.dumps(shared.blocks)
    assert shared.has("USTAFF")


@pytest.mark.parametrize(
    ("command", "who"), [("show CHK-99", "USTAFF"), ("nonsense", "USTAFF"), ("help", "UGUEST")]
)
async def test_no_sharing_is_offered_of_a_refusal_nor_to_who_is_not_staff(
    people: People, slack: FakeSlack, command: str, who: str
) -> None:
    await people.command(command, who=who)

    assert (await slack.told(user=who)).labels == []


async def test_a_busy_slack_is_not_taken_for_a_channel_nobody_knows(
    people: People, slack: FakeSlack
) -> None:
    slack.disturb("conversations.info", busy(60))

    await people.command("share help")

    assert not (await slack.told(is_private=True)).has("invite me")


@pytest.mark.parametrize("team", ["terminal", "clock"])
async def test_nobody_in_slack_is_taken_for_another_door(
    people: People, slack: FakeSlack, team: str
) -> None:
    await people.command("checks", who="UGUEST", team=team)

    await slack.told("did not say which workspace you are of")


async def test_signed_json_without_an_end_is_a_bad_request(people: People) -> None:
    body = b'{"a":' * 20_000
    event = json.dumps({"type": "event_callback", "event": {"type": ["x"]}}).encode()

    for one in (body, event):
        assert (await people.raw(one, signed(one))).status in (200, 400)


async def test_links_in_an_answer_are_not_shown_below_it(people: People, slack: FakeSlack) -> None:
    await people.command("10.5555/registered")
    await slack.told("CHK-1")

    [call] = slack.asked("response_url")
    assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)


async def test_slack_that_is_slow_to_say_who_asks_is_waited_for(
    people: People, slack: FakeSlack
) -> None:
    slack.disturb("users.info", Fault(seconds=2.5))

    ack = await people.command("10.5555/findable")

    assert ack.json["text"] == LATE
    await slack.told(LATE)
    await slack.told("CHK-1: 1 findable")


async def test_a_slack_that_asks_to_prove_who_we_are_is_answered(people: People) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "example", "token": "x"}).encode()

    reply = await people.raw(body, {**signed(body), "Content-Type": "application/json"})

    assert (reply.status, reply.json.get("challenge") or reply.body.decode()) == (200, "example")


async def test_a_long_check_can_be_stopped_and_gone_on_with(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    dois = " ".join(f"10.5555/none-{number}" for number in range(6))
    await people.command(f"check --no-pages {dois}")
    begun = await slack.told("CHK-1: 6 DOIs to check")

    await people.press(begun, "Stop")
    stopped = await slack.told("CHK-1 is stopped")
    await people.press(begun, "Stop")
    await slack.told("Nothing of CHK-1 waits")
    await sweep_once(slack_world)
    report = await slack.told("Not finished: up to 6 DOIs are still to be checked", way="post")
    await people.press(stopped, "Go on")
    await slack.told("CHK-1 is gone on with")
    await sweep_once(slack_world)

    assert report.has("6 DOIs checked, 6 failed")
    async with slack_world.database.read() as store:
        noted = [line.what for line in await store.journal.of("CHK-1")]
    assert noted == ["checked", "stopped"]


async def test_a_letter_is_not_shared_since_by_its_links_others_could_act(
    slack_world: World, people: People, slack: FakeSlack
) -> None:
    letter = a_draft(payload=LETTER | {"text": "https://rsp.example.org/link/token"})
    await write(slack_world.database, letter)

    await people.command("share show OUT-1")

    await slack.told("not for everybody")
    assert not [m for m in slack.messages if m.has("link/token")]
