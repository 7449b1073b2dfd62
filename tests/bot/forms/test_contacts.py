"""Names and addresses as they are typed."""

import pytest

from bot.forms.contacts import (
    Named,
    contact_form,
    read_contact,
    read_successor,
    successor_form,
)
from bot.forms.form import Faults

OWN = "ada@example.org"
BEA = {"name": "Bea Example", "address": "bea@example.org", "words": ""}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("bea@example.org", "bea@example.org"),
        (" bea@example.org\n", "bea@example.org"),
        ("Bea.E+x@Example.ORG", "Bea.E+x@example.org"),
        ("bea@büro.example", "bea@xn--bro-hoa.example"),
        ("<mailto:bea@example.org|bea@example.org>", "bea@example.org"),
        ("<mailto:bea@example.org>", "bea@example.org"),
        ("<mailto:bea@example.org>,", "bea@example.org"),
        ("bea@example.org.", "bea@example.org"),
    ],
)
def test_an_address_is_kept_as_every_mail_server_takes_it(typed: str, address: str) -> None:
    assert read_contact({"address": typed}) == Named(name="", address=address)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("bea", "An email address must have an @-sign."),
        ("bea@", "There must be something after the @-sign."),
        ("bea@localhost", "The part after the @-sign is not valid. It should have a period."),
        ("bea@example.org, dan@example.org", "contains invalid characters"),
        ("Bea <bea@example.org>", "A display name and angle brackets"),
        ("bea@example.org\r\nBcc: dan at example", "contains invalid characters"),
        ("béa@example.org", "Internationalized characters before the @-sign"),
        ("", "Please answer this."),
        (f"{'x' * 250}@example.org", "At most 254 characters."),
    ],
)
def test_what_is_no_address_is_a_fault_that_says_why(typed: str, fault: str) -> None:
    found = read_contact({"address": typed})

    assert isinstance(found, Faults)
    assert fault in found.by_field["address"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Bea  Example ", "Bea Example"),
        ("Bea\r\nBcc: dan at example", "Bea Bcc: dan at example"),
        ("Bea\x00\x1b[31m", "Bea [31m"),
        ("Zoë 李", "Zoë 李"),
    ],
)
def test_a_name_is_one_line(typed: str, name: str) -> None:
    assert read_successor(BEA | {"name": typed}, OWN) == Named(
        name=name, address="bea@example.org"
    )


def test_what_a_contact_says_is_kept_line_by_line() -> None:
    found = read_successor(BEA | {"words": "She knows\nit all.\n"}, OWN)

    assert isinstance(found, Named)
    assert found.words == "She knows\nit all."


@pytest.mark.parametrize("own", ["ada@example.org", "ADA@Example.org"])
def test_nobody_is_their_own_successor(own: str) -> None:
    assert read_successor(BEA | {"address": "Ada@example.org"}, own) == Faults(
        {"address": "This is your own address; name somebody else's."}
    )


def test_a_credential_is_refused_wherever_it_stands() -> None:
    url = "https://bea:secret@example.org/"
    fault = "This looks like a password or a key; leave it out."

    assert read_successor(BEA | {"name": url, "words": f"see {url}"}, OWN) == Faults(
        {"name": fault, "words": fault}
    )


def test_all_faults_are_told_at_once() -> None:
    found = read_successor({"name": " ", "address": "bea", "words": "x" * 501}, OWN)

    assert isinstance(found, Faults)
    assert dict(found.by_field) == {
        "name": "Please answer this.",
        "address": "An email address must have an @-sign.",
        "words": "At most 500 characters.",
    }


def test_staff_need_not_know_the_name() -> None:
    form = contact_form(("confirm",), {"name": "Bea"})

    assert [(f.name, form.is_optional(f)) for f in form.fields] == [
        ("address", False),
        ("name", True),
    ]
    assert form.answers == {"name": "Bea"}
    assert [f.name for f in successor_form().fields] == ["name", "address", "words"]


@pytest.mark.parametrize(
    "name",
    [
        "Your account expires - https://evil.example/9",
        "www.evil.example",
        "Eve <eve@example.org>",
        "ㅤ",
        "⠀⠀",
    ],
)
def test_a_name_that_stands_in_a_letter_holds_no_link_and_can_be_seen(name: str) -> None:
    found = read_successor(BEA | {"name": name}, OWN)

    assert isinstance(found, Faults)
    assert [*found.by_field] == ["name"]


@pytest.mark.parametrize(
    ("field", "said"), [("name", "Passwort: hunter2"), ("words", "Our password: hunter-2024")]
)
def test_a_credential_is_refused_wherever_it_is_typed(field: str, said: str) -> None:
    found = read_successor(BEA | {field: said}, OWN)

    assert isinstance(found, Faults)
    assert "password" in found.by_field[field]


def test_words_hold_nothing_that_no_database_takes() -> None:
    found = read_successor(BEA | {"words": "On leave\0 until May.\nBea knows."}, OWN)

    assert isinstance(found, Named)
    assert found.words == "On leave until May.\nBea knows."
