from time import process_time

import pytest

from bot.domain.landing import NO_SIGNS, Signs
from bot.metadata.landing import read_signs

DOI = "10.5555/example"
MANY = 2_000_000


def signs(*there: str) -> Signs:
    return Signs(**{name: name in there for name in Signs.__slots__})


def page(*, head: str = "", body: str = "") -> bytes:
    start = '<!doctype html><html><head><meta charset="utf-8"><title>Example</title>'
    return f"{start}{head}</head><body>{body}</body></html>".encode()


def json_ld(text: str) -> bytes:
    return page(head=f'<script type="application/ld+json">{text}</script>')


def test_a_page_that_carries_the_doi_everywhere_has_all_signs() -> None:
    head = (
        '<meta name="DC.identifier" content="https://doi.org/10.5555/EXAMPLE">'
        '<meta name="citation_doi" content="10.5555/example">'
        '<script type="application/ld+json">{"@id": "https://doi.org/10.5555/example"}</script>'
    )
    body = '<a href="https://doi.org/10.5555/example">https://doi.org/10.5555/example</a>'
    everywhere = signs("json_ld", "dc_identifier", "citation_doi", "linked", "shown")
    assert read_signs(page(head=head, body=body), DOI) == everywhere


@pytest.mark.parametrize("html", [b"", b" ", b"<", b"\x00", b"\xff\xfe", page(body="Example")])
def test_a_page_without_the_doi_has_no_sign(html: bytes) -> None:
    assert read_signs(html, DOI) == NO_SIGNS


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="DC.identifier" content="10.5555/example">',
        '<META NAME="dc.Identifier" CONTENT="DOI:10.5555/EXAMPLE">',
        "<meta content=' doi:10.5555/example ' name=DC.identifier>",
        '<meta name="DCTERMS.identifier" content="https://doi.org/10.5555/example">',
        '<meta property="DC.identifier" content="http://dx.doi.org/10.5555%2Fexample">',
        '<meta name="DC.identifier" content="10.5555&#x2F;example"/>',
    ],
)
def test_dublin_core_tags_are_read_as_people_write_them(tag: str) -> None:
    assert read_signs(page(head=tag), DOI) == signs("dc_identifier")


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="DC.relation" content="10.5555/example">',
        '<meta name="DC.identifier" content="10.5555/example2">',
        '<meta name="DC.identifier" content="">',
        '<meta name="DC.identifier">10.5555/exampl<meta>',
        '<!-- <meta name="DC.identifier" content="10.5555/example"> -->',
        "<script>var doi = '10.5555/example'</script>",
        "<style>/* 10.5555/example */</style>",
        "<title>10.5555/example</title>",
    ],
)
def test_what_is_no_tag_for_it_is_no_sign(tag: str) -> None:
    assert read_signs(page(head=tag), DOI) == NO_SIGNS


@pytest.mark.parametrize(
    "text",
    [
        '{"@id": "https://doi.org/10.5555/example"}',
        '{"@id": "https:\\/\\/doi.org\\/10.5555\\/EXAMPLE"}',
        '{"identifier": "doi:10.5555/example"}',
        '{"identifier": ["x", {"@type": "PropertyValue", "value": "10.5555/example"}]}',
        '[{"@graph": [{"sameAs": "https://doi.org/10.5555%2Fexample"}]}]',
        '\n  {"@id": "10.5555\\u002fexample"}\n',
    ],
)
def test_json_ld_is_read_in_all_its_shapes(text: str) -> None:
    assert read_signs(json_ld(text), DOI) == signs("json_ld")


@pytest.mark.parametrize(
    "text",
    [
        '{"@id": "10.5555/example"',
        "10.5555/example",
        '{"10.5555/example": 1}',
        "[" * 100_000 + '"10.5555/example"',
        '{"a":' * 100_000 + '"10.5555/example"',
        "1" * 5_000 + ' "10.5555/example"',
    ],
)
def test_json_ld_that_nobody_can_read_is_no_sign(text: str) -> None:
    assert read_signs(json_ld(text), DOI) == NO_SIGNS


def test_a_script_of_another_type_is_not_json_ld() -> None:
    script = '<script type="application/json">{"@id": "10.5555/example"}</script>'
    assert read_signs(page(head=script), DOI) == NO_SIGNS


@pytest.mark.parametrize(
    "href",
    [
        "https://doi.org/10.5555/example",
        "http://dx.doi.org/10.5555/EXAMPLE",
        " https://www.doi.org/10.5555%2Fexample ",
        "//doi.org/10.5555/example?x=y#z",
    ],
)
def test_a_link_to_the_doi_is_a_sign_without_any_text(href: str) -> None:
    assert read_signs(page(body=f'<a href="{href}">DOI</a>'), DOI) == signs("linked")


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org/10.5555/example",
        "https://doi.org.example.org/10.5555/example",
        "https://doi.org/10.5555/example-2",
        "http://[doi.org/10.5555/example",
        "/10.5555/example",
    ],
)
def test_a_link_to_elsewhere_is_none_to_the_doi(href: str) -> None:
    assert read_signs(page(body=f'<a href="{href}">here</a>'), DOI) == NO_SIGNS


