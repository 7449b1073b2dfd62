"""`ready` as staff type it: at a terminal, and in Slack."""

import json

import pytest

from bot.domain.people import TERMINAL, Act, Person
from bot.forms.form import Faults, Form
from bot.messages.message import Button, Message, Outcome
from bot.terminal.answering import Terminal
from bot.world import World
from commands.dispatch import answer
from commands.invocation import Caller
from tests.bot.terminal.consoles import a_console, shown
from tests.factories import MARCH_2
from tests.fakes.neighbours import FakeNeighbours, made_up

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2, knock="Ev1")
THREE = tuple(f"10.5555/made-up-{number}" for number in (1, 2, 3))


async def rsp(world: World, *words: str) -> tuple[Outcome, str, str]:
    terminal = Terminal(
        world=world,
        person=Person("ada", TERMINAL),
        out=a_console(200),
        err=a_console(200),
        read=None,
    )
    return await terminal.run(words), shown(terminal.out), shown(terminal.err)


@pytest.fixture(autouse=True)
def well_known(neighbours: FakeNeighbours) -> None:
    neighbours.add(*made_up(3))


async def test_a_terminal_shows_each_requirement(world: World) -> None:
    outcome, out, _ = await rsp(world, "ready", *THREE)

    assert outcome is Outcome.DONE
    assert out.splitlines()[0] == "CHK-1: ready"
    for key in ("R1", "R2", "R3", "R5"):
        assert key in out
    assert "show CHK-1" in out


@pytest.mark.parametrize(
    ("doi", "outcome"),
    [("10.5555/draft", Outcome.REFUSED), ("10.5555/datacite-down", Outcome.UNANSWERED)],
)
async def test_the_exit_status_tells_not_yet_from_not_known(
    world: World, doi: str, outcome: Outcome
) -> None:
    assert (await rsp(world, "ready", doi))[0] is outcome


async def test_json_has_it_all(world: World) -> None:
    _, out, _ = await rsp(world, "ready", "--json", *THREE)

    told = json.loads(out)
    assert [*told] == ["check", "edition", "fit", "criteria", "results"]
    assert (told["check"], told["fit"]) == ("CHK-1", "ready")
    assert [one["key"] for one in told["criteria"]] == ["R1", "R2", "R3", "R5"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("hello",), "No DOI was found here"),
        (tuple(f"10.5555/{n}" for n in range(6)), "at most 5 can be tried at once"),
        (("password: geheim",), "looks like a password"),
    ],
)
async def test_what_cannot_be_tried_is_a_usage_error(
    world: World, words: tuple[str, ...], why: str
) -> None:
    outcome, _, err = await rsp(world, "ready", *words)

    assert outcome is Outcome.USAGE
    assert why in err


async def test_slack_asks_where_nothing_is_typed_and_tells_who_asked(slack_world: World) -> None:
    kept: list[int] = []
    owed: list[str] = []
    caller = Caller(channel="", kept=lambda: kept.append(1), owes=owed.append)

    asked = await answer("ready", BY_STAFF, slack_world, caller=caller)
    assert isinstance(asked, Form)
    odd = await answer("ready", BY_STAFF, slack_world, answers={"dois": "x"}, caller=caller)
    assert isinstance(odd, Faults)
    found = await answer(
        "ready", BY_STAFF, slack_world, answers={"dois": "\n".join(THREE)}, caller=caller
    )

    assert isinstance(found, Message)
    assert Button("Show CHK-1", "show CHK-1") in found.parts
    assert (len(kept), owed) == (1, ["report:1"])
