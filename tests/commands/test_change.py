"""`change` as staff type it, or fill it in."""

import pytest

from bot.forms.form import Faults
from bot.messages.message import Message
from bot.world import World
from commands.table import WORDS
from tests.bot.use_cases.filings import noted
from tests.commands.casework import application, faults, form, send, shown, world
from tests.commands.outbox_people import refused

__all__ = ["world"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_one_field_is_changed_in_one_line(world: World) -> None:
    case = await shown(world, "change APP-1 country=FR", "USTAFF")

    assert case.application.filed.country == "FR"
    assert case.application.changed == {"country"}
    assert (await noted(world.cases, "APP-1"))[-1] == ("changed", "country: DE", "country: FR")


async def test_a_form_has_everything_filled_in(world: World) -> None:
    asked = await form(world, "change APP-1", "USTAFF")
    came = await send(world, asked, "USTAFF", website="https://example.com")

    assert isinstance(came, Message)
    assert {field.name for field in asked.fields} == {*WORDS["change"].answers}
    assert asked.answers["organisation"] == "Example Ltd"
    found = await application(world)
    assert (found.filed.website, {*found.changed}) == ("https://example.com", {"website"})


async def test_all_that_is_wrong_is_said_at_once(world: World) -> None:
    wrong = await faults(world, "change APP-1 country=Atlantis contact=nobody note='pwd: x1'")

    assert {*wrong} == {"country", "contact", "note"}
    assert (await application(world)).version == 2


async def test_what_is_emptied_is_said_at_its_field(world: World) -> None:
    asked = await form(world, "change APP-1", "USTAFF")

    came = await send(world, asked, "USTAFF", organisation="")

    assert isinstance(came, Faults)
    assert [*came.by_field] == ["organisation"]


async def test_at_a_terminal_nobody_goes_through_all_of_it(world: World) -> None:
    why = await refused(world, "change APP-1")

    assert why.startswith("Say what is new: `rsp change APP-1 website=https://example.org`.")


async def test_only_fields_are_changed(world: World) -> None:
    assert (await refused(world, "change APP-1 colour=blue")).startswith("Type `rsp change")
