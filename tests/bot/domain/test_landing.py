from dataclasses import replace

import pytest

from bot.domain import links
from bot.domain.check import Finding, Level, Page, PageVerdict
from bot.domain.landing import (
    MOST_BYTES,
    NO_SIGNS,
    Signs,
    Stop,
    Visit,
    answers,
    judge_page,
)

DOI = "10.5555/example"
URL = "https://example.org/page"
ALL_SIGNS = Signs(
    json_ld=True,
    dc_identifier=True,
    citation_doi=True,
    linked=True,
    shown=True,
    metrics_badge=False,
)
VISIT = Visit(status=200, final_url=URL, content_type="text/html", html=b"<h1>Example</h1>")

NO_DOI = "The page does not contain the DOI. Add it as a link: https://doi.org/10.5555/example"
CARRIES = Finding("page", Level.OK, "The page opens and contains the DOI.", links.LANDING_PAGES)
TAGGED = Finding(
    "tags",
    Level.OK,
    "Machines can read the DOI (in JSON-LD, DC.identifier, citation_doi).",
    links.LANDING_PAGES,
)


def warning(text: str, key: str = "page") -> Finding:
    return Finding(key, Level.WARNING, text, links.LANDING_PAGES)


def judged(visit: Visit, signs: Signs | None = NO_SIGNS) -> tuple[PageVerdict, Finding]:
    page, (finding,) = judge_page(DOI, visit, signs)
    return page.verdict, finding


def test_a_page_with_all_signs_is_ok_and_leaves_nothing_to_wish() -> None:
    page = Page(verdict=PageVerdict.OK, status=200, final_url=URL, has_metrics_badge=False)
    assert judge_page(DOI, VISIT, ALL_SIGNS) == (page, (CARRIES, TAGGED))


@pytest.mark.parametrize("sign", ["json_ld", "dc_identifier", "citation_doi", "linked", "shown"])
def test_one_sign_makes_a_page_ok(sign: str) -> None:
    page, findings = judge_page(DOI, VISIT, replace(NO_SIGNS, **{sign: True}))
    assert page.verdict is PageVerdict.OK
    assert findings[0] == CARRIES


def test_a_doi_without_tags_is_worth_a_warning() -> None:
    signs = replace(NO_SIGNS, linked=True, shown=True)
    text = "Machines cannot read the DOI: add DC.identifier, citation_doi or JSON-LD."
    assert judge_page(DOI, VISIT, signs)[1] == (CARRIES, warning(text, "tags"))


def test_a_doi_that_is_shown_but_not_linked_is_worth_a_warning() -> None:
    signs = replace(ALL_SIGNS, linked=False)
    text = "The page shows the DOI, but not as a link. Link it to https://doi.org/10.5555/example"
    assert judge_page(DOI, VISIT, signs)[1] == (CARRIES, TAGGED, warning(text))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (b"<p>", "The DOI is in the page's tags but not visible to people."),
        (
            b"<div id=app></div>",
            "The DOI is in the page's tags but not visible without JavaScript.",
        ),
    ],
)
def test_a_doi_in_tags_only_is_worth_a_warning(html: bytes, text: str) -> None:
    signs = replace(ALL_SIGNS, linked=False, shown=False)
    findings = judge_page(DOI, replace(VISIT, html=html), signs)[1]
    assert findings == (CARRIES, TAGGED, warning(text))


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (("http://a.example/",), "The page is served over http, not https."),
        (("https://a.example/", "http://b.example/"), "The page is served over http, not https."),
        (("http://a.example/", "https://a.example/"), None),
        (
            ("https://a.example/", "http://b.example/", "https://c.example/"),
            "On the way to the page, a redirect leads from https to http.",
        ),
        (
            ("http://a.example/", "https://b.example/", "http://c.example/", "https://d.example/"),
            "On the way to the page, a redirect leads from https to http.",
        ),
    ],
)
def test_a_way_without_encryption_is_worth_a_warning(way: tuple[str, ...], text: str) -> None:
    visit = replace(VISIT, hops=way[:-1], final_url=way[-1])
    expected = (CARRIES, TAGGED, *([warning(text)] if text else []))
    assert judge_page(DOI, visit, ALL_SIGNS)[1] == expected


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (b"<h1>Example</h1>", NO_DOI),
        (b"", NO_DOI),
        (b" " * MOST_BYTES, "The first 2 MB of the page do not contain the DOI."),
        (
            b"<ds-app></ds-app><script src=main.js></script>",
            "The DOI is not visible without JavaScript: look at the page in a browser.",
        ),
        (
            b"<noscript>You need to Enable JavaScript.</noscript>",
            "The DOI is not visible without JavaScript: look at the page in a browser.",
        ),
    ],
)
def test_html_without_the_doi_is_a_problem_and_no_more(html: bytes, text: str) -> None:
    visit = replace(VISIT, html=html)
    assert judged(visit) == (PageVerdict.PROBLEMS, warning(text))


