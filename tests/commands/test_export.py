"""Everything as files: only for whoever is at a terminal."""

from pathlib import Path

import pytest

from bot.domain.people import Act, Person
from bot.messages.message import Message, Outcome
from bot.world import World
from commands.dispatch import answer
from commands.invocation import Caller
from tests.factories import AN_ACT, MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BY_LEAD = Act(by=Person("ULEAD", "THOME"), at=MARCH_2)


async def said(world: World, *words: str, act: Act = AN_ACT) -> tuple[Outcome, str]:
    found = await answer(words, act, world)
    assert isinstance(found, Message)
    (part,) = found.parts
    return found.outcome, str(getattr(part, "text", ""))


async def test_the_answer_says_what_there_is_and_what_to_do_with_it(
    world: World, tmp_path: Path
) -> None:
    async with world.database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    folder = tmp_path / "out"

    outcome, text = await said(world, "export", str(folder))

    assert outcome is Outcome.DONE
    assert text.startswith(f"{folder} has everything now: 1 row in 18 tables.")
    assert f"`rsp import --all {folder}`" in text
    assert (folder / "export.json").is_file()


async def test_what_is_exported_can_be_imported_and_only_once(
    world: World, tmp_path: Path
) -> None:
    folder = str(tmp_path / "out")
    await said(world, "export", folder)

    outcome, text = await said(world, "import", "--all", folder)
    assert outcome is Outcome.DONE
    assert text.startswith("This database has 0 rows in 18 tables now.")

    async with world.database.begin() as store:
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    outcome, text = await said(world, "import", "--all", folder)
    assert (outcome, text[:30]) == (Outcome.REFUSED, "This database is not empty: it")


@pytest.mark.parametrize("words", ["export", "share export"])
async def test_in_slack_no_file_is_written(slack_world: World, tmp_path: Path, words: str) -> None:
    async def share(message: Message) -> None:
        raise AssertionError(message)

    folder = tmp_path / "out"
    caller = Caller(channel="CSTAFF", share=share)
    found = await answer(f"{words} {folder}", BY_LEAD, slack_world, caller=caller)

    assert isinstance(found, Message)
    assert found.outcome is Outcome.USAGE
    assert not folder.exists()


async def test_a_folder_is_asked_for(world: World) -> None:
    assert await said(world, "export") == (
        Outcome.USAGE,
        "Type `rsp export DIR`; `rsp export --help` says more.",
    )
