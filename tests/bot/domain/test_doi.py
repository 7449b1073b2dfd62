import json
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.doi import Entry, read_entries, read_entry

TRICKY = Path(__file__).parents[3] / "../shared/corpus/dois-tricky.tsv"
MEGABYTE = 1_000_000

SICI = "10.5555/(SICI)1099-1409(199908/10)3:6/7<672::AID-JPP192>3.0.CO;2-8"
SICI_KEY = SICI.lower()

ONE_DOI = [
    # as it is
    ("10.5555/abc", "10.5555/abc"),
    ("10.5555/ABC.Def", "10.5555/abc.def"),
    ("10.5555//two-slashes", "10.5555//two-slashes"),
    ("10.5555/trailing-slash/", "10.5555/trailing-slash/"),
    ("10.1000.10/123456", "10.1000.10/123456"),
    ("10.5555/0000-014=", "10.5555/0000-014="),
    ("10.5555/eytg~", "10.5555/eytg~"),
    ("10.5555/117k*", "10.5555/117k*"),
    ("10.5555/q2yc$", "10.5555/q2yc$"),
    ("10.5555/0000-025?", "10.5555/0000-025?"),
    ("10.5555/1915/10/25#article-c75b", "10.5555/1915/10/25#article-c75b"),
    ("10.5555/terra+aqua/ceres", "10.5555/terra+aqua/ceres"),
    ("10.5555/uuid:3926db30-f712", "10.5555/uuid:3926db30-f712"),
    ("10.5555/0005-2744(70)90072-0", "10.5555/0005-2744(70)90072-0"),
    ("10.5555/0012-9658(2006)87[2832:tiopma]2.0.co;2", None),
    (SICI, SICI_KEY),
    ("10.5555/a<1::b>2.0.co;2-#", "10.5555/a<1::b>2.0.co;2-#"),
    ("10.5555/234310.2347/39423", "10.5555/234310.2347/39423"),
    ("10.5555/10.1234/inner", "10.5555/10.1234/inner"),
    ("10.5555/456%23789", "10.5555/456%23789"),
    ("10.5555/ÜNIKÓDÉ", "10.5555/ÜnikÓdÉ"),
    # prefixed
    ("doi:10.5555/abc", "10.5555/abc"),
    ("DOI: 10.5555/abc", "10.5555/abc"),
    ("DOI 10.5555/abc", "10.5555/abc"),
    ("doi=10.5555/abc", "10.5555/abc"),
    ("doi: 10. 5555/abc", "10.5555/abc"),
    ("doi: 10.5555/0000-025?", "10.5555/0000-025?"),
    ("urn:doi:10.5555/abc", "10.5555/abc"),
    ("urn:doi:10.5555:abc", "10.5555/abc"),
    ("info:doi/10.5555/abc", "10.5555/abc"),
    # with a resolver
    ("https://doi.org/10.5555/abc", "10.5555/abc"),
    ("http://dx.doi.org/10.5555/abc", "10.5555/abc"),
    ("https://www.doi.org/10.5555/abc", "10.5555/abc"),
    ("http://www.dx.doi.org/10.5555/abc", "10.5555/abc"),
    ("http:/dx.doi.org/10.5555/abc", "10.5555/abc"),
    ("doi.org/10.5555/abc", "10.5555/abc"),
    ("https://doi.org/doi:10.5555/abc", "10.5555/abc"),
    ("https://hdl.handle.net/10.5555/abc?noredirect", "10.5555/abc"),
    ("https://handle.test.datacite.org/10.5555/abc", "10.5555/abc"),
    ("https://handle.stage.datacite.org/10.5555/abc", "10.5555/abc"),
    ("https://doi.org/10.5555/abc?utm_source=x#top", "10.5555/abc"),
    ("https://doi.org/10.5555/abc#top", "10.5555/abc"),
    ("https://doi.org/10.5555/0000-025?", "10.5555/0000-025?"),
    ("https://doi.org/10.5555/456%23789", "10.5555/456#789"),
    ("https://doi.org/10.5555/456%2523789", "10.5555/456%23789"),
    ("https://doi.org/10.5555%2Fabc", "10.5555/abc"),
    ("https://doi.org/10.5555/abc%20", "10.5555/abc"),
    ("https://doi.org/10.5555/abc%E2%80%8B", "10.5555/abc"),
    ("https://doi.org/10.5555/caf%C3%A9", "10.5555/café"),
    ("https://doi.org/10.5555/caf%E9", "10.5555/café"),
    ("https://doi.org/10.5555/abc%00def", "10.5555/abc"),
    (f"https://doi.org/{SICI}", SICI_KEY),
    # cut out of a URL
    ("10.5555%2Fabc", "10.5555/abc"),
    ("10.5555/12:6%3C375::AID%3E3.0.CO;2-M", "10.5555/12:6<375::aid>3.0.co;2-m"),
    # on a page
    ("https://example.org/doi/10.5555/abc", "10.5555/abc"),
    ("https://example.org/doi/10.5555/abc/epdf", "10.5555/abc"),
    ("https://example.org/doi/pdf/10.5555/abc?token=1", "10.5555/abc"),
    ("https://example.org/badge/DOI/10.5555/abc.svg", "10.5555/abc"),
    ("https://example.org/d.xhtml?persistentId=doi:10.5555/AB&version=2", "10.5555/ab"),
    ("https://example.org/go?url=https%3A%2F%2Fdoi.org%2F10.5555%2Fabc&x=1", "10.5555/abc"),
    ("https://example.org/find?q=doi%2010.5555/abc", "10.5555/abc"),
    ("/example.org/doi/10.5555/abc?234saf=34", "10.5555/abc"),
    # in a sentence or in markup
    ("(see https://doi.org/10.5555/0012).", "10.5555/0012"),
    ("Have you seen 10.5555/abc?", "10.5555/abc"),
    ("Smith (2020), doi:10.5555/abc; and others", "10.5555/abc"),
    ("10.5555/abc\u2026", "10.5555/abc"),
    ("10.5555/2502(04))))", "10.5555/2502(04)"),
    ("doi(10.5555/abc;)", "10.5555/abc"),
    ("“10.5555/abc”,", "10.5555/abc"),
    ("«10.5555/abc»", "10.5555/abc"),
    ("'10.5555/abc'", "10.5555/abc"),
    ("[10.5555/abc](https://doi.org/10.5555/abc)", "10.5555/abc"),
    ("*10.5555/abc.*", "10.5555/abc"),
    ("*10.5555/117k**", "10.5555/117k*"),
    ("_10.5555/abc_", "10.5555/abc"),
    ("`10.5555/abc`", "10.5555/abc"),
    ('<a href="https://doi.org/10.5555/abc">10.5555/abc</a>', "10.5555/abc"),
    ("10.5555/abc<tag>content</tag>", "10.5555/abc"),
    ("10.5555/abc<br/>", "10.5555/abc"),
    ("{{cite|doi=10.5555/abc|pmid=1}}", "10.5555/abc"),
    ("doi = {10.5555/some\\_thing\\_00276},", "10.5555/some_thing_00276"),
    ("\\href{https://doi.org/10.5555/abc}{here}", "10.5555/abc"),
    ('{"doi":"10.5555\\/abc","x":1}', "10.5555/abc"),
    ("\ufffd10.5555/abc", "10.5555/abc"),
    # with what nobody sees
    ("\n\t 10.5555/abc\u00a0\r\n", "10.5555/abc"),
    ("10.5555/ab\u200bc\ufeff", "10.5555/abc"),
    ("10.5555/ab\u00adc\u200e", "10.5555/abc"),
    ("10.5555/a\u2011b", "10.5555/a-b"),
    # as Slack sends it
    ("<https://doi.org/10.5555/abc|10.5555/abc>", "10.5555/abc"),
    ("<https://doi.org/10.5555/abc>", "10.5555/abc"),
    ("<http://doi.org/10.5555/abc|doi.org/10.5555/abc>.", "10.5555/abc"),
    ("*<https://doi.org/10.5555/abc|this one>*", "10.5555/abc"),
    ("<https://example.org/page|10.5555/abc>", "10.5555/abc"),
    ("<https://example.org/?a=1&amp;doi=10.5555/abc&amp;b=2>", "10.5555/abc"),
    ("<mailto:10.5555/me@example.org|10.5555/me@example.org>", "10.5555/me@example.org"),
    ("10.5555/<mailto:me@example.org|me@example.org>", "10.5555/me@example.org"),
    (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI_KEY),
    (
        "<https://doi.org/10.5555/(SICI)3:6/7>&lt;672::AID&gt;3.0.CO;2-8",
        "10.5555/(sici)3:6/7<672::aid>3.0.co;2-8",
    ),
    ("<10.5555/abc>", "10.5555/abc"),
]