@pytest.mark.parametrize(
    "body",
    [
        "DOI: 10.5555/example.",
        "<p>(10.5555/EXAMPLE)</p>",
        "doi:10.5555/example, 2026",
        "<b>10.5555/example</b><i>Copy</i>",
        "10.5555&sol;example",
        "10.5555/<wbr>exam<wbr>ple",
        "https://doi.org/10.5555/example/",
        "10.5555/example2 10.5555/example",
        "<div>" * 300 + "10.5555/example",
        "<p>" * 3_000 + "10.5555/example",
    ],
)
def test_a_doi_that_people_see_is_shown(body: str) -> None:
    assert read_signs(page(body=body), DOI) == signs("shown")


@pytest.mark.parametrize(
    "body",
    [
        "10.5555/example2",
        "10.5555/example.v2",
        "10.5555/example-2",
        "10.5555/example_2",
        "10.5555/example/2",
        "110.5555/example",
        "10.10.5555/example",
        '<p title="10.5555/example">Example</p>',
    ],
)
def test_another_doi_that_begins_or_ends_alike_is_not_this_one(body: str) -> None:
    assert read_signs(page(body=body), DOI) == NO_SIGNS


@pytest.mark.parametrize(
    ("doi", "html"),
    [
        ("10.5555/a<b>;c", b"10.5555/A&lt;B&gt;;C"),
        ("10.5555/a<b>;c", b'<meta name=citation_doi content="10.5555/a%3Cb%3E;c">'),
        ("10.5555/\xfc", "10.5555/\xfc".encode()),
        ("10.5555/\xfc", b"10.5555/&uuml;"),
        ("10.5555/\xfc", b'<meta charset="iso-8859-1">10.5555/\xfc'),
        ("10.5555/50%25", b"10.5555/50%25"),
    ],
)
def test_odd_signs_of_a_doi_are_read_as_they_are_written(doi: str, html: bytes) -> None:
    assert read_signs(html, doi) in (signs("shown"), signs("citation_doi"))


@pytest.mark.parametrize(
    "html",
    [
        '<data-metrics-badge doi="10.5555/example" display="regular"></data-metrics-badge>',
        "<data-metrics-badge></data-metrics-badge>",
        '<div><Data-Metrics-Badge DOI="10.5555/example"/></div>',
        '<script src="https://unpkg.com/data-metrics-badge/dist/a.min.js"></script>',
        '<script src="//unpkg.com/data-metrics-badge@0.5.7/dist/a.js" async></script>',
        "<SCRIPT SRC=https://cdn.jsdelivr.net/npm/data-metrics-badge></SCRIPT>",
    ],
)
def test_the_badge_of_metrics_is_known_by_its_element_or_its_script(html: str) -> None:
    in_head, in_body = page(head=html), page(body=html)
    with_doi = read_signs(in_body + b"<!-- 10.5555/ -->", DOI)
    assert with_doi == read_signs(in_head + b"<!-- 10.5555/ -->", DOI) == signs("metrics_badge")


@pytest.mark.parametrize(
    "html",
    [
        "<script src=https://cdn.jsdelivr.net/npm/@datacite/datacite-tracker></script>",
        "<script src=https://unpkg.com/data-metrics-badge-of-ours></script>",
        "<script src=https://unpkg.com/vue@^2/dist/vue.min.js></script>",
        "<script>'<data-metrics-badge>'</script>",
        "<!-- <data-metrics-badge></data-metrics-badge> -->",
        "<p>&lt;data-metrics-badge&gt;</p>",
        "<data-metrics-badge-of-ours></data-metrics-badge-of-ours>",
        "<a href=https://unpkg.com/data-metrics-badge>badge</a>",
    ],
)
def test_what_only_speaks_of_the_badge_is_none(html: str) -> None:
    assert read_signs(page(body=html), DOI) == NO_SIGNS


def test_the_badge_is_found_in_a_page_without_the_doi() -> None:
    html = page(body="<data-metrics-badge doi='10.1234/another'></data-metrics-badge>")
    assert read_signs(html, DOI) == signs("metrics_badge")


def test_no_entity_of_a_page_is_expanded_and_none_fetched() -> None:
    html = (
        b'<!DOCTYPE html [<!ENTITY a "10.5555/example"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    )
    assert read_signs(html + b"10.5555 &a; &b;", DOI) == NO_SIGNS


@pytest.mark.parametrize(
    "part",
    [
        b"<div>",
        b"<a>",
        b"<a href=10.5555/examples>",
        b"<meta name=DC.identifier content=10.5555/examples>",
        b"<p a b c></b>",
        b"<script src=//unpkg.com/data-metrics-badges>",
        b"<",
        b"&lt;<br>",
        b"\x00",
        b"<script type=application/ld+json>{}</script>",
        b"<script type=application/ld+json>[",
        b"10.5555/examples",
        b"<table><select><option>",
        b"<!--",
        b"%31",
    ],
)
def test_a_page_of_one_thing_repeated_takes_bounded_time(part: bytes) -> None:
    html = b"10.5555/example " + part * (MANY // len(part))
    began = process_time()
    assert read_signs(html, DOI).shown
    assert process_time() - began < 4


@pytest.mark.parametrize(
    "html",
    [
        b"<p " + b"".join(b"a%d=1 " % number for number in range(200_000)) + b">",
        b"<div>" * 200_000 + b"</p>" * 250_000,
        b"<a href='" + b"10.5555%2F" * 200_000 + b"'>",
        b"<script type=application/ld+json>[" + b'"10.5555/examples",' * 100_000 + b"1]</script>",
    ],
)
def test_a_page_made_to_take_minutes_does_not(html: bytes) -> None:
    began = process_time()
    assert read_signs(b"10.5555/example " + html, DOI).shown
    assert process_time() - began < 4
