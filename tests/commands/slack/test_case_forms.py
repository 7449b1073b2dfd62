"""A case worked on in Slack: from its buttons through the forms that they open."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.application import State
from bot.domain.criteria import Status
from bot.world import World
from commands.slack.door import Door
from tests.commands.casework import application, found, settled, working
from tests.commands.casework import world as with_a_case
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People
from tests.fakes.slack_records import Json, Message

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

__all__ = ["with_a_case", "working"]


@pytest.fixture
async def world(with_a_case: World) -> World:
    return with_a_case


@pytest.fixture
async def people(world: World, slack: FakeSlack) -> AsyncIterator[People]:
    async with Door.open(world) as door:
        yield slack.people(app=door.endpoint)
    assert slack.refusals == []


async def case(people: People, slack: FakeSlack, who: str = "USTAFF") -> Message:
    await people.command("Example Ltd", who=who)
    return await slack.told("APP-1 Example Ltd", user=who)


async def modal(slack: FakeSlack) -> Json:
    view: Json = (await slack.wait_for(lambda: slack.views))[-1]
    return view


async def test_all_criteria_fit_into_one_form_of_slack(
    people: People, slack: FakeSlack, world: World
) -> None:
    await people.press(await case(people, slack), "Set criteria")
    view = await modal(slack)
    assert len(view["blocks"]) == 26

    ack = await people.submit(view, {"R4": "met", "R4-note": "seen https://example.org/r4"})

    assert ack.json["response_action"] == "update"
    judged = {one.criterion.key: one for one in (await found(world)).judged}
    assert judged["R4"].status is Status.MET
    assert judged["R3"].said is None


async def test_what_is_wrong_is_said_in_the_form(people: People, slack: FakeSlack) -> None:
    await people.press(await case(people, slack), "Set criteria")

    ack = await people.submit(await modal(slack), {"R4": "waived", "R5": "met"}, who="USTAFF")

    assert ack.json == {
        "response_action": "errors",
        "errors": {"R4-note": "Say why it is waived."},
    }


async def test_an_application_fits_into_one_form_to_be_changed(
    people: People, slack: FakeSlack, world: World
) -> None:
    await people.command("change APP-1")
    view = await modal(slack)

    ack = await people.submit(view, {"country": "FR"})

    assert ack.json["response_action"] == "update"
    assert (await application(world)).changed == {"country"}


async def test_the_second_of_two_forms_is_refused_and_what_was_typed_is_shown(
    people: People, slack: FakeSlack, world: World
) -> None:
    shown = await case(people, slack)
    await people.press(shown, "Ask the board")
    view = await modal(slack)
    await people.press(shown, "I take it", who="ULEAD")
    await slack.told("APP-1 Example Ltd", user="ULEAD")

    ack = await people.submit(view, {"question": "May they, really?"})

    texts = str(ack.json["view"])
    assert "Somebody else just changed APP-1." in texts
    assert "May they, really?" in texts
    assert (await found(world)).holds == ()


async def test_an_approver_declines_and_staff_do_not(
    people: People, slack: FakeSlack, world: World
) -> None:
    await settled(1, world.cases, days=0)
    as_staff = await case(people, slack)
    assert "Decline" not in as_staff.labels

    await people.press(await case(people, slack, "ULEAD"), "Decline", who="ULEAD")
    view = dict(await modal(slack))
    refusal = await people.submit(view, {"reason": "R3"}, who="USTAFF")
    assert "Only an approver may do this" in str(refusal.json)
    assert (await application(world)).state is State.CALL_HELD

    await people.submit(view, {"reason": "R3"}, who="ULEAD")
    assert (await application(world)).state is State.DECLINED
