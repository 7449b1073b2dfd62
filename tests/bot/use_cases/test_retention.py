"""What is kept only for so long: to the day, and however often it is swept."""

from datetime import timedelta

import pytest

from bot.domain.check import Answered, How
from bot.domain.delivery import Audience, Draft
from bot.domain.doi import read_entries
from bot.domain.people import CLOCK
from bot.domain.policy import Retention
from bot.domain.work import WorkState
from bot.use_cases.retention import sweep
from storage.database import Database
from storage.deliveries import work_of
from tests.factories import AN_ACT, MARCH_2, a_result

POLICY = Retention(answers_days=10, letter_texts_days=20, former_contacts_days=30, drafts_days=5)


@pytest.fixture
async def filled(database: Database) -> Database:
    """Keep a DOI's answers, a letter that was sent, and a contact who left, all of one day."""
    letter = Draft(
        key="mail:1",
        audience=Audience.EXTERNAL,
        kind="confirm-address",
        about="CON-1",
        to="ada@example.org",
        due_at=MARCH_2,
        payload={"text": "Dear Ada"},
    )
    answered = Answered(position=0, result=a_result(), said={"listed": "{}"})
    async with database.begin() as store:
        entries = read_entries(["10.5555/x"])
        await store.checks.add(entries, How(), by="ada", at=MARCH_2, again=None)
        await store.checks.answer(1, [answered], MARCH_2)
        await store.work.add(work_of(letter), state=WorkState.SENT)
        await store.deliveries.add(letter, AN_ACT, nonce="n")
        await store.deliveries.note(letter.key, accepted_at=MARCH_2)
        ada = await store.contacts.add("Ada Lovelace", "ada@example.org", AN_ACT)
        await store.contacts.note(ada.number, left_at=MARCH_2)
        await store.drafts.keep("USTAFF", "apply", {"note": "begun"}, MARCH_2)
    return database


async def left(database: Database) -> tuple[str, bool, str, str]:
    """Say what is left: a form, answers, the letter's text, and the contact's name."""
    async with database.read() as store:
        said = await store.checks.said(1, "10.5555/x")
        letter, contact = await store.deliveries.get(1), await store.contacts.get(1)
        begun = await store.drafts.get("USTAFF", "apply")
    assert letter
    assert contact
    return begun.get("note", ""), bool(said), letter.text, contact.name


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (5, ("begun", True, "Dear Ada", "Ada Lovelace")),
        (6, ("", True, "Dear Ada", "Ada Lovelace")),
        (10, ("", True, "Dear Ada", "Ada Lovelace")),
        (11, ("", False, "Dear Ada", "Ada Lovelace")),
        (20, ("", False, "Dear Ada", "Ada Lovelace")),
        (21, ("", False, "", "Ada Lovelace")),
        (30, ("", False, "", "Ada Lovelace")),
        (31, ("", False, "", "erased")),
    ],
)
async def test_each_kind_of_data_has_its_day(
    filled: Database, days: int, kept: tuple[str, bool, str, str]
) -> None:
    for _ in range(2):
        await sweep(MARCH_2 + timedelta(days=days), POLICY, database=filled)

        assert await left(filled) == kept


async def test_the_clock_signs_what_it_erases_and_does_it_once(filled: Database) -> None:
    for day in (40, 41):
        await sweep(MARCH_2 + timedelta(days=day), POLICY, database=filled)

    async with filled.read() as store:
        (noted,) = await store.journal.of("CON-1")
    assert (noted.by, noted.what) == (CLOCK.signature, "a person was erased")


async def test_a_letter_that_is_leaving_holds_up_nobody_else(filled: Database) -> None:
    letter = Draft(
        key="mail:2",
        audience=Audience.EXTERNAL,
        kind="confirm-address",
        about="CON-1",
        to="ada@example.org",
        due_at=MARCH_2,
    )
    async with filled.begin() as store:
        await store.work.add(work_of(letter), state=WorkState.SENDING)
        await store.deliveries.add(letter, AN_ACT, nonce="n")
        bob = await store.contacts.add("Bob", "bob@example.org", AN_ACT)
        await store.contacts.note(bob.number, left_at=MARCH_2)

    await sweep(MARCH_2 + timedelta(days=31), POLICY, database=filled)

    async with filled.read() as store:
        found = [await store.contacts.get(number) for number in (1, 2)]
    assert [one.name for one in found if one] == ["Ada Lovelace", "erased"]


async def test_what_counted_the_letters_of_days_that_are_over_is_forgotten(
    database: Database,
) -> None:
    days = ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-09")
    async with database.begin() as store:
        for day in days:
            await store.marks.count(f"unseen:{day}")

    await sweep(MARCH_2 + timedelta(days=1), POLICY, database=database)
    await sweep(MARCH_2 + timedelta(days=2), POLICY, database=database)

    async with database.read() as store:
        left = [day for day in days if await store.marks.get(f"unseen:{day}")]
    assert left == ["2026-03-02", "2026-03-03", "2026-03-09"]


async def test_a_policy_of_many_is_swept_in_small_pieces(database: Database) -> None:
    entries = read_entries([f"10.5555/{number}" for number in range(1001)])
    answers = [Answered(position=n, result=a_result(), said={"a": "b"}) for n in range(1001)]
    async with database.begin() as store:
        await store.checks.add(entries, How(), by="ada", at=MARCH_2, again=None)
        await store.checks.answer(1, answers, MARCH_2)

    await sweep(MARCH_2 + timedelta(days=11), POLICY, database=database)

    async with database.begin() as store:
        assert await store.privacy.forget_answers(MARCH_2 + timedelta(days=11), 9) == 0
