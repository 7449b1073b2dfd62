import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.application import State
from bot.domain.case import Case
from bot.domain.delivery import Held, Stage
from bot.domain.filing import Came, Outside, Taken
from bot.errors import ConflictError
from bot.forms.applications import answers_of
from bot.forms.contacts import Named
from bot.forms.form import Faults
from bot.use_cases import filing
from bot.use_cases.cases import Cases
from bot.use_cases.filing import Origin
from bot.use_cases.links import Links
from bot.use_cases.live import GoingLive
from tests.bot.use_cases.filings import a_filing, act, letters, logged, march, noted

SENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ANSWERS = answers_of(a_filing(received_on=march(1)))


def outside(submitted_at: datetime | None = SENT, /, **answers: str) -> Outside:
    return Outside(id="F-1", submitted_at=submitted_at, answers=ANSWERS | answers)


async def take(cases: Cases, told: Outside, days: float = 0) -> Taken:
    return await filing.take(told, act(days), cases=cases)


async def test_what_is_logged_gets_a_number_a_check_a_receipt_and_a_row_for_evidence(
    cases: Cases,
) -> None:
    application = await logged(cases)
    assert (application.id, application.state, application.edition) == (
        "APP-1",
        State.RECEIVED,
        "2023",
    )
    assert application.received_on == march(2)
    assert application.check == 1
    (receipt,) = await letters(cases, 1)
    assert (receipt.kind, receipt.to) == ("received", "helpdesk@example.org")
    assert "16 March 2026" in receipt.text
    assert ("logged", "", "by staff: Example Ltd") in await noted(cases, "APP-1")


async def test_an_application_is_logged_though_no_letter_can_be_written(cases: Cases) -> None:
    letters_ = replace(cases.letters, links=Links(public_url="", secret=""))
    application = await logged(replace(cases, letters=letters_))
    assert await letters(cases, application.number) == []
    (said,) = [after for what, _, after in await noted(cases, "APP-1") if "no receipt" in what]
    assert "RSP_PUBLIC_URL" in said


async def test_the_same_from_outside_twice_is_one_application(cases: Cases) -> None:
    assert (await take(cases, outside())).came is Came.NEW
    again = await take(cases, outside(), days=1)
    assert (again.came, again.changes) == (Came.SAME, ())
    assert again.application
    assert again.application.number == 1


async def test_what_changed_outside_is_taken_over_and_noted(cases: Cases) -> None:
    await take(cases, outside())
    taken = await take(cases, outside(note="We moved."), days=1)
    assert taken.came is Came.UPDATED
    assert taken.application
    assert taken.application.filed.note == "We moved."
    assert ("updated from outside", "note: ", "note: We moved.") in await noted(cases, "APP-1")


async def test_an_older_one_never_overwrites_a_newer(cases: Cases) -> None:
    await take(cases, outside())
    older = outside(SENT.replace(hour=11), note="long ago")
    taken = await take(cases, older, days=1)
    assert taken.came is Came.OLDER
    assert taken.application
    assert taken.application.filed.note == ""


async def test_what_was_sent_before_a_file_came_does_not_overwrite_it(cases: Cases) -> None:
    await take(cases, outside())
    assert (await take(cases, outside(None, country="FR"), days=3)).came is Came.UPDATED

    assert (await take(cases, outside(), days=4)).came is Came.OLDER
    assert (await cases.find(1, act(4).at)).application.filed.country == "FR"


async def test_what_was_sent_before_a_file_made_it_does_not_overwrite_it(cases: Cases) -> None:
    await take(cases, outside(None), days=3)

    assert (await take(cases, outside(note="long ago"), days=4)).came is Came.OLDER
    later = outside(SENT + timedelta(days=4), note="since")
    assert (await take(cases, later, days=5)).came is Came.UPDATED


async def test_the_same_once_more_counts_as_sent_when_it_was_sent_last(cases: Cases) -> None:
    await take(cases, outside())
    last, between = SENT + timedelta(hours=4), SENT + timedelta(hours=2)

    taken = [await take(cases, outside(at), days=1) for at in (last, between)]

    assert [one.came for one in taken] == [Came.SAME, Came.OLDER]
    assert (await take(cases, outside(between, note="between"), days=1)).came is Came.OLDER
    application = (await cases.find(1, act(1).at)).application
    assert (application.submitted_at, application.filed.note) == (last, "")


