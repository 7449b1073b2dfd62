"""R1, R2 and R3: what example DOIs say."""

from typing import Any

import pytest

from bot.domain import links
from bot.domain.application import Api, Service
from bot.domain.check import Metadata, MetadataVerdict, Page, PageVerdict, Verdict
from bot.domain.criteria import Status
from bot.domain.found_dois import api, findable, schema
from bot.domain.known import Clue, Known
from tests.bot.domain.knowing import KERNEL_4, VALID, an_example, examples, failed, known

FINDABLE, UNKNOWN = Verdict.FINDABLE, Verdict.UNKNOWN
THREE = (FINDABLE,) * 3
HIDDEN = failed("10.5555/x", Verdict.REGISTERED, "Registered but not findable: publish it.")
USE_REST = "A new integration should use the REST API."


def uses(*apis: Api | None) -> tuple[Service, ...]:
    return tuple(Service(name=f"Example {number}", api=one) for number, one in enumerate(apis))


def with_sources(*sources: str | None, **details: Any) -> Known:  # noqa: ANN401 -- as in Known
    results = tuple(
        an_example(f"10.5555/{number}", source=source, client=f"example.{number}")
        for number, source in enumerate(sources)
    )
    return known(results=results, **details)


class TestApi:
    def test_examples_that_came_through_an_api_meet_it(self) -> None:
        assert api(with_sources("api", "mds", "api")) == Clue(
            status=Status.MET,
            note="3 of 3 examples came through the REST and MDS API, "
            "from 3 repositories (example.0 and 2 more).",
            by="CHK-12",
            link=links.INTEGRATORS,
        )

    def test_the_number_of_distinct_repositories_is_told(self) -> None:
        clue = api(known(results=examples(*THREE)))

        assert clue.note == (
            "3 of 3 examples came through the REST API, from 1 repository (example.repo)."
        )

    @pytest.mark.parametrize("source", ["fabrica", "fabricaForm"])
    def test_an_example_made_by_hand_is_a_question_and_no_failure(self, source: str) -> None:
        clue = api(with_sources("api", source, "api"))

        assert clue.status is Status.UNCLEAR
        assert clue.note == (
            "1 of 3 examples came from Fabrica by hand, which does not show the integration at "
            "work: 10.5555/1. To be asked about."
        )

    @pytest.mark.parametrize("source", ["ez", "something new"])
    def test_another_way_in_is_a_question(self, source: str) -> None:
        clue = api(with_sources("api", source))

        assert clue.status is Status.UNCLEAR
        assert f'10.5555/1 came by "{source}"' in clue.note

    def test_an_example_of_which_nobody_knows_does_not_lower_it(self) -> None:
        clue = api(with_sources("api", None))

        assert clue.status is Status.MET
        assert clue.note.startswith("1 of 2 examples came through the REST API")

    def test_another_agencys_doi_says_nothing_about_an_integration(self) -> None:
        foreign = an_example(verdict=Verdict.OTHER_AGENCY, source="api")

        assert api(known(results=(foreign,))).status is Status.UNCLEAR

    def test_without_examples_it_is_unclear_and_says_how_many_are_needed(self) -> None:
        assert api(known()) == Clue(
            status=Status.UNCLEAR,
            note="No examples are named: 3 that the integration registered are needed.",
            by="application",
            link=links.INTEGRATORS,
        )

    def test_examples_of_the_test_system_stand_in_where_there_are_no_others(self) -> None:
        clue = api(known(test_results=examples(FINDABLE)))

        assert (clue.status, clue.by) == (Status.MET, "CHK-13")

    @pytest.mark.parametrize(
        ("apis", "sources", "is_advised"),
        [
            ((Api.MDS,), ("mds",), True),
            ((Api.MDS, Api.MDS), ("api",), True),
            ((None,), ("mds", "mds"), True),
            ((None,), ("mds", "api"), False),
            ((Api.BOTH,), ("mds",), False),
            ((Api.MDS, Api.REST), ("mds",), False),
            ((Api.REST,), ("mds",), False),
            ((Api.NONE_YET,), (), True),
            ((Api.NONE_YET, Api.REST), (), False),
            ((), (), False),
        ],
    )
    def test_a_new_integration_should_use_the_rest_api(
        self, apis: tuple[Api | None, ...], sources: tuple[str, ...], *, is_advised: bool
    ) -> None:
        clue = api(with_sources(*sources, services=uses(*apis)))

        assert (USE_REST in clue.note) is is_advised

    def test_the_mds_api_meets_it_all_the_same(self) -> None:
        assert api(with_sources("mds", services=uses(Api.MDS))).status is Status.MET


