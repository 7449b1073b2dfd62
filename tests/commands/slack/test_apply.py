"""The form of three steps in Slack: each takes the place of the one before."""

import asyncio

import pytest

from bot.world import World
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ORGANISATION = {"organisation": "Example Ltd", "contact": "helpdesk@example.org"}


async def test_each_step_takes_the_place_of_the_one_before(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    await people.command("apply dois=10.5555/findable")

    first = await people.submit(slack.views[-1], ORGANISATION | {"kind": "CRIS"})
    assert first.json["response_action"] == "update"
    assert slack.views[-1]["title"]["text"] == "Service (2 of 3)"
    await people.submit(slack.views[-1], {"service": "Example Archive", "audience": "publisher"})
    last = await people.submit(slack.views[-1], {"note": "Met at a conference."})

    assert "APP-1" in last.body.decode()
    assert len(slack.asked("views.open")) == 1
    async with slack_world.database.read() as store:
        (logged,) = await store.applications.open()
    assert logged.logged_by == "USTAFF"
    assert logged.filed.dois == ("10.5555/findable",)
    assert (logged.filed.services[0].audience, logged.filed.note) == (
        "publisher",
        "Met at a conference.",
    )


async def test_a_step_comes_back_with_its_faults_at_their_fields(
    people: People, slack: FakeSlack
) -> None:
    await people.command("apply")

    sent = await people.submit(slack.views[-1], ORGANISATION | {"website": "example.org"})

    assert sent.json["response_action"] == "errors"
    assert sent.json["errors"].keys() == {"website"}


async def test_a_form_that_is_closed_goes_on_where_it_was(
    people: People, slack: FakeSlack
) -> None:
    await people.command("apply")
    await people.submit(slack.views[-1], ORGANISATION)
    await people.close(slack.views[-1])

    await people.command("apply")

    drawn = {block["block_id"]: block["element"] for block in slack.views[-1]["blocks"]}
    assert drawn["organisation"]["initial_value"] == "Example Ltd"


async def test_a_step_that_took_too_long_says_how_to_go_on(
    people: People, slack: FakeSlack, slack_world: World
) -> None:
    await people.command("apply")

    async with slack_world.database.begin():
        sending = asyncio.create_task(people.submit(slack.views[-1], ORGANISATION))
        late = await sending
    assert "longer than usual" in late.body.decode()

    await slack.told("`/rsp apply` goes on with what you sent", user="USTAFF")