async def test_an_empty_day_of_receipt_says_none(cases: Cases) -> None:
    await take(cases, outside())
    assert (await take(cases, outside(received=""), days=1)).came is Came.SAME

    case = await filing.change(1, {"received": ""}, act(2), cases=cases)
    assert isinstance(case, Case)
    assert case.application.received_on == march(1)
    assert case.application.changed == frozenset()


async def test_what_a_person_changed_here_is_kept(cases: Cases) -> None:
    await take(cases, outside())
    changed = await filing.change(1, {"website": "https://new.example.org/"}, act(1), cases=cases)
    assert isinstance(changed, Case)
    taken = await take(cases, outside(website="https://old.example.org/", note="n"), days=2)
    kept = {one.field: one.is_kept for one in taken.changes}
    assert kept == {"website": True, "note": False}
    assert taken.application
    assert taken.application.filed.website.startswith("https://new.example.org")


async def test_who_left_stays_so_whatever_comes_from_outside(cases: Cases) -> None:
    await take(cases, outside())
    async with cases.database.begin() as store:
        bea = (await store.contacts.add("Bea", "bea@example.org", act())).number
        await store.contacts.note(1, left_at=act(1).at, successor=bea)

    taken = await take(cases, outside(None, contact="other@example.org", note="n"), days=2)

    kept = {one.field: one.is_kept for one in taken.changes}
    assert kept == {"contact": True, "contact_name": True, "note": False}
    assert (await cases.find(1, act(2).at)).contact.address == "bea@example.org"
    async with cases.database.read() as store:
        former = await store.contacts.get(1)
    assert former
    assert former.left_at == act(1).at


async def names(cases: Cases, *addresses: str) -> list[str]:
    async with cases.database.read() as store:
        found = [await store.contacts.by_address(address) for address in addresses]
    return [one.name for one in found if one]


@pytest.mark.parametrize("origin", [Origin.FORM, Origin.IMPORT])
async def test_nothing_from_outside_renames_a_contact_who_is_known(
    cases: Cases, origin: Origin
) -> None:
    await logged(cases)
    await logged(cases, contact=Named(name="", address="bea@example.org"))
    told = outside(
        contact_name="Call +1 555 0100",
        second_contact="bea@example.org",
        second_contact_name="Call me too",
    )

    taken = await filing.take(told, act(), cases=cases, origin=origin)

    assert taken.came is Came.NEW
    known = ("helpdesk@example.org", "bea@example.org")
    assert await names(cases, *known) == ["Example Helpdesk", "bea@example.org"]


async def test_another_name_for_a_contact_who_is_known_is_shown_and_kept_out(
    cases: Cases,
) -> None:
    await take(cases, outside())

    taken = [
        await take(cases, outside(contact_name=name), days=1) for name in ("Call +1 555 0100", "")
    ]

    assert [one.came for one in taken] == [Came.SAME, Came.SAME]
    assert [one.is_kept for one in taken[0].changes] == [True]
    assert await names(cases, "helpdesk@example.org") == ["Example Helpdesk"]


async def test_another_contact_from_outside_has_a_name_only_where_it_is_new(
    cases: Cases,
) -> None:
    await take(cases, outside())
    await logged(cases, contact=Named(name="Bea", address="bea@example.org"))

    to_new = outside(contact="new@example.org", contact_name="New Person")
    to_known = outside(contact="bea@example.org", contact_name="New Person")
    taken = [await take(cases, told, days=1) for told in (to_new, to_known)]

    assert [one.came for one in taken] == [Came.UPDATED, Came.UPDATED]
    everybody = ("helpdesk@example.org", "new@example.org", "bea@example.org")
    assert await names(cases, *everybody) == ["Example Helpdesk", "New Person", "Bea"]