class TestFindable:
    def test_three_findable_examples_meet_it(self) -> None:
        assert findable(known(results=examples(*THREE))) == Clue(
            status=Status.MET,
            note="3 of 3 examples are findable, from 1 repository (example.repo).",
            by="CHK-12",
            link=links.FINDABLE,
        )

    def test_how_many_are_needed_is_policy(self) -> None:
        two = examples(FINDABLE, FINDABLE)

        assert findable(known(results=two, examples=2)).status is Status.MET
        assert findable(known(results=two, examples=3)) == Clue(
            status=Status.UNCLEAR,
            note="Findable examples: 2; needed: 3.",
            by="CHK-12",
            link=links.FINDABLE,
        )

    @pytest.mark.parametrize("source", ["fabrica", "fabricaForm"])
    def test_one_made_by_hand_is_asked_about(self, source: str) -> None:
        results = (*examples(FINDABLE, FINDABLE), an_example("10.5555/hand", source=source))

        clue = findable(known(results=results))

        assert clue.status is Status.UNCLEAR
        assert "Made in Fabrica by hand: 10.5555/hand; to be asked about." in clue.note

    def test_of_no_known_repository_they_do_not_meet_it(self) -> None:
        clue = findable(known(results=examples(*THREE, client=None)))

        assert clue.status is Status.UNCLEAR
        assert "From which repository is not known." in clue.note

    def test_one_of_four_that_fails_is_told_though_three_are_enough(self) -> None:
        clue = findable(known(results=(*examples(*THREE), HIDDEN)))

        assert clue.status is Status.MET
        assert clue.note.startswith("3 of 4 examples are findable")
        assert clue.note.endswith("10.5555/x: Registered but not findable: publish it.")

    @pytest.mark.parametrize(
        ("details", "said"),
        [
            (
                {"page": Page(verdict=PageVerdict.BLOCKED)},
                "To be looked at by hand, since the page refuses robots: 10.5555/odd.",
            ),
            ({"indexed": False}, "Not in DataCite's index yet: 10.5555/odd."),
            (
                {"url": "https://sandbox.example.org/odd"},
                "To be looked at by hand, since it leads to a test server: 10.5555/odd.",
            ),
            (
                {"url": "https://repo-test.example.org:8443/odd"},
                "To be looked at by hand, since it leads to a test server: 10.5555/odd.",
            ),
        ],
    )
    def test_what_wants_a_persons_eye_does_not_lower_it(
        self, details: dict[str, Any], said: str
    ) -> None:
        results = (*examples(FINDABLE, FINDABLE), an_example("10.5555/odd", **details))

        clue = findable(known(results=results))

        assert clue.status is Status.MET
        assert clue.note.endswith(said)

    @pytest.mark.parametrize(
        "url", ["https://example.org/test", "https://latest.example.org/", "http://[", None]
    )
    def test_an_address_that_has_test_elsewhere_is_no_test_server(self, url: str | None) -> None:
        results = (*examples(FINDABLE, FINDABLE), an_example("10.5555/odd", url=url))

        assert "test server" not in findable(known(results=results)).note

    @pytest.mark.parametrize(
        ("verdict", "key"),
        [
            (Verdict.REGISTERED, "state"),
            (Verdict.NOT_REGISTERED, "state"),
            (Verdict.TEST_ONLY, "state"),
            (Verdict.OTHER_AGENCY, "agency"),
            (Verdict.INVALID_DOI, "syntax"),
        ],
    )
    def test_a_check_that_fails_makes_it_not_met_with_the_fix(
        self, verdict: Verdict, key: str
    ) -> None:
        bad = failed("10.5555/bad", verdict, "It is so, do that.", key)

        clue = findable(known(results=(*examples(FINDABLE, FINDABLE), bad)))

        assert clue == Clue(
            status=Status.NOT_MET,
            note="Findable: 2 of 3 examples; needed: 3. 10.5555/bad: It is so, do that.",
            by="CHK-12",
            link=f"https://example.org/{key}",
        )

    def test_of_several_that_fail_the_first_is_explained(self) -> None:
        clue = findable(known(results=(HIDDEN, HIDDEN, HIDDEN)))

        assert clue.note == (
            "Findable: 0 of 3 examples; needed: 3. 10.5555/x: Registered but not findable: "
            "publish it. The same or the like: 2 more."
        )

    def test_a_failure_without_a_finding_is_said_by_its_verdict(self) -> None:
        result = an_example("10.5555/x", verdict=Verdict.REGISTERED)

        assert findable(known(results=(result,))).note.endswith("10.5555/x: registered.")

    @pytest.mark.parametrize(
        "verdicts", [(UNKNOWN,) * 3, (FINDABLE, FINDABLE, UNKNOWN), (UNKNOWN,)]
    )
    def test_what_is_not_known_is_never_not_met(self, verdicts: tuple[Verdict, ...]) -> None:
        clue = findable(known(results=examples(*verdicts)))

        assert clue.status is Status.UNCLEAR
        assert clue.note.startswith(f"Not known yet: {verdicts.count(UNKNOWN)} of")

    def test_what_may_still_be_enough_is_not_failed_by_another(self) -> None:
        results = (*examples(FINDABLE, FINDABLE, UNKNOWN), HIDDEN)

        assert findable(known(results=results)).status is Status.UNCLEAR

    def test_what_cannot_be_enough_any_more_is_failed(self) -> None:
        results = (*examples(FINDABLE, UNKNOWN), HIDDEN)

        assert findable(known(results=results)).status is Status.NOT_MET

    def test_provisional_registration_is_possible_where_no_member_uses_it_yet(self) -> None:
        tests = examples(FINDABLE, FINDABLE, Verdict.NOT_REGISTERED)

        assert findable(known(test_results=tests, has_members=False)) == Clue(
            status=Status.UNCLEAR,
            note="Findable in the test system: 2. No DataCite member uses it yet: provisional "
            "registration is possible.",
            by="CHK-13",
            link=links.TESTING,
        )

    def test_where_nobody_says_whether_a_member_uses_it_both_ways_are_told(self) -> None:
        clue = findable(known(test_results=examples(FINDABLE), has_members=None))

        assert clue.status is Status.UNCLEAR
        assert "If no DataCite member uses it yet, provisional registration is possible" in (
            clue.note
        )
        assert "3 examples in production are needed" in clue.note

    def test_a_test_doi_among_the_examples_counts_for_the_demonstration(self) -> None:
        only = failed("10.5555/t", Verdict.TEST_ONLY, "Only the test system knows it.")

        clue = findable(known(results=(only,), has_members=False))

        assert (clue.status, clue.by) == (Status.UNCLEAR, "CHK-12")
        assert "provisional registration is possible" in clue.note

    def test_who_has_members_is_asked_for_examples_in_production(self) -> None:
        clue = findable(known(test_results=examples(*THREE), has_members=True))

        assert clue == Clue(
            status=Status.UNCLEAR,
            note="All examples are of the test system: 3 in production are needed.",
            by="CHK-13",
            link=links.FINDABLE,
        )

    def test_who_has_none_is_asked_for_examples_in_the_test_system(self) -> None:
        drafts = examples(Verdict.NOT_REGISTERED)

        for what in (known(has_members=False), known(has_members=False, test_results=drafts)):
            clue = findable(what)
            assert clue.status is Status.UNCLEAR
            assert "findable examples in the test system are needed" in clue.note
            assert clue.link == links.TESTING

    def test_without_any_example_it_is_unclear(self) -> None:
        assert findable(known(has_members=None)) == Clue(
            status=Status.UNCLEAR,
            note="No examples are named: 3 in production are needed.",
            by="application",
            link=links.FINDABLE,
        )

    def test_production_examples_that_are_enough_need_no_provisional_registration(self) -> None:
        what = known(results=examples(*THREE), test_results=examples(FINDABLE), has_members=False)

        assert findable(what).status is Status.MET


