"""Try before you apply: what is found about the criteria, summed up."""

from dataclasses import replace

import pytest

from bot.domain.assessment import Answer
from bot.domain.check import (
    Check,
    Environment,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Result,
    Verdict,
    totals,
)
from bot.domain.criteria import Finder, Status
from bot.domain.readiness import Fit, Readiness, readiness
from tests.bot.domain.cases import an_edition, found
from tests.factories import MARCH_2, a_result

EDITION = an_edition()
READ = a_result(page=Page(verdict=PageVerdict.OK))
MET = {key: found(key, Status.MET) for key in ("R1", "R2", "R3", "R5")}


def a_check(*results: Result) -> Check:
    return Check(
        id="CHK-812",
        environment=Environment.PRODUCTION,
        started=MARCH_2,
        finished=MARCH_2,
        totals=totals(results),
        results=results,
    )


def summed_up(result: Result | None = None, **changed: Answer | None) -> Readiness:
    return readiness(a_check(result or READ), EDITION, MET | changed)


def test_all_that_is_met_is_ready() -> None:
    tried = summed_up()

    assert (tried.check, tried.edition, tried.fit) == ("CHK-812", "2023", Fit.READY)
    assert [(one.key, one.fit) for one in tried.criteria] == [
        (key, Fit.READY) for key in ("R1", "R2", "R3", "R5")
    ]


def test_what_is_not_met_is_not_yet_with_what_to_do() -> None:
    answer = found("R2", Status.NOT_MET, note="It is a draft: publish it.", link="https://x.org")

    tried = summed_up(R2=answer)

    assert tried.fit is Fit.NOT_YET
    (one,) = [one for one in tried.criteria if one.key == "R2"]
    assert (one.fit, one.says, one.link) == (Fit.NOT_YET, answer.note, answer.link)
    assert one.fix.startswith("Publish what is not findable")


def test_advice_keeps_nobody_from_being_ready() -> None:
    tried = summed_up(R5=found("R5", Status.UNCLEAR, note="Show the DOI as a link."))

    assert tried.fit is Fit.READY
    assert tried.criteria[-1].fit is Fit.NOT_YET
    assert tried.criteria[-1].is_advice


def test_what_nobody_found_out_is_unknown_and_never_a_failure() -> None:
    tried = summed_up(R3=None)

    assert tried.fit is Fit.UNKNOWN
    assert tried.criteria[2].fix == "Try again in a few minutes."


def test_what_must_be_put_right_counts_more_than_what_is_unknown() -> None:
    assert summed_up(R3=None, R1=found("R1", Status.NOT_MET)).fit is Fit.NOT_YET


UNKNOWN = a_result(verdict=Verdict.UNKNOWN, source=None)
UNREAD = a_result(metadata=Metadata(verdict=MetadataVerdict.UNKNOWN))
SILENT = a_result(page=Page(verdict=PageVerdict.UNKNOWN))


@pytest.mark.parametrize(
    ("key", "result", "fit"),
    [
        ("R1", a_result(source="fabricaForm"), Fit.NOT_YET),
        ("R1", UNKNOWN, Fit.UNKNOWN),
        ("R1", a_result(verdict=Verdict.UNKNOWN, source="fabrica"), Fit.NOT_YET),
        ("R1", UNREAD, Fit.NOT_YET),
        ("R2", UNKNOWN, Fit.UNKNOWN),
        ("R2", SILENT, Fit.NOT_YET),
        ("R3", UNKNOWN, Fit.UNKNOWN),
        ("R3", UNREAD, Fit.UNKNOWN),
        ("R5", SILENT, Fit.UNKNOWN),
        ("R5", a_result(page=Page(verdict=PageVerdict.BLOCKED)), Fit.UNKNOWN),
        ("R5", READ, Fit.NOT_YET),
    ],
)
def test_what_is_unclear_is_unknown_only_where_somebody_was_silent(
    key: str, result: Result, fit: Fit
) -> None:
    tried = summed_up(result, **{key: found(key, Status.UNCLEAR)})

    assert {one.key: one.fit for one in tried.criteria}[key] is fit


def test_an_edition_that_asks_nothing_of_the_metadata_has_it_as_a_hint() -> None:
    later = replace(
        EDITION,
        criteria=tuple(
            replace(one, finder=Finder.NOTHING) if one.key == "R3" else one
            for one in EDITION.criteria
        ),
    )
    invalid = MET | {"R3": found("R3", Status.UNCLEAR, note="Not valid in schema 4.")}

    summed = readiness(a_check(), later, invalid)

    assert summed.fit is Fit.READY
    assert [(one.key, one.is_advice) for one in summed.criteria] == [
        ("R1", False),
        ("R2", False),
        ("R3", True),
        ("R5", True),
    ]


def test_an_edition_that_asks_for_less_is_tried_for_less() -> None:
    two = replace(EDITION, criteria=EDITION.criteria[:2])

    assert [one.key for one in readiness(a_check(), two, MET).criteria] == ["R1", "R2"]
