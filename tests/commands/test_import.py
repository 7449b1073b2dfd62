"""What can be imported, and by whom; `test_export` has the way there and back."""

from pathlib import Path

import pytest

from bot.domain.people import Act, Person
from bot.messages.message import Message, Outcome, Refusal
from bot.world import World
from commands.dispatch import answer
from commands.invocation import Caller
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
        ("import", "Type `rsp import "),
        ("import a.csv b.csv", "Type `rsp import "),
        ("import nothing.csv", "`nothing.csv` can only be read in a terminal"),
        ("import --template a.csv", "`rsp import --template` goes alone."),
        ("import --template --yes", "`--yes` does not go with `--template`."),
        ("import --all --dry-run a", "`--dry-run` does not go with `--all`."),
        ("import --all", "Type `rsp import "),
        ("import --all a b", "Type `rsp import "),
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


HEADER = b"id,organisation,contact,note\n"
GOOD, BAD = b"17,Example Ltd,a@example.org,Met.\n", b"18,,b@example.org,\n"


def a_file(content: bytes, *, sure: bool | None = None) -> tuple[Caller, list[Message]]:
    """Return a terminal with that file, and what somebody there was shown; None for nobody."""
    shown: list[Message] = []

    async def read_file(name: str, most: int) -> bytes:
        assert name == "a.csv"
        assert len(content) <= most
        return content

    async def ask(message: Message) -> bool:
        shown.append(message)
        return bool(sure)

    return Caller(read_file=read_file, sure=None if sure is None else ask), shown


async def taken(world: World, words: str, caller: Caller) -> Message:
    found = await answer(f"import {words}", AN_ACT, world, caller=caller)
    assert isinstance(found, Message)
    return found


async def count(world: World) -> int:
    async with world.database.read() as store:
        return len(await store.applications.open())


async def test_a_file_is_taken_where_nobody_can_be_asked(world: World) -> None:
    caller, _ = a_file(HEADER + GOOD)

    found = await taken(world, "a.csv", caller)

    assert (found.outcome, await count(world)) == (Outcome.DONE, 1)
    assert "1 new." in str(found.parts)


async def test_a_bad_row_is_told_by_the_exit_status_too(world: World) -> None:
    caller, _ = a_file(HEADER + GOOD + BAD)

    found = await taken(world, "a.csv", caller)

    assert (found.outcome, await count(world)) == (Outcome.REFUSED, 1)


async def test_the_difference_is_shown_and_nothing_changed(world: World) -> None:
    caller, shown = a_file(HEADER + GOOD, sure=True)

    found = await taken(world, "--dry-run a.csv", caller)

    assert "nothing is changed yet" in str(found.parts)
    assert (await count(world), shown) == (0, [])


@pytest.mark.parametrize(
    ("is_sure", "words", "kept", "times"),
    [(True, "a.csv", 1, 1), (False, "a.csv", 0, 1), (False, "--yes a.csv", 1, 0)],
)
async def test_who_can_be_asked_is_shown_the_difference_first(
    world: World, words: str, kept: int, times: int, *, is_sure: bool
) -> None:
    caller, shown = a_file(HEADER + GOOD, sure=is_sure)

    found = await taken(world, words, caller)

    assert (await count(world), len(shown)) == (kept, times)
    assert all("nothing is changed yet" in str(message.parts) for message in shown)
    assert (found.data == Refusal("Nothing was imported.")) == (not kept)


async def test_nobody_is_asked_about_nothing(world: World) -> None:
    caller, shown = a_file(HEADER + BAD, sure=True)

    found = await taken(world, "a.csv", caller)

    assert (found.outcome, shown) == (Outcome.REFUSED, [])


async def test_columns_of_theirs_are_matched_by_hand(world: World) -> None:
    caller, _ = a_file(
        HEADER.replace(b"organisation", b"Firm").replace(b"note", b"Internal") + GOOD
    )

    refused = await taken(world, "a.csv", caller)
    found = await taken(world, "--map Firm=organisation --map Internal= a.csv", caller)

    assert refused.outcome is Outcome.USAGE
    assert "Column “Firm” is not known" in str(refused.parts)
    assert (found.outcome, await count(world)) == (Outcome.DONE, 1)


async def test_the_template_is_the_header_of_a_file(world: World) -> None:
    outcome, text = await said(world, "import --template")

    assert outcome is Outcome.DONE
    assert "id,organisation,website,country," in text