class TestSchema:
    def test_valid_examples_meet_it_with_the_lowest_version_that_each_needs(self) -> None:
        newer = Metadata(verdict=MetadataVerdict.VALID, namespace=KERNEL_4, lowest_minor="4.4")
        results = (*examples(FINDABLE, FINDABLE), an_example("10.5555/n", metadata=newer))

        assert schema(known(results=results)) == Clue(
            status=Status.MET,
            note="3 of 3 examples are valid in schema 4 (namespace "
            "http://datacite.org/schema/kernel-4); the lowest version that takes them: "
            "4.0 (2), 4.4 (1).",
            by="CHK-12",
            link=links.SCHEMA,
        )

    @pytest.mark.parametrize(
        "verdict",
        [MetadataVerdict.INVALID, MetadataVerdict.NOT_SCHEMA_4, MetadataVerdict.MISSING],
    )
    def test_an_example_that_is_not_valid_makes_it_not_met_with_the_fault(
        self, verdict: MetadataVerdict
    ) -> None:
        bad = failed("10.5555/bad", FINDABLE, "The metadata is not so: add this.", "metadata")
        bad = an_example("10.5555/bad", findings=bad.findings, metadata=Metadata(verdict=verdict))

        assert schema(known(results=(an_example(), bad))) == Clue(
            status=Status.NOT_MET,
            note="Not valid in schema 4: 1 of 2 examples. "
            "10.5555/bad: The metadata is not so: add this.",
            by="CHK-12",
            link="https://example.org/metadata",
        )

    def test_another_namespace_is_told(self) -> None:
        old = Metadata(
            verdict=MetadataVerdict.NOT_SCHEMA_4,
            namespace="http://datacite.org/schema/kernel-3",
        )

        assert schema(known(results=(an_example(metadata=old),))).note.endswith(
            "Its namespace is http://datacite.org/schema/kernel-3, "
            "not http://datacite.org/schema/kernel-4."
        )

    def test_metadata_that_nobody_could_read_does_not_lower_what_others_show(self) -> None:
        silent = an_example("10.5555/s", metadata=Metadata(verdict=MetadataVerdict.UNKNOWN))

        clue = schema(known(results=(an_example(metadata=VALID), silent)))

        assert clue.status is Status.MET
        assert clue.note.startswith("1 of 2 examples are valid")

    @pytest.mark.parametrize("verdict", [MetadataVerdict.UNKNOWN, MetadataVerdict.SKIPPED])
    def test_metadata_that_is_not_known_leaves_it_unclear(self, verdict: MetadataVerdict) -> None:
        silent = an_example(metadata=Metadata(verdict=verdict))

        assert schema(known(results=(silent,))).status is Status.UNCLEAR

    def test_without_examples_it_is_unclear(self) -> None:
        assert schema(known()).status is Status.UNCLEAR

    def test_examples_of_the_test_system_stand_in_where_there_are_no_others(self) -> None:
        clue = schema(known(test_results=examples(FINDABLE)))

        assert (clue.status, clue.by) == (Status.MET, "CHK-13")