@pytest.mark.parametrize(("entry", "doi"), ONE_DOI)
def test_a_doi_is_found_however_it_is_written(entry: str, doi: str | None) -> None:
    assert keys(read_entry(entry)) == [doi or entry]


SEVERAL = [
    ("10.5555/a 10.5555/b", "10.5555/a 10.5555/b"),
    ("10.5555/a,10.5555/b;10.5555/c", "10.5555/a 10.5555/b 10.5555/c"),
    ("10.5555/a&doi:10.5555/b", "10.5555/a 10.5555/b"),
    ("10.5555/b, 10.5555/a, 10.5555/B", "10.5555/b 10.5555/a"),
    ("10.5555/a,https://doi.org/10.5555/b", "10.5555/a 10.5555/b"),
    ("https://doi.org/10.5555/ahttps://doi.org/10.5555/b", "10.5555/a 10.5555/b"),
    ("https://api.example.org/dois?ids=10.5555/a,10.5555/b&x=1", "10.5555/a 10.5555/b&x=1"),
    ("<https://doi.org/10.5555/a>,<https://doi.org/10.5555/b|b>", "10.5555/a 10.5555/b"),
    ("[10.5555/a](https://doi.org/10.5555/b)", "10.5555/a 10.5555/b"),
    (f"{SICI} {SICI}x", f"{SICI_KEY} {SICI_KEY}x"),
]


