"""The decision table, row by row: what DataCite, the handle system and the agency say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.check import Environment, Level, Verdict
from bot.domain.decision import decide, has_index_lag, is_on_its_way
from bot.domain.doi import Entry
from bot.domain.evidence import NOT_ASKED, Agency, Evidence, Handle, Shown, Unanswered
from bot.domain.judgement import Examined, judge
from tests.factories import a_record

PRODUCTION, TEST = Environment.PRODUCTION, Environment.TEST
SILENT = Unanswered("Nobody answered.")
DATACITE, CROSSREF, NOBODY = (
    Agency(name="DataCite", said=""),
    Agency(name="Crossref", said=""),
    Agency(name=None, said=""),
)
EXISTS, ABSENT = (
    Handle(exists=True, url="https://example.org/x", said=""),
    Handle(exists=False, url=None, said=""),
)
FINDABLE, REGISTERED, DRAFT = (
    a_record(state="findable"),
    a_record(state="registered"),
    a_record(state="draft"),
)
IMPORTED = a_record(state="findable", client="crossref.citations")


@pytest.mark.parametrize(
    ("single", "handle", "agency", "verdict"),
    [
        (FINDABLE, EXISTS, DATACITE, Verdict.FINDABLE),
        (FINDABLE, ABSENT, NOBODY, Verdict.UNKNOWN),
        (FINDABLE, SILENT, DATACITE, Verdict.FINDABLE),
        (FINDABLE, EXISTS, SILENT, Verdict.FINDABLE),
        (FINDABLE, SILENT, SILENT, Verdict.UNKNOWN),
        (REGISTERED, EXISTS, DATACITE, Verdict.REGISTERED),
        (DRAFT, ABSENT, NOBODY, Verdict.NOT_REGISTERED),
        (DRAFT, SILENT, SILENT, Verdict.UNKNOWN),
        (a_record(state="flagged"), EXISTS, DATACITE, Verdict.UNKNOWN),
        (None, EXISTS, DATACITE, Verdict.REGISTERED),
        (None, EXISTS, CROSSREF, Verdict.OTHER_AGENCY),
        (None, EXISTS, SILENT, Verdict.UNKNOWN),
        (None, EXISTS, NOBODY, Verdict.UNKNOWN),
        (None, SILENT, SILENT, Verdict.UNKNOWN),
        (None, ABSENT, NOBODY, Verdict.NOT_REGISTERED),
        (FINDABLE, EXISTS, CROSSREF, Verdict.OTHER_AGENCY),
        (IMPORTED, EXISTS, DATACITE, Verdict.OTHER_AGENCY),
        (IMPORTED, SILENT, SILENT, Verdict.OTHER_AGENCY),
        (SILENT, EXISTS, CROSSREF, Verdict.OTHER_AGENCY),
        (SILENT, EXISTS, DATACITE, Verdict.UNKNOWN),
        (SILENT, ABSENT, NOBODY, Verdict.UNKNOWN),
    ],
)
def test_each_row_has_its_verdict(
    single: Shown, handle: Handle | Unanswered, agency: Agency | Unanswered, verdict: Verdict
) -> None:
    evidence = Evidence(doi="10.5555/x", agency=agency, single=single, handle=handle)

    assert decide(evidence, PRODUCTION) is verdict


@pytest.mark.parametrize(
    ("doi", "test", "verdict"),
    [
        ("10.5555/x", FINDABLE, Verdict.TEST_ONLY),
        ("10.5555/x", None, Verdict.NOT_REGISTERED),
        ("10.5555/x", SILENT, Verdict.NOT_REGISTERED),
        ("10.5072/x", None, Verdict.TEST_ONLY),
        ("10.5072/x", SILENT, Verdict.TEST_ONLY),
    ],
)
def test_what_production_does_not_know_may_be_the_test_systems(
    doi: str, test: Shown, verdict: Verdict
) -> None:
    evidence = Evidence(doi=doi, agency=NOBODY, single=None, handle=ABSENT, test=test)

    assert decide(evidence, PRODUCTION) is verdict


@pytest.mark.parametrize(
    ("single", "verdict"),
    [
        (FINDABLE, Verdict.FINDABLE),
        (REGISTERED, Verdict.REGISTERED),
        (DRAFT, Verdict.NOT_REGISTERED),
        (None, Verdict.NOT_REGISTERED),
        (SILENT, Verdict.UNKNOWN),
    ],
)
def test_in_the_test_system_findable_means_findable_there(single: Shown, verdict: Verdict) -> None:
    assert decide(Evidence(doi="10.5555/x", single=single), TEST) is verdict


def test_a_doi_that_ends_in_a_slash_cannot_be_fetched_so_its_absence_says_nothing() -> None:
    evidence = Evidence(doi="10.5555/x/", agency=DATACITE, single=None, handle=EXISTS)

    assert decide(evidence, PRODUCTION) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("listed", "single", "is_lagging"),
    [
        (None, FINDABLE, True),
        (FINDABLE, NOT_ASKED, False),
        (None, None, False),
        (None, REGISTERED, False),
        (SILENT, FINDABLE, False),
    ],
)
def test_index_lag_is_told_from_absence(listed: Shown, single: Shown, *, is_lagging: bool) -> None:
    evidence = Evidence(doi="10.5555/x", listed=listed, single=single)

    assert has_index_lag(evidence) is is_lagging


def test_what_is_findable_before_it_resolves_is_on_its_way() -> None:
    evidence = Evidence(doi="10.5555/x", agency=NOBODY, listed=FINDABLE, handle=ABSENT)

    assert is_on_its_way(evidence)


SHOWN = st.sampled_from([FINDABLE, REGISTERED, DRAFT, IMPORTED, None, SILENT, NOT_ASKED])


EVIDENCE = st.builds(
    Evidence,
    doi=st.sampled_from(["10.5555/x", "10.5555/x/", "10.5072/x"]),
    listed=SHOWN,
    single=SHOWN,
    test=SHOWN,
    agency=st.sampled_from([DATACITE, CROSSREF, NOBODY, SILENT]),
    handle=st.sampled_from([EXISTS, ABSENT, SILENT, NOT_ASKED]),
)


@given(evidence=EVIDENCE, environment=st.sampled_from(Environment))
def test_every_verdict_has_the_findings_that_explain_it(
    evidence: Evidence, environment: Environment
) -> None:
    entry = Entry(input=evidence.doi, typed=evidence.doi, doi=evidence.doi, fault="")

    result = judge(entry, evidence, environment, Examined())

    assert all(finding.text and finding.link for finding in result.findings)
    if result.verdict is Verdict.UNKNOWN and evidence.record is not NOT_ASKED:
        assert result.at(Level.UNKNOWN)
    if result.verdict not in (Verdict.FINDABLE, Verdict.UNKNOWN):
        assert result.at(Level.FAILURE)
    if result.verdict in (Verdict.FINDABLE, Verdict.UNKNOWN):
        assert not result.at(Level.FAILURE)
