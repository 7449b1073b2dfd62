"""The fields of an application, as they are typed, asked, and the columns of a file."""

from bot.forms.application_fields import BY_NAME
from bot.forms.columns import COLUMNS
from commands import table_cases
from commands.dispatch import writes


def test_the_words_are_those_of_the_form() -> None:
    assert {*table_cases.FIELDS} == BY_NAME.keys()
    assert len(table_cases.FIELDS) == len(BY_NAME)
    assert ("id", *BY_NAME) == COLUMNS


def test_slack_waits_for_what_opens_a_form() -> None:
    assert writes("apply")
