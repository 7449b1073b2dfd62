from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.again import compare
from bot.domain.check import Check, Environment, Line, Recent, totals
from bot.domain.doi import Entry
from bot.domain.judgement import not_yet
from bot.messages import checks as messages
from bot.messages.message import Heading, Table, Text
from tests.factories import MARCH_2, a_result

A_CHECK = Check(
    id="CHK-1",
    environment=Environment.PRODUCTION,
    started=MARCH_2,
    finished=MARCH_2,
    totals=totals([a_result()]),
    results=(a_result(),),
)


def test_a_check_that_ended_on_another_day_is_listed_with_that_day() -> None:
    line = Line(
        id="CHK-1",
        environment=Environment.PRODUCTION,
        asked_by="terminal:ada",
        started=MARCH_2,
        finished=MARCH_2 + timedelta(hours=20),
        entries=1,
        again=None,
    )

    (table,) = messages.recent(Recent((line,))).parts

    assert isinstance(table, Table)
    assert table.rows[0].cells == (
        "CHK-1",
        "2026-03-02 09:00",
        "terminal:ada",
        "1",
        "2026-03-03 05:00",
    )


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "Not finished: 1 DOI is still to be checked."),
        (2, "Not finished: up to 2 DOIs are still to be checked."),
    ],
)
def test_what_is_still_to_be_checked_is_counted(count: int, sentence: str) -> None:
    waiting = tuple(
        not_yet(Entry(input=doi, typed=doi, doi=doi, fault=""))
        for doi in (f"10.5555/{number}" for number in range(count))
    )
    check = replace(A_CHECK, finished=None, results=waiting, totals=totals(waiting))

    texts = [part.text for part in messages.report(check).parts if isinstance(part, Text)]

    assert texts == [sentence]


def test_that_nothing_has_changed_is_said_in_one_sentence() -> None:
    report = messages.report(compare(A_CHECK, replace(A_CHECK, id="CHK-2")))

    assert report.parts[:2] == (
        Heading("CHK-2: 1 findable"),
        Text("Nothing has changed since CHK-1."),
    )