@pytest.mark.parametrize(("entry", "dois"), SEVERAL)
def test_an_entry_with_several_gives_each_once(entry: str, dois: str) -> None:
    assert keys(read_entry(entry)) == dois.split()


NO_DOI = [
    ("", "Nothing is written here"),
    (" \u200b ", "Nothing is written here"),
    ("10/bcc7", "short DOI"),
    ("https://doi.org/d8dn", "short DOI"),
    ("urn:doi:10/gf4gqc", "short DOI"),
    ("https://dx.doi.org/10%2Fgf4gqc", "short DOI"),
    ("10.5555", "prefix without a suffix"),
    ("https://doi.org/10.5555/", "prefix without a suffix"),
    ("10.5555/...", "prefix without a suffix"),
    ("doi:10.5555/ abc", "prefix without a suffix"),
    ("https://doi.org/20.5061/dryad.8515", "No DOI begins so"),
    ("10.506X/dryad.8515", "No DOI begins so"),
    ("10.10O0/123456", "No DOI begins so"),
    ("10.0/00", "No DOI begins so"),
    ("110.1234/foo", "No DOI begins so"),
    ("arXiv:1310.2590", "arXiv"),
    ("https://arxiv.org/abs/2101.00001", "arXiv"),
    ("https://orcid.org/0000-0002-1825-0097", "ORCID"),
    ("0000-0002-1825-009X", "ORCID"),
    ("hdl:1721.1/123", "handle"),
    ("https://hdl.handle.net/1721.1/123", "handle"),
    ("urn:nbn:de:101:1-201102033592", "URN"),
    ("https://example.org/records/12", "address holds no DOI"),
    ("https://doi.org/", "address holds no DOI"),
    ("(:tba)", "No DOI was found"),
    ("10 May 2026, 10:30", "No DOI was found"),
    ("10.5555/" + "x" * 2000, "longer than any DOI"),
]


@pytest.mark.parametrize(("entry", "fault"), NO_DOI)
def test_what_is_no_doi_is_named_with_the_reason(entry: str, fault: str) -> None:
    [read] = read_entry(entry)
    assert (read.input, read.typed, read.doi) == (entry, entry, None)
    assert fault in read.fault


def test_a_doi_is_shown_as_it_was_typed_and_compared_in_lower_case() -> None:
    entry = "<https://doi.org/10.5555/ABC|10.5555/ABC>\r\n"
    assert read_entry(entry) == (
        Entry(input=entry.strip(), typed="10.5555/ABC", doi="10.5555/abc", fault=""),
    )


