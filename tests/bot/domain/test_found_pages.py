"""R5, E2 and E3: figures and hints of the examples' pages and use."""

import pytest

from bot.domain import links
from bot.domain.check import Finding, Level, Page, PageVerdict, Result
from bot.domain.criteria import Status
from bot.domain.found_pages import metrics_badge, practices, usage
from bot.domain.known import Clue
from tests.bot.domain.knowing import FINE, an_example, known

TAGS = Finding("tags", Level.WARNING, "Machines cannot read the DOI.", "https://example.org/tags")


def on_a_page(verdict: PageVerdict, *findings: Finding, doi: str = "10.5555/b") -> Result:
    return an_example(doi, page=Page(verdict=verdict), findings=findings)


def test_pages_that_follow_what_can_be_seen_meet_best_practices() -> None:
    assert practices(known(results=(an_example(), an_example("10.5555/b")))) == Clue(
        status=Status.MET,
        note="2 of 2 landing pages open, and carry the DOI for people and machines.",
        by="CHK-12",
        link=links.BEST_PRACTICES,
    )


@pytest.mark.parametrize(
    "verdict",
    [PageVerdict.OK, PageVerdict.PROBLEMS, PageVerdict.UNREACHABLE, PageVerdict.REFUSED],
)
def test_what_a_page_lacks_is_a_hint_with_a_figure(verdict: PageVerdict) -> None:
    clue = practices(known(results=(an_example(), on_a_page(verdict, TAGS))))

    assert clue == Clue(
        status=Status.UNCLEAR,
        note="As best practices ask: 1 of 2 landing pages. "
        "10.5555/b: Machines cannot read the DOI.",
        by="CHK-12",
        link="https://example.org/tags",
    )


@pytest.mark.parametrize("verdict", [PageVerdict.BLOCKED, PageVerdict.UNKNOWN])
def test_a_page_that_could_not_be_read_is_to_be_looked_at_and_lowers_nothing(
    verdict: PageVerdict,
) -> None:
    robots = Finding("robots", Level.WARNING, "It refuses robots.", "https://example.org/robots")

    clue = practices(known(results=(an_example(), on_a_page(verdict, robots))))

    assert clue.status is Status.MET
    assert clue.note.endswith("Could not be read, to be looked at by hand: 1.")


def test_where_no_page_was_read_best_practices_are_theirs_to_attest() -> None:
    for results in ((), (on_a_page(PageVerdict.SKIPPED),), (on_a_page(PageVerdict.BLOCKED),)):
        clue = practices(known(results=results))
        assert clue.status is Status.UNCLEAR
        assert clue.note.startswith("No landing page could be read")


def test_a_finding_about_registration_is_no_hint_about_the_page() -> None:
    state = Finding("state", Level.FAILURE, "Not so.", "https://example.org/state")

    assert practices(known(results=(an_example(findings=(state,)),))).status is Status.MET


@pytest.mark.parametrize(
    ("counts", "status", "said"),
    [
        ((0, 7, 1), Status.MET, "2 of 3."),
        ((0, None), Status.UNCLEAR, "0 of 1. Make Data Count says how"),
        ((None, None), Status.UNCLEAR, "not known"),
        ((), Status.UNCLEAR, "not known"),
    ],
)
def test_views_and_downloads_show_that_use_is_reported(
    counts: tuple[int | None, ...], status: Status, said: str
) -> None:
    results = tuple(an_example(usage=count) for count in counts)

    clue = usage(known(results=results))

    assert (clue.status, clue.link) == (status, links.MAKE_DATA_COUNT)
    assert said in clue.note


@pytest.mark.parametrize(
    ("badges", "status", "said"),
    [
        ((True, False), Status.MET, "Landing pages with the badge: 1 of 2."),
        ((False, None), Status.UNCLEAR, "0 of 1. DataCite's documentation says how"),
        ((None,), Status.UNCLEAR, "not known"),
    ],
)
def test_the_metrics_badge_is_looked_for_on_the_pages_that_were_read(
    badges: tuple[bool | None, ...], status: Status, said: str
) -> None:
    pages = [Page(verdict=FINE.verdict, has_metrics_badge=has) for has in badges]

    clue = metrics_badge(known(results=tuple(an_example(page=page) for page in pages)))

    assert (clue.status, clue.link) == (status, links.METRICS_BADGE)
    assert said in clue.note
