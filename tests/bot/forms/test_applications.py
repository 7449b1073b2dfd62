"""Applications as staff, a file or a form service write them."""

from datetime import date

import pytest

from bot.domain.application import Api, Filed, Handover, Service, ServiceKind
from bot.forms.applications import FIELDS, STEPS, Filing, answers_of, read_fields, read_filing
from bot.forms.contacts import Named
from bot.forms.form import Faults, Field

TODAY = date(2026, 11, 24)
LEAST = {"organisation": "Example Ltd", "contact": "helpdesk@example.org"}
ALL = {
    "organisation": "Example Ltd",
    "website": "https://example.org",
    "country": "DE",
    "kind": "repository platform",
    "contact": "helpdesk@example.org",
    "contact_name": "Helpdesk",
    "second_contact": "bea@example.org",
    "second_contact_name": "Bea Example",
    "support": "https://example.org/support",
    "service": "Example Archive",
    "service_url": "https://archive.example.org",
    "audience": "academicInstitution",
    "focus": "naturalSciences",
    "integrations": "OAI-PMH, ORCID",
    "api": "REST API",
    "more_services": "Example Press | https://press.example.org | MDS API\nExample Lab",
    "has_members": "yes",
    "members": "example\nexample2",
    "handover": "by a secure means",
    "repository": "example.repo",
    "dois": "10.5555/a\n10.5555/B",
    "test_dois": "10.5555/t",
    "check": "CHK-12",
    "received": "2026-11-20",
    "signed": "2026-11-20",
    "note": "Met at a conference.\nKnows it all.",
}
FILED = Filed(
    organisation="Example Ltd",
    website="https://example.org",
    country="DE",
    kind=ServiceKind.REPOSITORY,
    services=(
        Service(
            name="Example Archive",
            url="https://archive.example.org",
            audience="academicInstitution",
            focus="naturalSciences",
            integrations="OAI-PMH, ORCID",
            api=Api.REST,
        ),
        Service(name="Example Press", url="https://press.example.org", api=Api.MDS),
        Service(name="Example Lab"),
    ),
    members="example\nexample2",
    has_members=True,
    support="https://example.org/support",
    handover=Handover.SAFELY,
    repository="example.repo",
    dois=("10.5555/a", "10.5555/B"),
    test_dois=("10.5555/t",),
    check="CHK-12",
    note="Met at a conference.\nKnows it all.",
)
FILING = Filing(
    filed=FILED,
    contact=Named(name="Helpdesk", address="helpdesk@example.org"),
    second=Named(name="Bea Example", address="bea@example.org"),
    received_on=date(2026, 11, 20),
    signed_on=date(2026, 11, 20),
)


def read(**answers: str) -> Filing:
    filing = read_filing(LEAST | answers, TODAY)
    assert isinstance(filing, Filing), filing
    return filing


def fault(name: str, said: str) -> str:
    found = read_filing(LEAST | {"service": "Example"} | {name: said}, TODAY)
    assert isinstance(found, Faults)
    assert [*found.by_field] == [name]
    return found.by_field[name]


def test_all_that_is_asked_is_read() -> None:
    assert [*ALL] == [field.name for field in FIELDS]
    assert read_filing(ALL, TODAY) == FILING


def test_what_was_read_is_answered_by_the_same_words() -> None:
    assert answers_of(FILING) == ALL


def test_an_organisation_and_somebody_to_write_to_are_enough() -> None:
    filing = read_filing(LEAST, TODAY)

    assert filing == Filing(
        filed=Filed(organisation="Example Ltd"),
        contact=Named(name="", address="helpdesk@example.org"),
    )
    assert isinstance(filing, Filing)
    assert answers_of(filing) == LEAST


