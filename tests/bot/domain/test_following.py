"""When an address is asked for, and what links lead to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.contact import ERASED, Contact
from bot.domain.delivery import Audience, Delivery
from bot.domain.following import VALID, Asking, Followed, Leads, follow, may_ask, newest, numbers
from bot.domain.link import Link, Purpose
from bot.domain.work import WorkState
from tests.factories import MARCH_2

ADA = Contact(
    number=3,
    name="Ada Example",
    address="ada@example.org",
    added_at=MARCH_2,
    added_by="terminal:ada",
)
BEA = replace(ADA, number=4, name="Bea Example", address="bea@example.org")
LATER = MARCH_2 + timedelta(days=1)


def a_letter(state: WorkState = WorkState.SENT, **values: object) -> Delivery:
    letter = Delivery(
        key="mail:confirm:3:1",
        audience=Audience.EXTERNAL,
        kind="confirm-address",
        about="CON-3",
        to="ada@example.org",
        due_at=MARCH_2,
        number=7,
        state=state,
        written_at=MARCH_2,
        written_by="USTAFF",
    )
    return replace(letter, **values)  # type: ignore[arg-type] # each has its type in Delivery


def a_link(purpose: Purpose, subject: str = "CON-3") -> Link:
    return Link(purpose=purpose, subject=subject, expires=MARCH_2 + VALID)


def came(
    contact: Contact, letter: Delivery | None, now: datetime = LATER, *, is_again: bool = False
) -> Asking:
    return may_ask(contact, letter, now, is_again=is_again)


def test_who_was_never_asked_is_asked() -> None:
    assert came(ADA, None) is Asking.WRITTEN


@pytest.mark.parametrize(
    ("state", "once", "again"),
    [
        (WorkState.DUE, Asking.WAITING, Asking.WAITING),
        (WorkState.CLAIMED, Asking.WAITING, Asking.WAITING),
        (WorkState.SENDING, Asking.WAITING, Asking.WAITING),
        (WorkState.HELD, Asking.WAITING, Asking.WAITING),
        (WorkState.SENT, Asking.UNANSWERED, Asking.WRITTEN),
        (WorkState.UNSURE, Asking.UNANSWERED, Asking.WRITTEN),
        (WorkState.FAILED, Asking.WRITTEN, Asking.WRITTEN),
        (WorkState.VOID, Asking.WRITTEN, Asking.WRITTEN),
    ],
)
def test_nobody_is_asked_twice_before_the_first_letter_is_answered_or_came_to_nothing(
    state: WorkState, once: Asking, again: Asking
) -> None:
    assert came(ADA, a_letter(state)) is once
    assert came(ADA, a_letter(state), is_again=True) is again


def test_a_letter_that_came_back_is_no_letter() -> None:
    assert came(ADA, a_letter(bounced_at=MARCH_2)) is Asking.WRITTEN


@pytest.mark.parametrize(
    ("seconds", "expected"), [(-1, Asking.UNANSWERED), (0, Asking.WRITTEN), (1, Asking.WRITTEN)]
)
def test_once_the_link_is_too_old_a_new_one_is_written(seconds: int, expected: Asking) -> None:
    now = MARCH_2 + VALID + timedelta(seconds=seconds)

    assert came(ADA, a_letter(), now) is expected


@pytest.mark.parametrize("state", [WorkState.DUE, WorkState.HELD])
@pytest.mark.parametrize(
    ("seconds", "expected"), [(-1, Asking.WAITING), (0, Asking.WRITTEN), (1, Asking.WRITTEN)]
)
def test_a_letter_that_waits_with_a_link_that_is_too_old_is_no_letter(
    state: WorkState, seconds: int, expected: Asking
) -> None:
    now = MARCH_2 + VALID + timedelta(seconds=seconds)

    assert came(ADA, a_letter(state), now) is expected


@pytest.mark.parametrize("letter", [None, a_letter(), a_letter(WorkState.HELD)])
@pytest.mark.parametrize("confirmed_at", [None, LATER])
def test_an_address_that_nothing_reaches_is_asked_for_only_if_staff_say_so(
    letter: Delivery | None, confirmed_at: datetime | None
) -> None:
    gone = replace(ADA, unreachable_at=LATER, confirmed_at=confirmed_at)

    assert came(gone, letter) is Asking.UNREACHABLE
    assert came(gone, letter, is_again=True) is not Asking.UNREACHABLE


def test_who_has_confirmed_is_asked_only_once_more() -> None:
    confirmed = replace(ADA, confirmed_at=LATER)

    assert came(confirmed, a_letter()) is Asking.CONFIRMED
    assert came(confirmed, a_letter(), is_again=True) is Asking.WRITTEN
    assert came(confirmed, None) is Asking.CONFIRMED


def test_who_has_confirmed_and_was_asked_once_more_has_not_answered_that() -> None:
    before = replace(ADA, confirmed_at=MARCH_2 - timedelta(days=1))

    assert came(before, a_letter()) is Asking.UNANSWERED
    assert came(before, a_letter(WorkState.FAILED)) is Asking.CONFIRMED


@pytest.mark.parametrize(
    ("confirmed_at", "leads"),
    [
        (None, Leads.ON),
        (MARCH_2 - timedelta(seconds=1), Leads.ON),
        (MARCH_2, Leads.DONE),
        (LATER, Leads.DONE),
    ],
)
def test_a_link_confirms_unless_that_was_done_since_it_was_written(
    confirmed_at: datetime | None, leads: Leads
) -> None:
    contact, link = replace(ADA, confirmed_at=confirmed_at), a_link(Purpose.CONFIRM)

    assert follow(link, contact, None, is_used=False) == Followed(
        link=link, leads=leads, contact=contact
    )


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.LEAVE])
@pytest.mark.parametrize("is_used", [False, True])
def test_who_has_left_cannot_act_by_old_links(purpose: Purpose, *, is_used: bool) -> None:
    gone = replace(ADA, left_at=LATER, successor=4, confirmed_at=LATER)

    assert follow(a_link(purpose), gone, BEA, is_used=is_used).leads is Leads.NOWHERE


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("former", [None, replace(ADA, successor=4), replace(ADA, left_at=LATER)])
def test_no_link_leads_anywhere_for_whoever_was_erased(
    purpose: Purpose, former: Contact | None
) -> None:
    erased = replace(BEA, name=ERASED, address=ERASED, confirmed_at=LATER)

    for is_used in (False, True):
        found = follow(a_link(purpose, "CON-3>CON-4"), erased, former, is_used=is_used)
        assert found.leads is Leads.NOWHERE


@pytest.mark.parametrize(("is_used", "leads"), [(False, Leads.ON), (True, Leads.DONE)])
def test_a_link_names_one_successor(*, is_used: bool, leads: Leads) -> None:
    named = replace(ADA, successor=4)

    assert follow(a_link(Purpose.LEAVE), named, BEA, is_used=is_used).leads is leads


@pytest.mark.parametrize(
    ("former", "leads"),
    [
        (replace(ADA, successor=4), Leads.ON),
        (replace(ADA, successor=4, left_at=LATER), Leads.DONE),
        (replace(ADA, successor=5), Leads.NOWHERE),
        (replace(ADA, successor=5, left_at=LATER), Leads.NOWHERE),
        (ADA, Leads.NOWHERE),
        (None, Leads.NOWHERE),
    ],
)
def test_only_whoever_is_named_takes_over(former: Contact | None, leads: Leads) -> None:
    link = a_link(Purpose.SUCCEED, "CON-3>CON-4")

    assert follow(link, BEA, former, is_used=False).leads is leads


@pytest.mark.parametrize(("subject", "expected"), [("CON-3", (3,)), ("CON-3>CON-14", (3, 14))])
def test_a_link_names_its_contacts_by_their_ids(subject: str, expected: tuple[int, ...]) -> None:
    assert numbers(a_link(Purpose.SUCCEED, subject)) == expected


def test_the_newest_letter_of_a_kind_counts() -> None:
    first, second, other = (
        a_letter(number=7),
        a_letter(number=8),
        a_letter(number=9, kind="successor-named"),
    )

    assert newest([first, second, other], "confirm-address") == second
    assert newest([other], "confirm-address") is None
