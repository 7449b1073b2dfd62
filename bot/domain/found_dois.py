"""What example DOIs say about an integration: its API, findable DOIs, their metadata."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from bot.domain import links
from bot.domain.application import Api
from bot.domain.check import Finding, Level, MetadataVerdict, PageVerdict, Result, Verdict
from bot.domain.criteria import Status
from bot.domain.known import Clue, Known, doi_of, first_of, repositories

_APIS = {"api": "REST", "mds": "MDS"}
_BY_HAND = ("fabrica", "fabricaForm")
_USE_REST = "A new integration should use the REST API."
_FAILS = (
    Verdict.REGISTERED,
    Verdict.NOT_REGISTERED,
    Verdict.OTHER_AGENCY,
    Verdict.TEST_ONLY,
    Verdict.INVALID_DOI,
)
_INVALID = (MetadataVerdict.INVALID, MetadataVerdict.NOT_SCHEMA_4, MetadataVerdict.MISSING)
_KERNEL_4 = "http://datacite.org/schema/kernel-4"
_OF_TESTS = frozenset({"test", "testing", "stage", "staging", "sandbox", "demo", "dev"})


def api(known: Known) -> Clue:
    """Judge by how the examples were registered (R1)."""
    by, results = known.shown
    ours = [one for one in results if one.source and one.verdict is not Verdict.OTHER_AGENCY]
    note, status = _by_sources(ours, results, known)
    advice = _rest_advice(known, {one.source for one in ours})
    return Clue(status=status, note=f"{note} {advice}".strip(), by=by, link=links.INTEGRATORS)


def _by_sources(
    ours: Sequence[Result], results: Sequence[Result], known: Known
) -> tuple[str, Status]:
    if not results:
        return _none_named(known, "that the integration registered"), Status.UNCLEAR
    if not ours:
        return "How the examples were registered is not known.", Status.UNCLEAR
    odd = [one for one in ours if one.source not in _APIS]
    if odd:
        return f"{_odd_sources(odd, ours)} To be asked about.", Status.UNCLEAR
    ways = " and ".join(_APIS[source] for source in sorted({str(one.source) for one in ours}))
    text = f"{len(ours)} of {len(results)} examples came through the {ways} API{_from(ours)}."
    return text, Status.MET


def _odd_sources(odd: Sequence[Result], ours: Sequence[Result]) -> str:
    by_hand = [doi_of(one) for one in odd if one.source in _BY_HAND]
    if by_hand:
        count = f"{len(by_hand)} of {len(ours)} examples came from Fabrica by hand"
        return f"{count}, which does not show the integration at work: {first_of(by_hand)}."
    first = odd[0]
    return f'{doi_of(first)} came by "{first.source}", neither the REST nor the MDS API.'


def _rest_advice(known: Known, sources: set[str | None]) -> str:
    apis = {one.api for one in known.filed.services if one.api}
    if apis and apis <= {Api.NONE_YET}:
        return f"They say that there is no integration yet. {_USE_REST}"
    is_mds = apis == {Api.MDS} if apis else sources == {"mds"}
    return f"It uses the MDS API alone. {_USE_REST}" if is_mds else ""


def findable(known: Known) -> Clue:
    """Judge by whether the examples are findable (R2).

    "Demonstrate that they have registered real, findable DOIs in the DataCite production
    environment through their integration."
    """
    found = [one for one in known.results if one.verdict is Verdict.FINDABLE]
    fails = [one for one in known.results if one.verdict in _FAILS]
    silent = len(known.results) - len(found) - len(fails)
    if len(found) >= known.examples:
        return _enough(found, fails, known)
    if known.filed.has_members is not True and (tests := _findable_in_test(known)):
        return _provisional(tests, known)
    if fails and len(found) + silent < known.examples:
        return _not_findable(found, fails, known)
    return _too_few(found, silent, known)


def _enough(found: Sequence[Result], fails: Sequence[Result], known: Known) -> Clue:
    by_hand = [doi_of(one) for one in found if one.source in _BY_HAND]
    is_owned = any(one.client for one in found)
    text = f"{len(found)} of {len(known.results)} examples are findable{_from(found)}."
    if by_hand:
        text += f" Made in Fabrica by hand: {first_of(by_hand)}; to be asked about."
    elif not is_owned:
        text += " From which repository is not known."
    more = [*_to_look_at(found), *(_failure(one).text for one in fails[:1])]
    return Clue(
        status=Status.MET if is_owned and not by_hand else Status.UNCLEAR,
        note=" ".join([text, *more]),
        by=known.check,
        link=links.FINDABLE,
    )


def _to_look_at(found: Sequence[Result]) -> Iterator[str]:
    """Say what does not lower it, but wants a person's eye."""
    blocked = [doi_of(one) for one in found if one.page.verdict is PageVerdict.BLOCKED]
    if blocked:
        yield f"To be looked at by hand, since the page refuses robots: {first_of(blocked)}."
    late = [doi_of(one) for one in found if one.indexed is False]
    if late:
        yield f"Not in DataCite's index yet: {first_of(late)}."
    tests = [doi_of(one) for one in found if _is_on_a_test_server(one)]
    if tests:
        yield f"To be looked at by hand, since it leads to a test server: {first_of(tests)}."