def test_each_doi_is_read_once_as_it_was_spelt_first() -> None:
    read = read_entries(["10.5555/A", "", "10.5555/b 10.5555/a\n", "doi:10.5555/B"])
    assert [(one.input, one.typed) for one in read] == [
        ("10.5555/A", "10.5555/A"),
        ("10.5555/b 10.5555/a", "10.5555/b"),
    ]


def test_blank_lines_are_skipped_and_every_entry_without_a_doi_is_kept() -> None:
    read = read_entries(["nothing", "\n", " \u200b\n", "nothing", "10.5555/a"])
    assert [one.doi for one in read] == [None, None, "10.5555/a"]


def test_five_thousand_dois_may_stand_in_one_entry() -> None:
    dois = [f"10.5555/{number}" for number in range(5000)]
    assert keys(read_entry(", ".join(dois))) == dois
    assert keys(read_entry(",".join(dois))) == dois


@pytest.mark.skipif(not TRICKY.exists(), reason="the corpus is not here")
def test_the_strings_of_the_corpus_come_out_as_expected() -> None:
    rows = [row.split("\t") for row in TRICKY.read_text("utf-8").split("\n")[1:] if row]
    agreed = [row[:2] for row in rows if row[2] not in ("contested", "shortdoi")]
    read = {entry: keys(read_entry(json.loads(entry))) for entry, _ in agreed}
    expected = {entry: [] if dois == "invalid" else dois.split(" ") for entry, dois in agreed}
    assert read == expected
    assert len(agreed) > 200


@given(st.text() | st.text(alphabet="10.5/<>()[]{}|&;,%2Fdoi:htps \\*_~?#\udc80\x00"))
def test_any_text_is_read(entry: str) -> None:
    for read in read_entry(entry):
        assert (read.doi is None) == bool(read.fault)
        assert read.doi is None or read_entry(read.doi)


@given(
    st.from_regex(
        r"10\.[0-9]{4,5}/[-._/:a-z0-9*~$=]{0,20}(\([0-9]+\))?[a-z0-9*~$=]", fullmatch=True
    )
)
def test_a_doi_that_datacite_takes_is_read_whole(doi: str) -> None:
    assert keys(read_entry(doi)) == [doi]


HOSTILE = [
    "10.5555/",
    "10.5555/a",
    "10.5555/a]",
    "10.5555/a,",
    "10.5555/a<t>",
    "10.5555/a</t>",
    "10.5555/a/pdf",
    "10.5555.",
    "10.5555.1",
    "10.",
    "1",
    ",",
    "(",
    "<http:|",
    "<https://doi.org/",
    "doi:",
    "doi ",
    "urn:doi:10.5555",
    "https:/",
    "%20",
    "%2F10.5555%2F",
    "&lt;",
    "&",
    "\\_",
    "*_~",
    "\u200b",
    " ",
    "0000-0002-",
    "10/a",
    "x.y/",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_nasty_text_is_read_in_its_own_length(piece: str) -> None:
    entry = piece * (MEGABYTE // len(piece))
    began = perf_counter()
    read_entry(entry)
    read_entry(entry + "!</t>10.5555/end")
    assert perf_counter() - began < 10  # seconds; squared it would be hours


def keys(read: Iterable[Entry]) -> list[str]:
    return [one.doi for one in read if one.doi is not None]


@given(
    st.from_regex(r"10\.[0-9]{4,9}/[0-9A-Za-z]([0-9A-Za-z._-]{0,30}[0-9A-Za-z])?", fullmatch=True)
)
def test_a_plain_doi_is_read_as_it_is_among_words(doi: str) -> None:
    (alone,), (among,) = read_entry(doi), read_entry(f"see {doi} there")

    assert (alone.typed, alone.doi) == (among.typed, among.doi)


def test_a_long_line_of_many_dois_is_not_repeated_with_each_of_them() -> None:
    dois = [f"10.5555/made-up-{number}" for number in range(100)]

    entries = read_entry(", ".join(dois))

    assert [entry.input for entry in entries] == dois


def test_a_password_in_an_address_is_not_kept() -> None:
    (entry,) = read_entry("https://ada:secret@doi.org/10.5555/x")

    assert (entry.input, entry.doi) == ("https://…@doi.org/10.5555/x", "10.5555/x")
