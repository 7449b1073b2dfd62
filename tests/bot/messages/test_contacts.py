"""What staff are told of contacts, and what contacts read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from bot.domain.contact import ERASED, Contact
from bot.domain.delivery import Audience, Delivery, Held, Medium
from bot.domain.following import VALID, Asked, Asking, Followed, Leads
from bot.domain.link import Link, Purpose
from bot.domain.work import WorkState
from bot.messages import contact_pages, contacts, links, outbox
from bot.messages.json import encode
from bot.messages.message import Button, External, Facts, Heading, Internal, Table, Text, Who
from bot.messages.page import Page
from tests.factories import MARCH_2

SUPPORT = "support@example.org"
LATER = MARCH_2 + timedelta(days=1)
ADA = Contact(
    number=3,
    name="Ada Example",
    address="ada@example.org",
    added_at=MARCH_2,
    added_by="USTAFF",
)
BEA = replace(ADA, number=4, name="Bea Example", address="bea@example.org")
LETTER = Delivery(
    key="mail:confirm:3:1",
    audience=Audience.EXTERNAL,
    kind="confirm-address",
    about="CON-3",
    to="ada@example.org",
    due_at=MARCH_2,
    number=7,
    state=WorkState.DUE,
    written_at=MARCH_2,
    written_by="USTAFF",
    owner="USTAFF",
)


def text(message: Internal | External) -> str:
    return "\n".join(part.text for part in message.parts if isinstance(part, Text))


def pressed(message: Internal) -> list[str]:
    return [part.command for part in message.parts if isinstance(part, Button)]


def asked(
    came: Asking,
    letter: Delivery | None = LETTER,
    contact: Contact = ADA,
    missing: Mapping[Medium, str] = MappingProxyType({}),
    why: str = "",
) -> Internal:
    found = Asked(contact=contact, came=came, letter=letter, why_unreachable=why)
    return contacts.asked(found, missing)


HELD = replace(LETTER, state=WorkState.HELD, held=Held.NOT_LIVE)
GONE = replace(ADA, unreachable_at=LATER)
NO_MAIL = {Medium.MAIL: "SMTP_URL is not set"}
ASKS = "OUT-7 asks to confirm the address"


@pytest.mark.parametrize(
    ("message", "first", "then"),
    [
        (
            asked(Asking.WRITTEN),
            f"{ASKS}, within 30 days.",
            "It leaves by itself; you are told when the address is confirmed.",
        ),
        (
            asked(Asking.WRITTEN, HELD),
            f"{ASKS}, within 30 days.",
            "It is held: not live yet. `rsp outbox` shows what can be done about it.",
        ),
        (
            asked(Asking.WAITING, replace(LETTER, owner="")),
            f"{ASKS}, and has not left yet.",
            "It leaves by itself; `rsp show CON-3` tells whether it was answered.",
        ),
        (
            asked(Asking.WRITTEN, HELD, missing=NO_MAIL),
            f"{ASKS}, within 30 days.",
            "It is held: not live yet. `rsp outbox` shows what can be done about it.",
        ),
        (
            asked(Asking.WRITTEN, missing=NO_MAIL),
            f"{ASKS}, within 30 days.",
            "It waits: SMTP_URL is not set.",
        ),
        (
            asked(Asking.WAITING, replace(LETTER, why="451 4.7.1 Try later.")),
            f"{ASKS}, and has not left yet.",
            "It waits: 451 4.7.1 Try later.",
        ),
        (
            asked(Asking.UNREACHABLE, None, GONE, why="550 No such user."),
            "nothing was asked: the address is unreachable since 3 March 2026: 550 No such user.",
            "If it may work by now, `rsp confirm --again ada@example.org` tries it.",
        ),
        (
            asked(Asking.UNREACHABLE, None, GONE),
            "nothing was asked: the address is unreachable since 3 March 2026.",
            "If it may work by now, `rsp confirm --again ada@example.org` tries it.",
        ),
        (
            asked(Asking.UNANSWERED),
            f"{ASKS}; it was written on 2 March 2026, and not answered yet:",
            "`--again` asks once more.",
        ),
        (
            asked(Asking.CONFIRMED, contact=replace(ADA, confirmed_at=LATER)),
            "confirmed on 3 March 2026;",
            "`--again` asks once more.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_staff_are_told_what_came_of_asking_and_what_happens_next(
    message: Internal, first: str, then: str
) -> None:
    assert text(message) == f"CON-3, Ada Example (ada@example.org): {first} {then}"


def test_what_was_written_is_shown_by_one_press() -> None:
    confirmed = replace(ADA, confirmed_at=LATER)

    assert pressed(asked(Asking.WRITTEN)) == ["show OUT-7", "show CON-3"]
    assert pressed(asked(Asking.CONFIRMED, contact=confirmed)) == ["show CON-3"]


def test_an_address_that_nothing_reaches_is_tried_again_by_one_press() -> None:
    assert pressed(asked(Asking.UNREACHABLE, None, GONE)) == [
        "confirm --again ada@example.org",
        "show CON-3",
    ]


def test_the_json_of_asking_holds_no_link() -> None:
    letter = replace(LETTER, payload={"text": "https://rsp.example.org/link/secret"})

    assert encode(asked(Asking.WRITTEN, letter).data) == (
        '{\n  "contact": "CON-3",\n  "address": "ada@example.org",\n  "came": "written",\n'
        '  "letter": "OUT-7",\n  "confirmed_at": null\n}\n'
    )


def test_a_contact_is_shown_with_all_that_was_said() -> None:
    accepted = replace(LETTER, state=WorkState.SENT, accepted_at=LATER)
    failed = replace(LETTER, number=8, state=WorkState.FAILED)

    found = contacts.contact(ADA, None, [accepted, failed])

    assert [*outbox.said([accepted, failed])] == [
        part for part in found.parts if isinstance(part, Table | Heading)
    ][1:]
    table = next(part for part in found.parts if isinstance(part, Table))
    assert [row.button.command for row in table.rows if row.button] == ["show OUT-7", "show OUT-8"]
    assert found.again == "show CON-3"


def test_of_whom_nothing_was_said_that_is_told() -> None:
    assert text(contacts.contact(ADA, None, [])) == "Nothing was said yet."


ACCEPTED = replace(LETTER, state=WorkState.SENT, accepted_at=LATER)
AGAIN = ["confirm --again ada@example.org"]


@pytest.mark.parametrize(
    ("contact", "letter", "commands"),
    [
        (ADA, None, ["confirm ada@example.org"]),
        (ADA, LETTER, []),
        (ADA, HELD, []),
        (ADA, ACCEPTED, AGAIN),
        (ADA, replace(LETTER, state=WorkState.FAILED), AGAIN),
        (replace(ADA, confirmed_at=LATER), None, AGAIN),
        (replace(ADA, confirmed_at=LATER), ACCEPTED, AGAIN),
        (GONE, None, AGAIN),
        (GONE, replace(HELD, held=Held.UNREACHABLE), AGAIN),
        (replace(GONE, left_at=LATER), ACCEPTED, []),
        (replace(GONE, name=ERASED, address=ERASED), ACCEPTED, []),
    ],
)
def test_asking_is_offered_only_where_something_comes_of_it(
    contact: Contact, letter: Delivery | None, commands: list[str]
) -> None:
    assert pressed(contacts.contact(contact, None, [letter] if letter else [])) == commands


@pytest.mark.parametrize(
    ("contact", "successor", "facts"),
    [
        (ADA, None, ("Confirmed", "not yet")),
        (replace(ADA, confirmed_at=LATER), None, ("Confirmed", LATER)),
        (replace(ADA, unreachable_at=LATER), None, ("Unreachable since", LATER)),
        (
            ADA,
            BEA,
            ("Named as successor, not confirmed yet", "CON-4 Bea Example (bea@example.org)"),
        ),
        (
            replace(ADA, left_at=LATER),
            BEA,
            ("Successor", "CON-4 Bea Example (bea@example.org)"),
        ),
        (replace(ADA, left_at=LATER), BEA, ("Not the contact since", LATER)),
        (ADA, None, ("Added by", Who("USTAFF"))),
    ],
)
def test_what_is_known_of_a_contact_is_said(
    contact: Contact, successor: Contact | None, facts: tuple[str, object]
) -> None:
    shown = contacts.contact(contact, successor, [])

    assert facts in next(part for part in shown.parts if isinstance(part, Facts)).pairs


def test_a_contact_without_a_name_is_named_once() -> None:
    assert contacts.called("ada@example.org", "ada@example.org") == "ada@example.org"
    assert contacts.called("", "ada@example.org") == "ada@example.org"


def test_the_last_day_of_a_link_is_a_whole_one() -> None:
    link = Link(purpose=Purpose.CONFIRM, subject="CON-3", expires=MARCH_2 + VALID)

    assert contacts.until(link) == "31 March 2026"


def test_what_the_contact_said_is_quoted_to_staff_if_there_is_something() -> None:
    with_words = contacts.successor_named(ADA, BEA, LETTER, "She knows it all.")

    assert Facts((("In their words", "She knows it all."),)) in with_words.parts
    without = contacts.successor_named(ADA, BEA, LETTER, "")
    assert not any(isinstance(part, Facts) for part in without.parts)


def test_staff_need_to_do_something_only_where_the_question_to_the_successor_is_held() -> None:
    leaves = contacts.successor_named(ADA, BEA, LETTER, "")
    held = contacts.successor_named(ADA, BEA, HELD, "")

    says = (
        "CON-3, Ada Example (ada@example.org), names CON-4, Bea Example (bea@example.org), as "
        "successor. OUT-7 asks CON-4 to confirm; until then CON-3 stays the contact."
    )
    assert text(leaves) == f"{says} You need not do anything."
    assert text(held) == f"{says} OUT-7 is held: not live yet — look at OUT-7."
    assert (pressed(leaves), pressed(held)) == (["show CON-3"], ["show OUT-7", "show CON-3"])


def followed(purpose: Purpose, leads: Leads, other: Contact | None = BEA) -> Followed:
    link = Link(purpose=purpose, subject="CON-3", expires=MARCH_2 + VALID)
    contact = replace(ADA, confirmed_at=MARCH_2, left_at=LATER)
    return Followed(link=link, leads=leads, contact=contact, other=other)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("other", [BEA, None])
def test_every_link_asks_and_says_what_happens_to_who_is_not_meant(
    purpose: Purpose, other: Contact | None
) -> None:
    asked = contact_pages.question(followed(purpose, Leads.ON, other))

    assert asked.form.title.endswith("?")
    assert asked.button
    assert bool(asked.form.fields) is (purpose is Purpose.LEAVE)


@pytest.mark.parametrize(
    ("purpose", "leads", "title"),
    [
        (Purpose.CONFIRM, Leads.DONE, "Thank you, the address is confirmed"),
        (Purpose.LEAVE, Leads.DONE, "Thank you, we will ask your successor"),
        (Purpose.SUCCEED, Leads.DONE, "Thank you, you are the contact now"),
        (Purpose.CONFIRM, Leads.NOWHERE, "You are not the contact any more"),
        (Purpose.LEAVE, Leads.NOWHERE, "You are not the contact any more"),
        (Purpose.SUCCEED, Leads.NOWHERE, "Somebody else was named"),
    ],
)
@pytest.mark.parametrize("other", [BEA, None])
def test_a_link_that_asks_nothing_says_why(
    purpose: Purpose, leads: Leads, title: str, other: Contact | None
) -> None:
    shown = contact_pages.page(followed(purpose, leads, other), SUPPORT)

    assert shown.title == title
    if leads is Leads.NOWHERE:
        assert f"write to {SUPPORT}" in text(shown.message)


NOBODY = replace(BEA, name=ERASED, address=ERASED)


def test_no_page_says_that_a_letter_has_left_which_may_be_held() -> None:
    said = text(contact_pages.page(followed(Purpose.LEAVE, Leads.DONE), SUPPORT).message)

    assert "We will write to bea@example.org." in said
    assert "We will write to you too" in said


@pytest.mark.parametrize("purpose", Purpose)
def test_who_was_erased_is_told_that_and_nothing_else(purpose: Purpose) -> None:
    gone = replace(followed(purpose, Leads.NOWHERE), contact=NOBODY)

    page = contact_pages.page(gone, SUPPORT)

    assert page.title == "We do not write to you any more"
    assert text(page.message).endswith(f"write to {SUPPORT}.")


def test_who_was_erased_is_not_named_to_others() -> None:
    asked = [contact_pages.question(followed(one, Leads.ON, NOBODY)).intro for one in Purpose]
    done = contact_pages.page(followed(Purpose.LEAVE, Leads.DONE, NOBODY), SUPPORT).message
    gone = contact_pages.page(followed(Purpose.LEAVE, Leads.NOWHERE, NOBODY), SUPPORT).message

    assert [one for one in (*asked, done, gone) if "erased" in text(one)] == []


def test_who_named_somebody_before_is_told_whom() -> None:
    asked = contact_pages.question(followed(Purpose.LEAVE, Leads.ON))

    assert "bea@example.org was named before" in text(asked.intro)


def test_no_page_tells_outsiders_the_name_that_staff_gave_somebody_else() -> None:
    pages = (followed(purpose, leads) for purpose in (Purpose.LEAVE,) for leads in Leads)

    for found in pages:
        shown = (
            contact_pages.question(found).intro
            if found.leads is Leads.ON
            else contact_pages.page(found, SUPPORT).message
        )
        assert "Bea Example" not in text(shown)


@pytest.mark.parametrize(
    "page",
    [
        links.expired(MARCH_2, SUPPORT),
        links.not_ours(SUPPORT),
        links.used(SUPPORT),
        links.too_often(),
        links.not_understood(),
        links.not_now(),
    ],
    ids=lambda page: page.title,
)
def test_where_a_link_does_nothing_its_page_says_what_to_do(page: Page) -> None:
    assert {"write", "Try", "try", "Write", "Open"} & {*text(page.message).split()}


def test_an_old_link_says_until_when_it_worked() -> None:
    page = links.expired(MARCH_2, SUPPORT)

    assert "It worked until 2 March 2026, 09:00 UTC." in text(page.message)
