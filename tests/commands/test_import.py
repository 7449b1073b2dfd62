"""What can be imported, and by whom; `test_export` has the way there and back."""

from pathlib import Path

import pytest

from bot.domain.people import Act, Person
from bot.messages.message import Message, Outcome
from bot.world import World
from commands.dispatch import answer
from tests.factories import AN_ACT, MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BY_LEAD = Act(by=Person("ULEAD", "THOME"), at=MARCH_2)
BY_STAFF = Act(by=Person("USTAFF", "THOME"), at=MARCH_2)


async def said(world: World, words: str, act: Act = AN_ACT) -> tuple[Outcome, str]:
    found = await answer(words, act, world)
    assert isinstance(found, Message)
    return found.outcome, str(found.parts)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("import providers.csv", "Only a whole export can be imported yet"),
        ("import", "Only a whole export can be imported yet"),
        ("import --all", "Type `rsp import --all DIR`"),
        ("import --all a b", "Type `rsp import --all DIR`"),
    ],
)
async def test_what_cannot_be_imported_is_told_with_what_can(
    world: World, words: str, sentence: str
) -> None:
    outcome, text = await said(world, words)

    assert outcome is Outcome.USAGE
    assert sentence in text


async def test_what_is_no_export_is_refused(world: World, tmp_path: Path) -> None:
    outcome, text = await said(world, f"import --all {tmp_path}")

    assert outcome is Outcome.REFUSED
    assert "export.json cannot be read: No such file or directory. Nothing was imported." in text


@pytest.mark.parametrize(
    ("act", "outcome", "sentence"),
    [
        (BY_LEAD, Outcome.USAGE, "is for a terminal"),
        (BY_STAFF, Outcome.REFUSED, "Only an approver may do this"),
    ],
)
async def test_in_slack_no_file_is_read(
    slack_world: World, act: Act, outcome: Outcome, sentence: str
) -> None:
    found, text = await said(slack_world, "import --all /tmp/x", act)

    assert found is outcome
    assert sentence in text
