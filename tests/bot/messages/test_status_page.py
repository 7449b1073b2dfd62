"""What an applicant reads about its application."""

from datetime import date

import pytest

from bot.domain.application import State
from bot.domain.status import Asked, OutsideStatus
from bot.messages import status_page
from bot.messages.message import External, Facts, Table, Text
from bot.messages.page import Page
from tests.bot.domain.cases import TODAY

SUPPORT = "support@example.org"
DUE = date(2026, 3, 16)


def a_page(
    state: State = State.RECEIVED,
    *,
    until: date | None = DUE,
    signed_on: date | None = TODAY,
    asked: Asked | None = None,
    ends_on: date | None = None,
) -> Page:
    status = OutsideStatus(
        id="APP-12",
        organisation="Example Ltd",
        state=state,
        received_on=TODAY,
        signed_on=signed_on,
        until=until,
        asked=asked,
        ends_on=ends_on,
    )
    return status_page.page(status, SUPPORT)


def facts(page: Page) -> dict[str, object]:
    (found,) = [part for part in page.message.parts if isinstance(part, Facts)]
    return dict(found.pairs)


def words(page: Page) -> list[str]:
    return [part.text for part in page.message.parts if isinstance(part, Text)]


def test_a_page_says_where_it_stands_and_what_happens_next() -> None:
    page = a_page()

    assert type(page.message) is External
    assert page.title == "Application APP-12"
    assert facts(page) == {
        "Organisation": "Example Ltd",
        "Where it stands": "We have your application.",
        "Received": "2 March 2026",
        "Signed PDF": "arrived on 2 March 2026",
    }
    assert words(page) == [
        "We read it, and write to you to arrange a verification call, by 16 March 2026."
    ]


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_words(state: State) -> None:
    page = a_page(state, until=None)

    assert facts(page)["Where it stands"]
    assert len(words(page)) == 1


def test_a_missing_signature_is_asked_for_while_the_application_is_open() -> None:
    page = a_page(signed_on=None)

    assert facts(page)["Signed PDF"] == "has not arrived yet"
    assert "look into your spam folder" in words(page)[-1]
    over = a_page(State.DECLINED, signed_on=None)
    assert "Signed PDF" not in facts(over)
    assert words(over) == ["Our letter says why, and what you can do."]


def test_what_is_asked_for_stands_there_with_its_day() -> None:
    page = a_page(asked=Asked(items=("A support page", "Three DOIs"), until=DUE))

    assert words(page) == [f"Please send us this by 16 March 2026, to {SUPPORT}:"]
    (table,) = [part for part in page.message.parts if isinstance(part, Table)]
    assert [row.cells for row in table.rows] == [("A support page",), ("Three DOIs",)]


def test_a_provisional_registration_says_until_when() -> None:
    page = a_page(State.PROVISIONAL, until=None, ends_on=date(2027, 3, 2))

    assert facts(page)["Registered until"] == "2 March 2027"


def test_who_was_erased_is_shown_nothing() -> None:
    page = status_page.erased(SUPPORT)

    assert "Your name and address were erased here" in words(page)[0]