async def test_whom_a_person_put_in_here_is_not_named_like_whom_the_form_names(
    cases: Cases,
) -> None:
    await take(cases, outside())
    await filing.change(1, {"contact": "bea@example.org"}, act(1), cases=cases)

    told = outside(SENT + timedelta(days=2), contact="new@example.org", contact_name="New")
    taken = await take(cases, told, days=2)

    assert taken.came is Came.SAME
    assert (await cases.find(1, act(2).at)).contact.address == "bea@example.org"
    assert await names(cases, "bea@example.org", "new@example.org") == ["Example Helpdesk"]


async def test_staff_do_rename_a_contact(cases: Cases) -> None:
    await logged(cases)
    await filing.change(1, {"contact_name": "Bea"}, act(1), cases=cases)
    assert await names(cases, "helpdesk@example.org") == ["Bea"]

    await logged(cases, contact=Named(name="Ada", address="helpdesk@example.org"))
    assert await names(cases, "helpdesk@example.org") == ["Ada"]


async def test_what_does_not_fit_what_a_person_changed_is_refused(cases: Cases) -> None:
    alone = dict.fromkeys(("service_url", "audience", "focus", "integrations", "api"), "")
    await take(cases, outside(**alone))
    await filing.change(1, {"service": ""}, act(1), cases=cases)

    later = outside(SENT + timedelta(days=2), **alone | {"api": "REST API"})
    taken = await take(cases, later, days=3)

    assert taken.came is Came.REFUSED
    assert taken.faults
    assert (await cases.find(1, act(3).at)).application.filed.services == ()


async def test_what_cannot_be_read_is_refused_and_changes_nothing(cases: Cases) -> None:
    await take(cases, outside())
    taken = await take(cases, outside(contact="nobody"), days=1)
    assert taken.came is Came.REFUSED
    assert isinstance(taken.faults, Faults)
    assert [*taken.faults.by_field] == ["contact"]
    assert (await cases.find(1, act().at)).contact.address == "helpdesk@example.org"


async def test_a_look_says_what_would_come_and_does_nothing(cases: Cases) -> None:
    assert (await filing.look(outside(), act().at, cases=cases)).came is Came.NEW
    await take(cases, outside())
    looked = await filing.look(outside(note="more"), act().at, cases=cases)
    assert (looked.came, [one.field for one in looked.changes]) == (Came.UPDATED, ["note"])
    assert (await cases.find(1, act().at)).application.filed.note == ""


async def test_two_at_once_make_one_application(cases: Cases) -> None:
    async def one() -> Came | None:
        with suppress(ConflictError):
            return (await take(cases, outside())).came
        return None

    came = await asyncio.gather(one(), one())
    assert came.count(Came.NEW) == 1
    async with cases.database.read() as store:
        assert len(await store.applications.open()) == 1


async def test_what_is_imported_is_quiet_until_somebody_goes_live_once_more(
    cases: Cases,
) -> None:
    going = GoingLive(database=cases.database, telling=cases.telling, needed=())
    await going.go(act())
    await filing.take(outside(), act(), cases=cases, origin=Origin.IMPORT)
    (receipt,) = await letters(cases, 1)
    assert (receipt.stage, receipt.held) == (Stage.HELD, Held.IMPORTED)
    assert (await going.look(act().at)).imported == 1
    await going.go(act(1))
    (receipt,) = await letters(cases, 1)
    assert (receipt.stage, receipt.held) == (Stage.WAITING, None)
    assert (await going.look(act().at)).imported == 0


async def test_other_examples_are_checked_anew(cases: Cases) -> None:
    first = (await logged(cases)).check
    assert first
    case = await filing.change(1, {"dois": "10.5555/other"}, act(1), cases=cases)
    assert isinstance(case, Case)
    assert case.application.check == first + 1
    case = await filing.change(1, {"note": "words"}, act(1), cases=cases)
    assert isinstance(case, Case)
    assert case.application.check == first + 1


async def test_repeats_are_linked(cases: Cases) -> None:
    await logged(cases)
    await logged(cases, organisation="Example Limited", received_on=date(2026, 3, 2))
    case = await cases.find(2, act().at)
    (repeat,) = case.repeats
    assert (repeat.id, "domain" in repeat.why, "name" in repeat.why) == ("APP-1", True, False)
