"""Contacts, and by what name they are greeted."""

import pytest

from bot.domain.contact import Contact
from tests.factories import MARCH_2


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ada Example", "Ada Example"),
        ("ada@example.org", ""),
        ("ADA@example.org ", ""),
        ("", ""),
    ],
)
def test_who_has_no_name_but_the_address_is_greeted_by_none(name: str, greeted: str) -> None:
    contact = Contact(
        number=3, name=name, address="ada@example.org", added_at=MARCH_2, added_by="USTAFF"
    )

    assert contact.greeted == greeted
