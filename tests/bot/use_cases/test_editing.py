"""A letter is changed for one case, by one person at a time, before it leaves."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.delivery import Delivery, Held
from bot.domain.letters import LetterText
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.forms.form import Faults
from bot.messages.writing import write as write_letter
from bot.use_cases import editing
from bot.use_cases.editing import Wording
from storage.database import Database
from tests.bot.use_cases.outboxes import BY_STAFF, journal, put
from tests.bot.use_cases.telling import kept

VALUES = {
    "name": "Ada",
    "link": "https://rsp.example.org/link/abc.def-1_2",
    "support": "support@example.org",
    "leave_link": "https://rsp.example.org/link/leave",
}
TEXT = LetterText(subject="Hello", text="Hello {{ name }}, open {{ link }}", html="")
PAYLOAD = write_letter(TEXT, VALUES).payload
LINK = VALUES["link"]
NEW = Wording(subject="Hello again", text=f"Just open {LINK}.")


async def a_letter(
    database: Database,
    state: WorkState = WorkState.HELD,
    **details: Any,  # noqa: ANN401 -- as in Draft
) -> int:
    letter = {"payload": PAYLOAD, "template": "confirm-address 3"}
    return await put(database, state, **(letter | details))


async def edit(
    database: Database, number: int, wording: Wording = NEW, version: str = ""
) -> Delivery:
    known = version or (await editing.read(number, database=database)).version
    faults = await editing.edit(number, wording, BY_STAFF, version=known, database=database)
    assert faults is None
    return await kept(database)


@pytest.mark.parametrize("state", [WorkState.DUE, WorkState.HELD, WorkState.FAILED])
async def test_a_letter_that_has_not_left_is_changed_where_it_is(
    database: Database, state: WorkState
) -> None:
    number = await a_letter(database, state)
    before = await kept(database)

    after = await edit(database, number)

    assert (after.state, after.held) == (state, before.held)
    assert after.subject == "Hello again"
    assert after.text.startswith(f"Just open {LINK}.\n\n--------\n")
    assert f'<p>Just open <a href="{LINK}"' in str(after.payload["html"])
    assert after.template == "confirm-address 3, edited"


async def test_its_history_has_both_wordings_without_what_lets_one_act(
    database: Database,
) -> None:
    number = await a_letter(database)

    await edit(database, number)

    (noted,) = await journal(database, f"OUT-{number}")
    assert (noted.what, noted.by) == ("edited", "USTAFF")
    assert noted.before == "Hello\n\nHello Ada, open https://rsp.example.org/link/…"
    assert noted.after == "Hello again\n\nJust open https://rsp.example.org/link/…"


async def test_what_goes_with_a_letter_goes_with_it_still(database: Database) -> None:
    number = await a_letter(database, payload={**PAYLOAD, "attaches": "badge"})

    assert (await edit(database, number)).attaches == "badge"


async def test_it_can_be_changed_more_than_once(database: Database) -> None:
    number = await a_letter(database)
    await edit(database, number)

    after = await edit(database, number, replace(NEW, subject="Third"))

    assert (after.subject, after.template) == ("Third", "confirm-address 3, edited")


async def test_of_two_who_read_the_same_the_second_is_told(database: Database) -> None:
    number = await a_letter(database, WorkState.DUE)
    version = (await editing.read(number, database=database)).version
    wordings = [replace(NEW, subject=f"By {n}") for n in range(2)]

    outcomes = await asyncio.gather(
        *(edit(database, number, one, version) for one in wordings), return_exceptions=True
    )

    (told,) = [one for one in outcomes if isinstance(one, BaseException)]
    assert isinstance(told, ConflictError)
    assert f"Somebody else just changed OUT-{number}" in str(told)
    assert len(await journal(database, f"OUT-{number}")) == 1
    assert (await kept(database)).state is WorkState.DUE


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (WorkState.SENT, "is accepted, so it cannot be edited any more"),
        (WorkState.VOID, "is withdrawn, so it cannot"),
        (WorkState.UNSURE, "is unsure, so it cannot"),
        (WorkState.SENDING, "is being sent just now"),
    ],
)
async def test_what_has_left_or_may_have_is_not_changed(
    database: Database, state: WorkState, why: str
) -> None:
    number = await a_letter(database, state)

    with pytest.raises(ConflictError, match=why):
        await edit(database, number)
    with pytest.raises(ConflictError, match=why):
        await edit(database, number, version="0" * 12)
    assert (await kept(database)).payload == PAYLOAD


async def test_a_letter_that_is_sent_meanwhile_is_not_changed(database: Database) -> None:
    number = await a_letter(database, WorkState.DUE)
    version = (await editing.read(number, database=database)).version
    async with database.begin() as store:
        await store.work.move("mail:test:1", [WorkState.DUE], WorkState.SENDING, BY_STAFF.at)

    with pytest.raises(ConflictError, match="being sent"):
        await edit(database, number, version=version)


async def test_a_letter_that_a_worker_has_claimed_is_changed_before_it_leaves(
    database: Database,
) -> None:
    number = await a_letter(database, WorkState.CLAIMED)

    after = await edit(database, number)

    assert (after.state, after.subject) == (WorkState.DUE, "Hello again")


@pytest.mark.parametrize(
    "text",
    [
        "Just ask.",
        "Open https://rsp.example.org/link/another",
        f"Open {LINK}x",
        "Open https://elsewhere.example/link/abc.def-1_2",
    ],
)
async def test_a_letter_keeps_the_links_by_which_one_acts(database: Database, text: str) -> None:
    number = await a_letter(database, WorkState.DUE)
    version = (await editing.read(number, database=database)).version

    faults = await editing.edit(
        number, replace(NEW, text=text), BY_STAFF, version=version, database=database
    )

    assert faults == Faults(
        {
            "text": "A link is missing, and nobody could do what is asked: put it in as "
            f"`rsp show OUT-{number}` has it."
        }
    )
    found = await kept(database)
    assert (found.payload, found.state) == (PAYLOAD, WorkState.DUE)


@pytest.mark.parametrize("text", ["Open {}.", "({})", "<{}>\nBye", "a {} b {}"])
async def test_a_link_may_stand_anywhere(database: Database, text: str) -> None:
    number = await a_letter(database)

    after = await edit(database, number, replace(NEW, text=text.replace("{}", LINK)))

    assert LINK in after.text


async def test_only_letters_can_be_edited(database: Database) -> None:
    number = await put(database, WorkState.DUE, "post:test:1", payload={"text": "Hello"})

    with pytest.raises(ConflictError, match="Only a letter"):
        await editing.read(number, database=database)


async def test_what_says_the_same_is_no_change(database: Database) -> None:
    number = await a_letter(database, noted={"held": Held.NOT_LIVE})
    same = (await editing.read(number, database=database)).wording

    with pytest.raises(ConflictError, match="says that already"):
        await edit(database, number, same)
    assert await journal(database, f"OUT-{number}") == []
