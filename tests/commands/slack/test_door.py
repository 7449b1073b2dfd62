"""The Slack door in this process: who is answered, where, and what is in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.jobs import sweep_once
from bot.world import World
from commands.slack.door import Door
from tests.conftest import StoppedClock
from tests.fakes.neighbours import FakeNeighbours, made_up
from tests.fakes.slack import FakeSlack, busy, cut, refused
from tests.fakes.slack_people import People
from tests.fakes.slack_ways import signed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@asynccontextmanager
async def a_door(world: World, slack: FakeSlack) -> AsyncIterator[People]:
    async with Door.open(world) as door:
        yield slack.people(app=door.endpoint)


@pytest.fixture
async def people(slack_world: World, slack: FakeSlack) -> AsyncIterator[People]:
    async with a_door(slack_world, slack) as people:
        yield people
    assert slack.refusals == []


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


async def test_who_left_the_staff_may_no_longer_send_the_form(
    people: People, slack: FakeSlack, clock: StoppedClock
) -> None:
    await people.command("check")
    slack.groups["SSTAFF"].remove("USTAFF")
    clock.pass_days(1)

    ack = await people.submit(slack.views[-1], {"dois": "10.5555/findable"})

    assert b"staff" in ack.body
    assert "10.5555/findable" in ack.body.decode()
    assert slack.untold == []


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


async def test_a_form_is_opened_filled_in_and_answered(people: People, slack: FakeSlack) -> None:
    ack = await people.command("check --no-pages")
    [view] = slack.views

    sent = await people.submit(view, {"dois": "10.5555/findable\n10.5555/registered"})
    said = await slack.told("CHK-1", "1 findable", "1 registered")

    assert (ack.body, sent.body) == (b"", b"")
    assert (said.is_private, said.way, said.channel) == (True, "whisper", "CSTAFF")


async def test_a_form_comes_back_with_its_faults_at_their_fields(
    people: People, slack: FakeSlack
) -> None:
    await people.command("check")

    sent = await people.submit(slack.views[-1], {})

    assert sent.json["response_action"] == "errors"
    assert sent.json["errors"].keys() == {"dois", "file"}


async def test_a_file_is_checked_line_by_line(people: People, slack: FakeSlack) -> None:
    await people.command("check --no-pages")
    file = ("dois.csv", "\ufeffdoi\r\n10.5555/findable\r\n10.5555/registered\r\n".encode())

    await people.submit(slack.views[-1], {"dois": "10.5555/gapless"}, files={"file": [file]})

    await slack.told("CHK-1", "1 findable", "1 registered", "1 not registered", "1 not a DOI")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("dois.xlsx", b"10.5555/findable", ".txt or .csv"),
        ("dois.txt", b"10.5555/a\n" * 100_001, "1 MB"),
    ],
)
async def test_a_file_that_will_not_do_is_refused_with_the_reason(
    people: People, slack: FakeSlack, name: str, content: bytes, why: str
) -> None:
    await people.command("check")
    view = slack.views[-1]
    for block in view["blocks"]:
        # An older client may let people choose whatever they like.
        block["element"].pop("filetypes", None)

    sent = await people.submit(view, {"dois": "10.5555/typed"}, files={"file": [(name, content)]})

    assert why in sent.body.decode()
    assert sent.json["response_action"] == "errors"


async def test_an_outsider_cannot_make_the_bot_fetch_a_file(
    people: People, slack: FakeSlack
) -> None:
    await people.command("check")

    await people.submit(
        slack.views[-1], {}, files={"file": [("a.txt", b"10.5555/a")]}, who="UFOREIGN"
    )

    assert slack.asked("download") == []


async def test_what_a_message_names_is_checked(people: People, slack: FakeSlack) -> None:
    await people.shortcut("check", "Dear all,\nsee <https://doi.org/10.5555/findable>.\nBye")

    said = await slack.told("CHK-1: 1 findable")
    assert said.is_private
    assert not said.has("not a DOI")


async def test_a_message_without_a_doi_is_answered_so(people: People, slack: FakeSlack) -> None:
    await people.shortcut("check", "Nothing here")

    await slack.told("There is no DOI in this")


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


async def test_the_home_page_is_shown_once_an_event(people: People, slack: FakeSlack) -> None:
    event = {"type": "app_home_opened", "user": "USTAFF", "tab": "home", "channel": "DSTAFF"}

    first = await people.event(event)
    assert first.delivery
    replies = [first, await people.send(first.delivery), await people.send(first.delivery)]
    await slack.wait_for(lambda: slack.asked("views.publish"))
    await asyncio.sleep(0.2)

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert len(slack.asked("views.publish")) == 1


async def test_the_home_page_is_shown_again_after_an_act(people: People, slack: FakeSlack) -> None:
    await people.command("10.5555/findable")
    await slack.told("CHK-1")

    shown = await slack.wait_for(lambda: slack.asked("views.publish"))
    assert shown[-1]["user_id"] == "USTAFF"


async def test_events_that_nobody_waits_for_are_acknowledged(
    people: People, slack: FakeSlack
) -> None:
    replies = [
        await people.event({"type": "team_rename", "name": "Example"}),
        await people.event({"type": "message", "text": "10.5555/a", "user": "USTAFF"}),
    ]

    assert [reply.status for reply in replies] == [200, 200]
    assert slack.messages == []


async def test_a_revoked_token_is_for_the_admins_log(people: People, slack: FakeSlack) -> None:
    slack.token_error = "token_revoked"  # noqa: S105 -- an error of Slack's
    with capture_logs() as logged:
        await people.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}})
        await people.command("10.5555/findable")
        assert (await slack.told("Slack did not say who you are")).is_private

    assert "slack_token_revoked" in [line["event"] for line in logged]


@pytest.mark.parametrize(
    ("label", "value", "says"),
    [
        ("an old word", "approve 12", "There is no command `approve`"),
        ("no check", "show CHK-99", "There is no check CHK-99"),
    ],
)
async def test_a_button_of_an_older_version_says_what_is_wrong(
    people: People, slack: FakeSlack, label: str, value: str, says: str
) -> None:
    button = {
        "type": "button",
        "action_id": "old:1",
        "text": {"type": "plain_text", "text": label},
        "value": value,
    }
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    old = slack.say("post", "CSTAFF", {"text": "old", "blocks": blocks})

    reply = await people.press(old, label)

    assert reply.status == 200
    assert (await slack.told(says)).is_private


@pytest.mark.parametrize(
    "different",
    [
        {"callback_id": "old_form"},
        {"private_metadata": ""},
        {"private_metadata": "[]"},
        {"private_metadata": '{"command": ["approve", "12"], "channel": "CSTAFF"}'},
    ],
)
async def test_a_form_of_an_older_version_gives_back_what_was_typed(
    people: People, slack: FakeSlack, different: dict[str, str]
) -> None:
    await people.command("check")

    sent = await people.submit(
        {**slack.views[-1], **different}, {"dois": "10.5555/a, typed with care"}
    )

    assert sent.json["response_action"] == "update"
    assert "typed with care" in sent.body.decode()


async def test_a_trigger_that_was_too_old_is_said(people: People, slack: FakeSlack) -> None:
    slack.disturb("views.open", refused("expired_trigger_id"))

    ack = await people.command("check")

    assert "again" in ack.json["text"]


async def test_an_answer_waits_as_long_as_slack_asks(people: People, slack: FakeSlack) -> None:
    slack.disturb("response_url", busy(1))

    await people.command("help")

    assert (await slack.told("are these DOIs findable")).is_private


async def test_an_answer_whose_way_is_gone_takes_another(people: People, slack: FakeSlack) -> None:
    people_answer = refused("used_url")
    slack.disturb("response_url", people_answer)

    await people.command("help")

    assert (await slack.told("are these DOIs findable")).way == "whisper"


async def test_an_answer_that_may_have_been_said_is_not_said_twice(
    people: People, slack: FakeSlack
) -> None:
    slack.disturb("response_url", cut())

    await people.command("help")
    await slack.told("are these DOIs findable")
    await asyncio.sleep(0.3)

    assert slack.untold == []


async def test_signed_nonsense_is_a_bad_request_and_no_more(people: People) -> None:
    bodies = [b"", b"{", b"[]", b"payload=x", b"payload=[]", b"payload={}", b'{"type": 1}', b"x=1"]
    replies = [await people.raw(body, signed(body)) for body in bodies]

    assert [reply.status for reply in replies if not 400 <= reply.status < 500] == []


async def test_slack_is_asked_who_we_are_once_for_all(people: People, slack: FakeSlack) -> None:
    for _ in range(5):
        await people.command("checks")
        await slack.told("No checks yet")

    assert len(slack.asked("auth.test")) == 1
    assert len(slack.asked("users.info")) == 1
    assert len(slack.asked("usergroups.users.list")) == 2
    assert len(slack.peers) <= 3


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


async def test_a_check_that_was_run_again_is_shared_with_what_changed(
    people: People, slack: FakeSlack
) -> None:
    await people.command("10.5555/findable")
    await people.press(await slack.told("CHK-1"), "Run again")
    await people.press(await slack.told("CHK-2", "Nothing has changed"), "Share here")

    await slack.told("CHK-2", "Nothing has changed since CHK-1", is_private=False)


async def test_a_file_that_is_too_large_is_not_fetched(people: People, slack: FakeSlack) -> None:
    await people.command("check")
    large = [("dois.txt", b"10.5555/a\n" * 100_001)]

    sent = await people.submit(slack.views[-1], {}, files={"file": large})

    assert sent.json["errors"] == {"file": "The file is larger than 1 MB."}
    assert slack.asked("download") == []
