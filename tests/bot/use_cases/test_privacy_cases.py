"""A person is found and erased in cases too, which are shown as before."""

from pathlib import Path

import pytest

from bot.domain.application import Api, Filed, Service
from bot.domain.case_note import CaseNote
from bot.domain.criteria import Status
from bot.domain.hold import HoldKind
from bot.domain.provider import ChecklistLine, Provider, ProviderStatus, Ticked
from bot.errors import ConflictError
from bot.use_cases import privacy
from bot.use_cases.cases import Cases
from bot.use_cases.moving import own
from storage.database import Database
from tests.bot.domain.cases import TODAY
from tests.bot.use_cases.erasing import ADDRESS, BOB, NAME, everything
from tests.bot.use_cases.filings import act, answer
from tests.factories import AN_ACT, MARCH_2
from tests.storage.applied import logged

SAID = f'"{NAME}" <{ADDRESS}>'
FILED = Filed(
    organisation="Example Ltd",
    website=f"https://example.org/?to={ADDRESS}",
    support=ADDRESS,
    services=(Service(name="Example Repository", url="https://example.org", api=Api.REST),),
    dois=("10.5555/zoe",),
    note=f"Ask {SAID}",
)


async def fill(database: Database) -> None:
    """Name Zoë all over APP-1, whose second contact she is, and in APP-2; APP-3 is hers."""
    async with database.begin() as store:
        bob = (await store.contacts.add("Bob Bobson", BOB, AN_ACT)).number
        zoe = (await store.contacts.add(NAME, ADDRESS, AN_ACT)).number
        await logged(store, contact=bob, second_contact=zoe, filed=FILED)
        await logged(store, contact=bob, filed=Filed(organisation="Other Ltd"))
        await logged(store, contact=zoe, filed=Filed(organisation="Third Ltd"))
        await store.evidence.say(2, answer("R7", Status.MET, f"{SAID} answers"))
        await store.holds.add(1, HoldKind.BOARD, f"Is {SAID} known?", TODAY, AN_ACT)
        await store.case_notes.put(a_note(f"{SAID} called"))
        await store.drafts.keep("ada", "apply", {"contact": ADDRESS, "api": "REST API"}, MARCH_2)
        await store.providers.add(a_provider(zoe))
        ticked = Ticked(line=ChecklistLine.BADGE, at=MARCH_2, by="ada", note=f"to {ADDRESS}")
        await store.providers.tick(1, ticked)


def a_note(text: str) -> CaseNote:
    return CaseNote(
        number=0,
        application=1,
        channel="CSTAFF",
        ts="1.2",
        author="USTAFF",
        text=text,
        link="",
        at=MARCH_2,
        by="ada",
    )


def a_provider(contact: int) -> Provider:
    return Provider(
        number=0,
        name=f"{NAME} Software",
        status=ProviderStatus.REGISTERED,
        application=1,
        contact=contact,
        registered_on=TODAY,
    )


async def test_all_of_a_person_in_cases_is_shown(cases: Cases) -> None:
    await fill(cases.database)

    known = await privacy.know(ADDRESS.upper(), database=cases.database)

    assert [one.id for one in known.applications] == ["APP-1", "APP-3"]
    assert known.applications[0].filed == FILED
    assert [one.id for one in known.providers] == ["PRV-1"]
    assert [(one.table, one.id) for one in known.mentions] == [
        ("evidence", "APP-2 R7"),
        ("holds", "APP-1"),
        ("case_notes", "APP-1"),
        ("drafts", "apply of ada"),
        ("ticks", "PRV-1 badge"),
    ]
    assert known.mentions[0].texts == (f"{SAID} answers",)


async def test_nothing_of_an_erased_person_is_left_in_a_case(cases: Cases, tmp_path: Path) -> None:
    await fill(cases.database)
    before = await everything(cases.database, tmp_path / "before")
    assert before.count(ADDRESS) > 8

    found = await privacy.would_erase(ADDRESS, database=cases.database)
    done = await privacy.erase(ADDRESS, AN_ACT, database=cases.database)

    assert done.rows == found.rows
    assert {
        name: count for name, count in done.rows.items() if name != "contacts"
    } == dict.fromkeys(
        ("applications", "evidence", "holds", "case_notes", "drafts", "providers", "ticks"), 1
    )
    after = await everything(cases.database, tmp_path / "after")
    assert ADDRESS not in after
    assert NAME.casefold() not in after


async def test_a_case_of_an_erased_contact_is_shown_as_before(cases: Cases) -> None:
    await fill(cases.database)
    await privacy.erase(ADDRESS, AN_ACT, database=cases.database)

    case = await cases.find(1, MARCH_2)

    assert case.second
    assert (case.contact.name, case.second.name) == ("Bob Bobson", "erased")
    assert case.application.filed == Filed(
        organisation="Example Ltd",
        website="https://example.org/?to=erased",
        support="erased",
        services=FILED.services,
        dois=FILED.dois,
        note='Ask "erased" <erased>',
    )
    assert case.holds[0].question == 'Is "erased" <erased> known?'
    assert case.notes[0].text == '"erased" <erased> called'
    async with cases.database.read() as store:
        assert await store.drafts.get("ada", "apply") == {"contact": "erased", "api": "REST API"}


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_what_was_seen_before_an_erasure_is_refused(cases: Cases, number: int) -> None:
    await fill(cases.database)
    seen = (await cases.find(number, MARCH_2)).application.version
    await privacy.erase(ADDRESS, AN_ACT, database=cases.database)

    with pytest.raises(ConflictError, match=f"Somebody else just changed APP-{number}"):
        await own(number, "USTAFF", act(), seen=seen, cases=cases)
    case = await cases.find(number, MARCH_2)
    assert case.application.version == seen + 1


@pytest.mark.parametrize("name", ["Rest", "Rest API"])
async def test_a_word_that_is_a_name_breaks_no_organisation_and_no_choice(
    cases: Cases, name: str
) -> None:
    filed = Filed(organisation="REST Ltd", services=FILED.services, note=f"{name} knows")
    async with cases.database.begin() as store:
        contact = (await store.contacts.add(name, ADDRESS, AN_ACT)).number
        await logged(store, contact=contact, filed=filed)

    await privacy.erase(ADDRESS, AN_ACT, database=cases.database)

    kept = (await cases.find(1, MARCH_2)).application.filed
    assert (kept.organisation, kept.services) == ("REST Ltd", FILED.services)
    assert kept.note == "erased knows"
