from datetime import timedelta

import pytest

from bot.domain.again import Change, compare, give_up, is_unsettled
from bot.domain.check import Check, Environment, Finding, Level, Result, Verdict, totals
from tests.factories import MARCH_2, a_result

LAGGING = a_result(
    indexed=False, findings=(Finding("index", Level.WARNING, "Not yet.", "https://example.org/"),)
)
FIXED = a_result()


def a_check(number: int, *results: Result) -> Check:
    return Check(
        id=f"CHK-{number}",
        environment=Environment.PRODUCTION,
        started=MARCH_2,
        finished=MARCH_2 + timedelta(seconds=1),
        totals=totals(results),
        results=results,
    )


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (LAGGING, True),
        (a_result(verdict=Verdict.UNKNOWN, handle=False), True),
        (a_result(), False),
        (a_result(indexed=None), False),
        (a_result(verdict=Verdict.UNKNOWN, state=None, handle=False), False),
        (a_result(verdict=Verdict.OTHER_AGENCY, indexed=False), False),
    ],
)
def test_only_what_time_can_settle_is_unsettled(result: Result, *, expected: bool) -> None:
    assert is_unsettled(result) is expected


def test_what_is_given_up_says_whom_to_tell() -> None:
    (finding,) = give_up(LAGGING).findings

    assert (finding.key, finding.level) == ("index", Level.WARNING)
    assert "support@datacite.org" in finding.text


def test_a_second_look_tells_only_what_is_different() -> None:
    other = a_result(doi="10.5555/other")

    compared = compare(a_check(1, LAGGING, other), a_check(2, FIXED, other))

    assert (compared.id, compared.again) == ("CHK-2", "CHK-1")
    assert compared.changes == (Change("10.5555/x", before=("Not yet.",), after=()),)