@pytest.mark.parametrize(
    ("visit", "text"),
    [
        (
            Visit(status=200, content_type="application/pdf"),
            "The address leads to application/pdf, not to a landing page in HTML.",
        ),
        (
            Visit(status=200),
            (
                "The address leads to something that does not say what it is,"
                " not to a landing page in HTML."
            ),
        ),
        (
            Visit(status=200, content_type="\x1b[2Jhere/<!channel>"),
            (
                "The address leads to something that does not say what it is,"
                " not to a landing page in HTML."
            ),
        ),
        (
            Visit(status=400, content_type="text/html"),
            "The address gives an error (status 400) instead of a page.",
        ),
    ],
)
def test_what_is_no_page_is_a_problem_and_no_more(visit: Visit, text: str) -> None:
    assert judged(visit, None) == (PageVerdict.PROBLEMS, warning(text))


@pytest.mark.parametrize("status", [401, 403, 405, 429])
def test_a_page_that_refuses_robots_is_to_be_checked_by_hand(status: int) -> None:
    text = f"The page refuses robots, check by hand: it answers with status {status}."
    expected = Finding("robots", Level.WARNING, text, links.LINK_CHECKER)
    assert judged(replace(VISIT, status=status, html=None), None) == (
        PageVerdict.BLOCKED,
        expected,
    )


@pytest.mark.parametrize(
    "visit",
    [
        replace(VISIT, is_challenge=True),
        replace(VISIT, html=b"<script>window._cf_chl_opt = {}</script>"),
        replace(VISIT, html=b'<a href="/.within.website/x/cmd/anubis/">'),
        replace(VISIT, status=503, html=b"<p id=cf-browser-verification>"),
    ],
)
def test_a_bot_wall_is_told_apart_from_a_page(visit: Visit) -> None:
    text = "The page refuses robots, check by hand: it shows a test that only people can pass."
    expected = Finding("robots", Level.WARNING, text, links.LINK_CHECKER)
    assert judged(visit) == (PageVerdict.BLOCKED, expected)


def test_a_page_that_carries_the_doi_is_no_wall_whatever_else_it_holds() -> None:
    visit = replace(VISIT, html=b"window._cf_chl_opt")
    assert judge_page(DOI, visit, ALL_SIGNS)[0].verdict is PageVerdict.OK


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_a_failure_whatever_it_shows(status: int) -> None:
    text = f"The page is not there (status {status})."
    expected = Finding("page", Level.FAILURE, text, links.LANDING_PAGES)
    visit = replace(VISIT, status=status)
    assert judged(visit, ALL_SIGNS) == (PageVerdict.UNREACHABLE, expected)


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 599, 999])
def test_a_fault_of_the_server_says_nothing_about_the_doi(status: int) -> None:
    text = f"The page's server answers with an error (status {status}): try again later."
    expected = Finding("page", Level.UNKNOWN, text, links.LINK_CHECKER)
    visit = replace(VISIT, status=status)
    assert judged(visit, None) == (PageVerdict.UNKNOWN, expected)


