import re
from typing import get_args

from bot.demo.table import ROWS, Metadata, Page, Row, Table, Verdict


def test_the_table_shows_every_verdict() -> None:
    assert {row.verdict for row in ROWS} == set(get_args(Verdict))
    assert {row.metadata for row in ROWS} == set(get_args(Metadata))
    assert {row.page for row in ROWS} == set(get_args(Page))


def test_every_doi_is_plainly_made_up_and_says_what_it_shows() -> None:
    assert len({row.doi for row in ROWS}) == len({row.shows for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert re.fullmatch(r"10\.(5555|5072)/[a-z0-9.-]+", row.doi)
        assert row.shows


def test_the_table_has_what_is_easily_taken_for_findable() -> None:
    known = Table(ROWS)
    assert [row.doi for row in known if row.production and not row.is_indexed] == [
        "10.5555/lagging"
    ]
    assert [row.doi for row in known if row.client == "crossref.citations"] == ["10.5555/crossref"]
    assert [row.doi for row in known if row.production and row.agency is None] == [
        "10.5555/on-its-way"
    ]
    assert {row.client for row in known} > {"example.repo", "example.library"}
    assert {row.source for row in known} == {"api", "mds", "fabricaForm", "levriero"}


def test_a_doi_is_found_in_any_case_and_can_be_changed() -> None:
    known = Table(ROWS)
    known.add(Row(doi="10.5555/FINDABLE", shows="a change"))
    changed = known.find("10.5555/Findable")
    assert changed is not None
    assert changed.shows == "a change"
    assert len(list(known)) == len(ROWS)
