"""What the bot answers by itself: for every edition, whatever is known."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import editions
from bot.domain.application import Filed, ServiceKind
from bot.domain.assessment import Answer
from bot.domain.check import (
    Finding,
    Level,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Verdict,
)
from bot.domain.criteria import Criterion, Finder, Status
from bot.domain.found import find
from bot.domain.known import Known
from bot.domain.repositories import Repository
from tests.bot.domain.cases import a_contact, an_edition
from tests.bot.domain.knowing import NOTHING_FILED, an_example, known
from tests.factories import MARCH_2, a_result

ALL = [one for edition in editions.editions().values() for one in edition.criteria]
REPOSITORY = Repository(id="example.repo", name="Example", software=None, re3data=None, url=None)
SOURCES = st.sampled_from([None, "api", "mds", "fabrica", "fabricaForm", "ez", "levriero"])
MAYBE = st.sampled_from([None, True, False])
WORDS = st.sampled_from(["", "Example", "*<!channel>*", "https://example.org", "a@b.example"])


def a_metadata(verdict: MetadataVerdict) -> Metadata:
    return Metadata(verdict=verdict, namespace="http://example.org/x", lowest_minor="4.3")


FINDINGS = st.builds(
    Finding,
    st.sampled_from(["page", "tags", "address", "robots", "state", "agency", "metadata"]),
    st.sampled_from(Level),
    st.just("Something."),
    st.just("https://example.org/help"),
)
RESULTS = st.lists(
    st.builds(
        a_result,
        doi=st.sampled_from([None, "10.5555/a", "10.5555/b"]),
        verdict=st.sampled_from(Verdict),
        source=SOURCES,
        client=st.sampled_from([None, "example.repo", "example.archive"]),
        url=st.sampled_from([None, "https://test.example.org/a", "http://[", ""]),
        usage=st.sampled_from([None, 0, 7]),
        metadata=st.builds(a_metadata, st.sampled_from(MetadataVerdict)),
        page=st.builds(Page, verdict=st.sampled_from(PageVerdict), has_metrics_badge=MAYBE),
        findings=st.lists(FINDINGS, max_size=3).map(tuple),
    ),
    max_size=5,
).map(tuple)
CONTACTS = st.builds(
    a_contact,
    address=st.sampled_from(["a.person@example.org", "info@example.org", "erased", "nobody"]),
    confirmed_at=st.sampled_from([None, MARCH_2]),
    unreachable_at=st.sampled_from([None, MARCH_2]),
)


@st.composite
def anything(draw: st.DrawFn) -> Known:
    filed = Filed(
        organisation="Example Ltd",
        kind=draw(st.sampled_from([None, *ServiceKind])),
        services=known().filed.services if draw(st.booleans()) else (),
        has_members=draw(MAYBE),
        support=draw(WORDS),
    )
    values: dict[str, Any] = {
        "filed": filed,
        "examples": draw(st.integers(1, 5)),
        "check": "CHK-12",
        "results": draw(RESULTS),
        "test_check": "CHK-13",
        "test_results": draw(RESULTS),
        "contact": draw(st.none() | CONTACTS),
        "takes_mail": draw(MAYBE),
        "is_support_answering": draw(MAYBE),
        "software": draw(st.dictionaries(st.just("Example Repository"), st.integers(0, 9))),
        "repositories": draw(st.dictionaries(st.just("example.repo"), st.just(REPOSITORY))),
        "in_re3data": draw(st.dictionaries(st.just("example.repo"), st.booleans())),
        "badge_seen": draw(MAYBE),
    }
    return Known(**values)


@given(anything())
def test_advice_is_never_not_met(what: Known) -> None:
    for criterion in ALL:
        answer = find(criterion, what, MARCH_2)
        if answer and criterion.is_advice:
            assert answer.status is not Status.NOT_MET


@given(anything())
def test_every_answer_says_why_in_a_sentence_and_who_says_so(what: Known) -> None:
    for criterion in ALL:
        answer = find(criterion, what, MARCH_2)
        if answer:
            assert answer.key == criterion.key
            assert answer.note.endswith(".")
            assert answer.by
            assert (answer.at, answer.is_person, answer.dismissed) == (MARCH_2, False, "")


@given(st.sampled_from(Finder), anything())
def test_whatever_is_looked_for_as_advice_is_never_not_met(finder: Finder, what: Known) -> None:
    """It is kept in one place, and so also where an edition takes another thing for advice."""
    criterion = Criterion(
        key="E9", title="Any", words="Any.", is_required=False, is_advice=True, finder=finder
    )

    answer = find(criterion, what, MARCH_2)

    assert answer is None or answer.status is not Status.NOT_MET


def test_of_what_is_not_known_nothing_is_not_met_but_what_the_listing_lacks() -> None:
    """RULES 9: "nothing the bot could not find out is ever shown as a failure"."""
    answers = found(Known(filed=NOTHING_FILED, examples=3))

    assert {key for key, one in answers.items() if one.status is Status.NOT_MET} == {"R9"}
    assert answers["R6"].status is Status.DUE_LATER
    assert {"R4", "R8"}.isdisjoint(answers)


def test_what_only_a_person_can_say_is_left_to_one() -> None:
    alone = [one for one in ALL if one.finder is Finder.NOTHING]

    assert alone
    assert [find(one, known(results=(an_example(),)), MARCH_2) for one in alone] == [None] * len(
        alone
    )


def test_an_answer_names_the_criterion_that_it_is_about_and_not_what_was_looked_for() -> None:
    criterion = Criterion(
        key="R7",
        title="DOIs",
        words="DOIs.",
        is_required=True,
        is_advice=False,
        finder=Finder.USAGE,
    )

    assert find(criterion, known(results=(an_example(usage=3),)), MARCH_2) == Answer(
        key="R7",
        status=Status.MET,
        note="Examples with views or downloads: 1 of 1.",
        link="https://makedatacount.org/",
        by="CHK-12",
        at=MARCH_2,
        is_person=False,
    )


def found(what: Known) -> dict[str, Answer]:
    answers = (find(one, what, MARCH_2) for one in an_edition().criteria)
    return {one.key: one for one in answers if one}