@pytest.mark.parametrize(
    ("verdict", "key", "level"),
    [
        (PageVerdict.PROBLEMS, "page", Level.WARNING),
        (PageVerdict.BLOCKED, "robots", Level.WARNING),
        (PageVerdict.REFUSED, "address", Level.FAILURE),
        (PageVerdict.UNREACHABLE, "page", Level.FAILURE),
        (PageVerdict.UNKNOWN, "page", Level.UNKNOWN),
    ],
)
def test_each_reason_to_stop_has_its_level(verdict: PageVerdict, key: str, level: Level) -> None:
    visit = Visit(final_url=URL, stop=Stop(verdict, "It is so."))
    page, (finding,) = judge_page(DOI, visit, None)
    assert page == Page(verdict=verdict, status=None, final_url=URL)
    assert (finding.key, finding.level, finding.text) == (key, level, "It is so.")
    assert finding.link.startswith("https://support.datacite.org/docs/")


APP = b"<div id=app></div>"
WALL = b"window._cf_chl_opt"


@pytest.mark.parametrize(
    ("visit", "signs", "has_badge"),
    [
        (VISIT, replace(ALL_SIGNS, metrics_badge=True), True),
        (VISIT, ALL_SIGNS, False),
        (VISIT, replace(NO_SIGNS, metrics_badge=True), True),
        (VISIT, NO_SIGNS, False),
        (replace(VISIT, html=APP), replace(ALL_SIGNS, metrics_badge=True), True),
        (replace(VISIT, html=APP), ALL_SIGNS, None),
        (replace(VISIT, html=None, content_type="application/pdf"), None, None),
        (replace(VISIT, html=WALL), NO_SIGNS, None),
        (replace(VISIT, status=503), NO_SIGNS, None),
        (Visit(stop=Stop(PageVerdict.UNREACHABLE, "It is so.")), None, None),
    ],
)
def test_a_badge_is_missing_only_where_the_page_itself_was_read(
    visit: Visit, signs: Signs | None, *, has_badge: bool | None
) -> None:
    page, _ = judge_page(DOI, visit, signs)
    assert page.has_metrics_badge is has_badge


def test_a_badge_is_no_sign_of_the_doi() -> None:
    assert judged(VISIT, replace(NO_SIGNS, metrics_badge=True)) == judged(VISIT, NO_SIGNS)


@pytest.mark.parametrize(
    ("visit", "it_does"),
    [
        (VISIT, True),
        (Visit(status=200, content_type="application/pdf"), True),
        (Visit(status=204), True),
        (replace(VISIT, html=APP), True),
        (Visit(status=400), False),
        (Visit(status=404), False),
        (Visit(status=410), False),
        (Visit(status=401), None),
        (Visit(status=403), None),
        (Visit(status=408), None),
        (Visit(status=429), None),
        (Visit(status=500), None),
        (Visit(status=503), None),
        (replace(VISIT, is_challenge=True), None),
        (replace(VISIT, html=WALL), None),
        (Visit(stop=Stop(PageVerdict.UNREACHABLE, "There is no host.")), False),
        (Visit(stop=Stop(PageVerdict.REFUSED, "It is private.")), False),
        (Visit(stop=Stop(PageVerdict.PROBLEMS, "It redirects for ever.")), False),
        (Visit(stop=Stop(PageVerdict.BLOCKED, "Its robots.txt says no.")), None),
        (Visit(stop=Stop(PageVerdict.UNKNOWN, "It was too slow.")), None),
    ],
)
def test_an_address_answers_or_not_or_nobody_knows(visit: Visit, *, it_does: bool | None) -> None:
    assert answers(visit) is it_does
