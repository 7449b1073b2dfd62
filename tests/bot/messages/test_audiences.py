"""Who may read what the bot can say: all of it is for staff, but for a few that are named here."""

import pytest

from bot.errors import ConflictError
from bot.messages.message import External, Internal, for_channel
from tests.bot.messages.builders import BUILDERS, every_builder

FOR_OTHERS = {
    "checks.moved",
    "help.listed",
    "help.manual",
    "records.files",
    "records.schema",
    "replies.reply",
}
"""What applicants and providers may read too; whoever adds to it has thought of them."""


def test_each_builder_is_tried() -> None:
    assert {name.partition(",")[0] for name in BUILDERS} == {*every_builder()}


@pytest.mark.parametrize("name", BUILDERS)
def test_what_is_for_staff_does_not_go_where_others_read(name: str) -> None:
    message = BUILDERS[name](3, "10.5555/x")

    assert type(message) is (External if name in FOR_OTHERS else Internal)
    assert for_channel(message, is_shared=False) is message
    if name in FOR_OTHERS:
        assert for_channel(message, is_shared=True) is message
    else:
        with pytest.raises(ConflictError, match="for staff only"):
            for_channel(message, is_shared=True)
