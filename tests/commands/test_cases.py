"""Words that look: queue, find, show, and a bare name."""

from datetime import date

import pytest

from bot.domain.application import OPEN, Api, Service
from bot.domain.case import Found, Queue
from bot.messages.case_in_full import CaseInFull
from bot.messages.checklists import ChecklistInFull
from bot.messages.message import Message
from bot.world import World
from tests.bot.use_cases.filings import settled
from tests.commands.casework import logged, shown, world
from tests.commands.outbox_people import ask, data, refused, told
from tests.fakes.slack import FakeSlack

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def ids(world: World, words: str, by: str = "USTAFF") -> list[str]:
    found: Found | Queue = data(await told(world, words, by))
    return [line.id for line in found.lines]


# Lists.


async def test_the_queue_has_what_is_to_be_done(world: World) -> None:
    await logged(world.cases, organisation="Other Ltd", received_on=date(2026, 2, 28))

    assert await ids(world, "queue") == ["APP-2", "APP-1"]
    assert (await refused(world, "queue all")).startswith("Type `rsp queue")


async def test_applications_are_found_by_what_is_known_of_them(world: World) -> None:
    service = Service(name="Other", api=Api.MDS)
    await logged(world.cases, organisation="Other Ltd", country="FR", services=(service,))
    await ask(world, "withdraw APP-1")

    assert await ids(world, "find api:mds country:FR") == ["APP-2"]
    assert await ids(world, "find") == ["APP-2"]
    assert await ids(world, "find state:all example") == ["APP-1", "APP-2"]
    assert await ids(world, "find state:withdrawn ltd") == ["APP-1"]
    assert await ids(world, "find due:<3d") == []
    assert await ids(world, "find due:<14d owner:nobody") == ["APP-2"]


async def test_what_was_found_can_be_shared(world: World) -> None:
    came = await told(world, "find country:DE owner:nobody", "USTAFF")

    assert came.again == "find country:DE owner:nobody"


# One in full, by its id or by its name.


@pytest.mark.parametrize(
    "words",
    ["show APP-1", "app-1", "show Example Ltd", "Example Ltd", "/rsp EXAMPLE LTD", "exa"],
)
async def test_a_case_is_shown_by_its_id_or_name(world: World, words: str) -> None:
    case = await shown(world, words, "USTAFF")

    assert case.application.number == 1


async def test_two_letters_are_no_beginning_of_a_name(world: World) -> None:
    assert "There is nothing called `ex`" in await refused(world, "show ex", "USTAFF")


async def test_buttons_are_those_of_whoever_looks(world: World) -> None:
    def words(message: Message) -> set[str]:
        return {part.command.split()[0] for part in message.parts if hasattr(part, "command")}

    as_staff = words(await told(world, "APP-1", "USTAFF"))
    as_lead = words(await told(world, "APP-1", "ULEAD"))

    assert as_lead - as_staff == {"decline"}
    assert as_staff < as_lead


async def test_of_several_applications_of_a_name_the_newest_is_shown(world: World) -> None:
    await logged(world.cases)

    assert (await shown(world, "example ltd", "USTAFF")).application.number == 2


async def test_several_names_that_begin_so_are_listed(world: World) -> None:
    await logged(world.cases, organisation="Example Foundation")

    assert await ids(world, "show example") == ["APP-1", "APP-2"]
    # A whole name is meant where there is one.
    await logged(world.cases, organisation="Example")
    assert (await shown(world, "show example", "USTAFF")).application.number == 3


async def test_what_is_no_name_either_is_refused_as_before(world: World) -> None:
    why = await refused(world, "chekc 10.5555/a", "USTAFF")

    assert why == "There is no command `chekc`, perhaps `check`; `rsp help` shows the commands."


async def test_strangers_do_not_learn_who_has_applied(world: World, slack: FakeSlack) -> None:
    for words in ("Example Ltd", "Nobody Ltd"):
        assert (await refused(world, words, "UOTHER")).startswith("There is no command")


async def test_a_provider_is_shown_with_its_checklist(world: World) -> None:
    await settled(1, world.cases, days=0)
    await ask(world, "approve APP-1", "ULEAD")

    came = data(await told(world, "PRV-1", "USTAFF"))
    ticked = data(
        await told(world, "tick PRV-1 listing https://example.org/list since today", "USTAFF")
    )
    unticked = data(await told(world, "untick PRV-1 Listing", "USTAFF"))

    assert isinstance(came, ChecklistInFull)
    assert came.provider.name == "Example Ltd"
    [done] = [one.ticked for one in ticked.lines if one.ticked]
    assert (done.line, done.link, done.note, done.by) == (
        "listing",
        "https://example.org/list",
        "since today",
        "USTAFF",
    )
    assert [one.ticked for one in unticked.lines if one.ticked] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("tick PRV-1 lsiting", "There is no line `lsiting`, perhaps `listing`; there are"),
        ("tick APP-1 listing", "`APP-1` is not a provider; they look like PRV-3."),
        ("tick PRV-1", "Type `rsp tick"),
        ("untick PRV-1", "Type `rsp untick"),
        ("tick PRV-9 listing", "There is no provider PRV-9."),
        ("tick PRV-1 badge pwd: abc1", "This looks like a password or a key; leave it out."),
        ("show PRV-9", "There is no provider PRV-9."),
        ("show APP-9", "There is no application APP-9."),
        ("show --reply APP-1", "`--reply` does not go with APP-1."),
        ("show --html Example", "`--html` does not go with a name."),
        ("show CHK-1 10.5555/a 10.5555/b", "Type `rsp show"),
        ("show", "Type `rsp show"),
    ],
)
async def test_what_cannot_be_shown_or_ticked_is_said(world: World, words: str, why: str) -> None:
    assert (await refused(world, words, "USTAFF")).startswith(why)


async def test_the_table_of_moves_is_shown(world: World) -> None:
    came = await told(world, "help states", "USTAFF")

    assert [one.state for one in data(came).moves] == [*OPEN]
    assert came.again == "help states"


async def test_a_contact_is_asked_to_confirm_by_the_id_of_its_case(world: World) -> None:
    came = data(await told(world, "confirm APP-1", "USTAFF"))

    assert (came.contact, came.address, came.came) == (
        "CON-1",
        "helpdesk@example.org",
        "written",
    )
    assert await refused(world, "confirm APP-9", "USTAFF") == "There is no application APP-9."


async def test_json_is_the_case_in_full(world: World) -> None:
    assert isinstance(data(await told(world, "own APP-1 --json")), CaseInFull)


async def test_a_whole_name_is_found_behind_many_that_begin_so(world: World) -> None:
    for number in range(60):
        await logged(world.cases, organisation=f"Long {number} Ltd")
    newest = await logged(world.cases, organisation="Long")

    case: CaseInFull = data(await told(world, "show long", "USTAFF"))
    assert case.id == newest.id
