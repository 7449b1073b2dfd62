"""Forms, files and shortcuts in Slack: opened, filled in, given back with what is wrong."""

import pytest

from tests.conftest import StoppedClock
from tests.fakes.slack import FakeSlack, refused
from tests.fakes.slack_people import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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


async def test_a_file_that_is_too_large_is_not_fetched(people: People, slack: FakeSlack) -> None:
    await people.command("check")
    large = [("dois.txt", b"10.5555/a\n" * 100_001)]

    sent = await people.submit(slack.views[-1], {}, files={"file": large})

    assert sent.json["errors"] == {"file": "The file is larger than 1 MB."}
    assert slack.asked("download") == []