def test_all_faults_are_told_at_once() -> None:
    wrong = {
        "organisation": " ",
        "contact": "helpdesk",
        "website": "example.org",
        "country": "Atlantis",
        "kind": "a shop",
        "service_url": "https://archive.example.org",
        "second_contact_name": "Bea Example",
        "dois": "10.5555/a\nsee below",
        "received": "24.11.2026",
        "colour": "blue",
    }

    assert read_filing(wrong, TODAY) == Faults(
        {
            "organisation": "Please answer this.",
            "contact": "An email address must have an @-sign.",
            "website": "Give a whole web address, such as https://example.org.",
            "country": "This is no country that is known: write its name in English, "
            "or its two letters.",
            "kind": "Choose one of repository platform, CRIS, help with custom integrations.",
            "service": "Name the service that the rest is about.",
            "second_contact": "Give the address too, or leave the name out.",
            "dois": "“see below”: No DOI was found here: it looks like 10.5281/zenodo.31780.",
            "received": "Write the day as 2026-11-24.",
            "colour": "There is no such question.",
        }
    )


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_credential_is_refused_wherever_it_stands(field: Field) -> None:
    answers = LEAST | {field.name: "password: Xy7-hunter"}

    assert read_filing(answers, TODAY) == Faults(
        {field.name: "This looks like a password or a key; leave it out."}
    )


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_no_answer_is_longer_than_it_may_be(field: Field) -> None:
    said = fault(field.name, "x" * (field.limit + 1))

    assert said == f"At most {field.limit} characters."


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("organisation", " Example\r\n  Ltd\x00 ", "Example Ltd"),
        ("organisation", "@example", "@example"),
        ("country", "germany", "DE"),
        ("kind", "cris", "CRIS"),
        ("kind", "Repository", "repository platform"),
        ("api", "rest", "REST API"),
        ("api", "mds api", "MDS API"),
        ("api", "BOTH", "REST and MDS API"),
        ("api", "NONE_YET", "none yet"),
        ("handover", "never", "they are never shared"),
        ("handover", "By plain e-mail", "by plain e-mail"),
        ("audience", "academic institution", "academicInstitution"),
        ("audience", "Academic Institution", "academicInstitution"),
        ("focus", "Medical and health sciences", "medicalAndHealthSciences"),
        ("has_members", "No", "no"),
        ("has_members", "true", "yes"),
        ("members", " a \n\n b\r\n", "a\nb"),
        ("more_services", "Lab||rest", "Lab |  | REST API"),
        ("dois", "see https://doi.org/10.5555/A, 10.5555/b;10.5555/a", "10.5555/A\n10.5555/b"),
        ("check", "chk-12", "CHK-12"),
        ("received", "2026-11-24", "2026-11-24"),
        ("note", "One\r\ntwo\x1b.\n", "One\ntwo."),
        ("support", "help@example.org", "help@example.org"),
        ("second_contact", "<mailto:b@example.org|b@example.org>", "b@example.org"),
    ],
)
def test_however_it_is_spelt_an_answer_is_kept_in_one_form(
    name: str, typed: str, kept: str
) -> None:
    said = answers_of(read(**{"service": "Example", name: typed}))

    assert said[name] == kept
    assert answers_of(read(**said)) == said


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("organisation", "See https://evil.example", "Give a name alone"),
        ("service", "ada@example.org", "Give a name alone"),
        ("contact_name", "⠀", "Give a name alone"),
        ("api", "SOAP", "Choose one of REST API, MDS API, REST and MDS API, none yet."),
        ("more_services", "www.lab.example | https://lab.example", "Give a name alone"),
        ("more_services", "Lab | lab.example", "Give a whole web address"),
        (
            "more_services",
            "Lab | https://lab.example | SOAP",
            "“Lab | https://lab.example | SOAP”",
        ),
        ("more_services", "| https://lab.example", "write a name | web address | API"),
        ("more_services", "a | https://b.example | REST API | d", "write a name"),
        (
            "dois",
            "\n".join(f"10.5555/{n}" for n in range(101)),
            "At most 100 DOIs; these are 101.",
        ),
        ("test_dois", "none", "“none”: No DOI was found here"),
        ("check", "OUT-7", "Name a check by its id, such as CHK-12."),
        ("received", "2026-11-25", "This day is still to come."),
        ("received", "2026-02-30", "Write the day as 2026-11-24."),
        ("signed", "2026-11-23", "before the application was received, on 2026-11-24."),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(name: str, said: str, why: str) -> None:
    assert why in fault(name, said)


def test_every_entry_without_a_doi_is_named() -> None:
    assert fault("dois", "this\n10.5555/a\nthat").count("No DOI was found here") == 2


@pytest.mark.parametrize(("signed", "is_kept"), [("2026-11-19", False), ("2026-11-20", True)])
def test_a_signature_comes_with_the_application_or_later(signed: str, *, is_kept: bool) -> None:
    found = read_filing(LEAST | {"received": "2026-11-20", "signed": signed}, TODAY)

    assert isinstance(found, Filing) == is_kept


def test_some_fields_are_read_alone() -> None:
    assert read_fields({"api": "rest", "website": ""}, TODAY) == {"api": "REST API", "website": ""}
    assert read_fields({"signed": "2026-11-01"}, TODAY) == {"signed": "2026-11-01"}
    assert read_fields({"contact": "", "x": "y"}, TODAY) == Faults(
        {"contact": "Please answer this.", "x": "There is no such question."}
    )


def test_each_step_fits_a_form_and_its_title_a_modal() -> None:
    assert [len(step.fields) for step in STEPS] == [9, 10, 7]
    assert all(len(step.title) <= 24 for step in STEPS)
