"""When a case counts as neglected: more than one working day without an owner."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cards import Digest, is_neglected
from bot.domain.policy import Hours
from tests.bot.domain.cases import a_case_line

BERLIN = ZoneInfo("Europe/Berlin")
IN_BERLIN = Hours(weekdays=(1, 2, 3, 4, 5), country="DE", region="BE")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        # A Monday.
        ("2026-03-02T10:00", "2026-03-03T10:00"),
        ("2026-03-02T07:00", "2026-03-03T09:00"),
        ("2026-03-02T18:00", "2026-03-04T09:00"),
        # Friday, Saturday, and the night on which summer time begins.
        ("2026-03-27T15:00", "2026-03-30T15:00"),
        ("2026-03-28T11:00", "2026-03-31T09:00"),
        ("2026-03-29T02:30", "2026-03-31T09:00"),
        # The Thursday before Easter.
        ("2026-04-02T12:00", "2026-04-07T12:00"),
        # The Friday before winter time begins.
        ("2026-10-23T16:00", "2026-10-26T16:00"),
    ],
)
def test_a_working_day_passes_until_the_same_hour_of_the_next_one(since: str, until: str) -> None:
    began, ends = local(since), local(until)

    assert not is_neglected(began, ends, IN_BERLIN, BERLIN)
    assert is_neglected(began, ends.replace(microsecond=1), IN_BERLIN, BERLIN)


@pytest.mark.parametrize("name", ["unowned", "untold"])
def test_a_digest_of_cases_alone_is_not_empty(name: str) -> None:
    assert Digest(week="2026-W10", needs=()).is_empty
    assert not Digest(week="2026-W10", needs=(), **{name: (a_case_line(),)}).is_empty