def _is_on_a_test_server(result: Result) -> bool:
    try:
        host = urlsplit(result.url or "").hostname or ""
    except ValueError:
        return False
    return not _OF_TESTS.isdisjoint(host.replace("-", ".").split("."))


def _findable_in_test(known: Known) -> int:
    there = [one for one in known.test_results if one.verdict is Verdict.FINDABLE]
    return len(there) + sum(one.verdict is Verdict.TEST_ONLY for one in known.results)


def _provisional(tests: int, known: Known) -> Clue:
    there = f"Findable in the test system: {tests}."
    if known.filed.has_members is None:
        note = (
            f"{there} If no DataCite member uses it yet, provisional registration is possible;"
            f" else {known.examples} examples in production are needed."
        )
    else:
        note = f"{there} No DataCite member uses it yet: provisional registration is possible."
    by = known.test_check or known.check
    return Clue(status=Status.UNCLEAR, note=note, by=by, link=links.TESTING)


def _not_findable(found: Sequence[Result], fails: Sequence[Result], known: Known) -> Clue:
    first = _failure(fails[0])
    count = f"Findable: {len(found)} of {len(known.results)} examples; needed: {known.examples}."
    more = f" The same or the like: {len(fails) - 1} more." if fails[1:] else ""
    note = f"{count} {first.text}{more}"
    return Clue(status=Status.NOT_MET, note=note, by=known.check, link=first.link)


def _too_few(found: Sequence[Result], silent: int, known: Known) -> Clue:
    by, link = known.check, links.FINDABLE
    if silent:
        note = f"Not known yet: {silent} of {len(known.results)} examples; re-check them."
    elif found:
        note = f"Findable examples: {len(found)}; needed: {known.examples}."
    elif known.filed.has_members is False:
        by, link = known.test_check, links.TESTING
        note = (
            "No DataCite member uses it yet: findable examples in the test system are needed for "
            "a provisional registration."
        )
    elif known.test_results:
        by = known.test_check
        note = f"All examples are of the test system: {known.examples} in production are needed."
    else:
        note = _none_named(known, "in production")
    return Clue(status=Status.UNCLEAR, note=note, by=by or known.shown.by, link=link)


def schema(known: Known) -> Clue:
    """Judge by the metadata of the examples (R3)."""
    by, results = known.shown
    judged = [one for one in results if one.metadata.verdict is not MetadataVerdict.SKIPPED]
    invalid = [one for one in judged if one.metadata.verdict in _INVALID]
    valid = [one for one in judged if one.metadata.verdict is MetadataVerdict.VALID]
    if invalid:
        return _not_schema_4(invalid, len(judged), by)
    if not valid:
        note = "The metadata of no example is known: findable examples are needed."
        return Clue(status=Status.UNCLEAR, note=note, by=by, link=links.SCHEMA)
    lowest = Counter(str(one.metadata.lowest_minor) for one in valid)
    versions = ", ".join(f"{version} ({lowest[version]})" for version in sorted(lowest))
    note = (
        f"{len(valid)} of {len(judged)} examples are valid in schema 4 (namespace {_KERNEL_4});"
        f" the lowest version that takes them: {versions}."
    )
    return Clue(status=Status.MET, note=note, by=by, link=links.SCHEMA)


def _not_schema_4(invalid: Sequence[Result], count: int, by: str) -> Clue:
    first = invalid[0]
    finding = _finding(first, "metadata")
    note = f"Not valid in schema 4: {len(invalid)} of {count} examples. {finding.text}"
    namespace = first.metadata.namespace
    if namespace and namespace != _KERNEL_4:
        note += f" Its namespace is {namespace}, not {_KERNEL_4}."
    return Clue(status=Status.NOT_MET, note=note, by=by, link=finding.link)


def _failure(result: Result) -> Finding:
    return _finding(result, "state", "agency", "syntax")


def _finding(result: Result, *keys: str) -> Finding:
    """Return the failure that made a verdict, as a sentence about that DOI."""
    failures = [one for one in result.at(Level.FAILURE) if one.key in keys]
    key, level = keys[0], Level.FAILURE
    found = failures[0] if failures else Finding(key, level, f"{result.verdict}.", links.FINDABLE)
    return Finding(found.key, level, f"{doi_of(result)}: {found.text}", found.link)


def _from(results: Sequence[Result]) -> str:
    clients = sorted({one.client for one in results if one.client})
    return f", from {repositories(len(clients))} ({first_of(clients)})" if clients else ""


def _none_named(known: Known, which: str) -> str:
    return f"No examples are named: {known.examples} {which} are needed."
