from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.again import compare
from bot.domain.channels import Place
from bot.domain.check import (
    Asked,
    Check,
    Environment,
    Finding,
    How,
    Level,
    Line,
    Recent,
    SoFar,
    Verdict,
    totals,
)
from bot.domain.doi import Entry
from bot.domain.judgement import not_yet
from bot.messages import checks as messages
from bot.messages.message import Bar, Button, Column, Heading, More, Row, Table, Text, Who
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
        MARCH_2,
        Who("terminal:ada"),
        "1",
        MARCH_2 + timedelta(hours=20),
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


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (Place(channel="CSTAFF", is_direct=False), "in this channel"),
        (Place(channel="DSTAFF", is_direct=True), "in a direct message to you"),
        (None, "in this channel, or in a direct message to you"),
    ],
)
def test_whoever_asks_for_a_long_check_is_told_where_it_is_reported(
    place: Place | None, where: str
) -> None:
    message = messages.begun(12, 500, place)

    assert message.parts == (
        Text(f"CHK-12: 500 DOIs to check. How far it is, and the report, are shown {where}."),
        Button("Show it so far", "show CHK-12"),
        Button("Stop", "stop CHK-12"),
    )


@pytest.mark.parametrize(
    ("problems", "said"), [(0, "No problems so far."), (3, "3 with problems so far.")]
)
def test_progress_says_how_far_it_is_and_what_is_wrong_so_far(problems: int, said: str) -> None:
    asked = Asked(
        number=12,
        how=How(),
        asked_by="USTAFF",
        started=MARCH_2,
        finished=None,
        count=500,
        again=None,
    )

    message = messages.progress(asked, SoFar(done=120, total=500, problems=problems))

    assert message.parts == (
        Heading("CHK-12: checking 500 DOIs"),
        Bar(120, 500),
        Text(said),
    )


FAILED = Finding("state", Level.FAILURE, "Not registered.", "https://support.example/state")
UNSURE = Finding("index", Level.UNKNOWN, "Nobody answered.", "https://support.example/index")


def a_long_check(count: int) -> Check:
    """Return a check of which one DOI is unknown, and all others but the first are wrong."""
    wrong = a_result(doi="10.5555/y", verdict=Verdict.NOT_REGISTERED, findings=(FAILED,))
    unsure = a_result(doi="10.5555/z", verdict=Verdict.UNKNOWN, findings=(UNSURE,))
    results = (a_result(), unsure, *(wrong,) * (count - 2))
    return replace(A_CHECK, id="CHK-12", results=results, totals=totals(results))


def test_a_long_check_ends_in_its_verdicts_and_its_first_problems_with_what_to_do() -> None:
    columns = (Column("DOI"), Column("verdict"), Column("most important problem"))
    failed = ("10.5555/y", "not registered", "Not registered.")
    unsure = ("10.5555/z", "unknown", "Nobody answered.")

    message = messages.finished(a_long_check(4))

    assert message.parts == (
        Heading("CHK-12: 4 DOIs checked, 2 failed, 1 unknown"),
        Text("1 findable · 2 not registered · 1 unknown"),
        Table(
            columns,
            (
                *(Row(failed, Level.FAILURE, FAILED.link),) * 2,
                Row(unsure, Level.UNKNOWN, UNSURE.link),
            ),
        ),
        Button("Run again", "check CHK-12"),
        Button("Copy as reply", "show CHK-12 --reply"),
    )
    assert message.again == "show CHK-12"


def test_problems_beyond_the_fiftieth_are_in_the_file() -> None:
    parts = messages.finished(a_long_check(500)).parts

    assert More(449, "the CSV file in the thread has them all.") in parts


def test_a_report_can_be_shown_again_and_a_list_has_buttons_that_show_its_checks() -> None:
    line = Line(
        id="CHK-1",
        environment=Environment.PRODUCTION,
        asked_by="USTAFF",
        started=MARCH_2,
        finished=None,
        entries=1,
        again=None,
    )

    table = messages.table(Recent((line,)))

    assert messages.report(A_CHECK).again == "show CHK-1"
    assert table.rows == (
        Row(
            ("CHK-1", MARCH_2, Who("USTAFF"), "1", "not yet"),
            button=Button("Show CHK-1", "show CHK-1"),
        ),
    )
