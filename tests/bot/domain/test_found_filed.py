"""R4 and R6 to R9: what an applicant filed."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain import links
from bot.domain.application import Handover, Service
from bot.domain.contact import ERASED
from bot.domain.criteria import Status
from bot.domain.found_filed import badge, contact, handover, listing, support
from bot.domain.known import Clue, Known
from tests.bot.domain.cases import a_contact
from tests.bot.domain.knowing import NOTHING_FILED, known
from tests.factories import MARCH_2

ADVISED = "a group address is advised"


def reached_at(*, takes_mail: bool | None = True, **details: Any) -> Known:  # noqa: ANN401 -- as in Contact
    return known(contact=a_contact(**details), takes_mail=takes_mail)


def judged(what: Known) -> Clue:
    clue = contact(what)
    assert clue
    return clue


@pytest.mark.parametrize(
    ("how", "status"),
    [
        (Handover.NEVER, Status.NOT_APPLICABLE),
        (Handover.SAFELY, Status.MET),
        (Handover.BY_MAIL, Status.NOT_MET),
        (None, Status.UNCLEAR),
    ],
)
def test_how_credentials_are_handed_over_is_attested(how: Handover | None, status: Status) -> None:
    clue = handover(known(handover=how))

    assert (clue.status, clue.by) == (status, "application")


def test_the_badge_is_due_later() -> None:
    assert badge(known()) == Clue(
        status=Status.DUE_LATER,
        note="The badge is sent on approval, and is due then.",
        by="the program",
        link=links.PROGRAM,
    )


def test_a_badge_before_registration_is_a_finding_of_its_own() -> None:
    clue = badge(known(badge_seen=True))

    assert clue.status is Status.DUE_LATER
    assert "shows one already" in clue.note


@pytest.mark.parametrize(
    ("where", "answering", "status", "note"),
    [
        ("https://example.org/help", True, Status.MET, "The support page answers."),
        (
            "https://example.org/help",
            False,
            Status.NOT_MET,
            "The support page does not answer: another is needed.",
        ),
        (
            "https://example.org/help",
            None,
            Status.UNCLEAR,
            "The support page is to be looked at by hand, since nobody told.",
        ),
        (
            "help@example.org",
            True,
            Status.MET,
            "The support address is at a domain that takes mail.",
        ),
        (
            "help@example.org",
            False,
            Status.NOT_MET,
            "The support address is at a domain that takes none: another is needed.",
        ),
        ("", None, Status.UNCLEAR, "Where users get support first is not said."),
    ],
)
def test_support_is_there_or_not_or_nobody_knows(
    where: str, status: Status, note: str, *, answering: bool | None
) -> None:
    clue = support(known(support=where, is_support_answering=answering))

    assert (clue.status, clue.note) == (status, note)


class TestContact:
    def test_an_address_that_was_confirmed_meets_it(self) -> None:
        assert contact(reached_at(address="info@example.org", confirmed_at=MARCH_2)) == Clue(
            status=Status.MET,
            note="The address was confirmed on 2 March 2026.",
            by="CON-3",
            link=links.PROGRAM,
        )

    def test_one_that_was_not_is_to_be_asked(self) -> None:
        clue = judged(reached_at(address="info@example.org"))

        assert (clue.status, clue.note) == (
            Status.UNCLEAR,
            "The address is not confirmed yet: press *Ask to confirm*.",
        )

    def test_a_domain_of_which_nobody_tells_is_not_known(self) -> None:
        clue = judged(reached_at(takes_mail=None, address="info@example.org"))

        assert clue.status is Status.UNCLEAR
        assert clue.note.endswith("Whether its domain takes mail is not known.")

    @pytest.mark.parametrize("confirmed_at", [None, MARCH_2])
    def test_a_domain_that_takes_no_mail_is_not_met(self, confirmed_at: Any) -> None:  # noqa: ANN401 -- as in Contact
        clue = judged(reached_at(takes_mail=False, confirmed_at=confirmed_at))

        assert clue.status is Status.NOT_MET

    def test_an_unreachable_address_is_not_met_at_once_though_it_was_confirmed(self) -> None:
        clue = judged(reached_at(confirmed_at=MARCH_2, unreachable_at=MARCH_2))

        assert (clue.status, clue.note) == (
            Status.NOT_MET,
            "Mail to the address comes back: another is needed.",
        )

    @pytest.mark.parametrize("address", ["nobody", "a b@example.org", "a@localhost", "a@b@c.org"])
    def test_what_is_no_address_is_not_met(self, address: str) -> None:
        assert judged(reached_at(address=address)).status is Status.NOT_MET

    def test_an_erased_address_is_no_failure(self) -> None:
        assert judged(reached_at(address=ERASED)).status is Status.UNCLEAR

    def test_nobody_known_says_nothing(self) -> None:
        assert contact(known()) is None

    @pytest.mark.parametrize(
        ("name", "address"),
        [
            ("", "ada.example@example.org"),
            ("", "ada_example2@example.org"),
            ("Ada Example", "ada@example.org"),
            ("Ada Lovely-Example", "lovely@example.org"),
        ],
    )
    def test_a_personal_address_gets_a_hint(self, name: str, address: str) -> None:
        for confirmed_at in (None, MARCH_2):
            what = reached_at(name=name or address, address=address, confirmed_at=confirmed_at)
            assert ADVISED in judged(what).note

    @pytest.mark.parametrize(
        ("name", "address"),
        [
            ("", "info@example.org"),
            ("", "doi-support@example.org"),
            ("Example Helpdesk", "helpdesk@example.org"),
            ("Repository Team", "repository.team@example.org"),
            ("", "xyz@example.org"),
            ("Ada Example", "dataservices42@example.org"),
        ],
    )
    def test_a_group_address_gets_none(self, name: str, address: str) -> None:
        assert ADVISED not in judged(reached_at(name=name or address, address=address)).note

    def test_an_address_that_is_not_met_anyway_gets_no_hint(self) -> None:
        assert ADVISED not in judged(reached_at(takes_mail=False)).note

    def test_no_note_repeats_the_address_which_may_be_erased_later(self) -> None:
        for takes_mail in (True, False, None):
            assert "ada" not in judged(reached_at(takes_mail=takes_mail)).note


class TestListing:
    def test_a_whole_entry_meets_it(self) -> None:
        assert listing(known()) == Clue(
            status=Status.MET,
            note="Listing entry: 7 of 7. The logo comes later.",
            by="application",
        )

    def test_what_is_missing_is_named(self) -> None:
        clue = listing(known(country="", services=(Service(name="Example", focus="general"),)))

        assert clue == Clue(
            status=Status.NOT_MET,
            note="Listing entry: 4 of 7. "
            "Missing: country, service audience, supported integrations.",
            by="application",
            link=links.PROGRAM,
        )

    def test_an_entry_of_a_name_alone_lacks_all_else(self) -> None:
        clue = listing(replace(known(), filed=NOTHING_FILED))

        assert clue.note == (
            "Listing entry: 1 of 7. Missing: website, country, service type, service audience, "
            "focus area, supported integrations."
        )

    def test_services_complete_each_other(self) -> None:
        services = (
            Service(name="One", audience="publisher"),
            Service(name="Two", focus="general", integrations="REST"),
        )

        assert listing(known(services=services)).status is Status.MET
