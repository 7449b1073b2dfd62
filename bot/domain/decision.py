"""The decision table: what the answers together say about a DOI, row by row."""

from bot.domain.check import Environment, Verdict
from bot.domain.evidence import Evidence, Record, Shown

RETIRED_TEST_PREFIX = "10.5072/"


def decide(evidence: Evidence, environment: Environment) -> Verdict:
    if environment is Environment.TEST:
        return _decide_in_test(evidence)
    if evidence.is_foreign:
        return Verdict.OTHER_AGENCY
    match evidence.record:
        case Record() as record:
            return _decide_known(record, evidence)
        case None:
            return _decide_unknown(evidence)
    return Verdict.UNKNOWN


def is_findable(evidence: Evidence, environment: Environment) -> bool:
    """Say whether DataCite shows it as findable, whatever doi.org says."""
    is_here = environment is Environment.TEST or not evidence.is_foreign
    return is_here and _is_shown_findable(evidence.record)


def has_index_lag(evidence: Evidence) -> bool:
    """Findable in the database, not yet in the index."""
    return evidence.listed is None and _is_shown_findable(evidence.single)


def is_on_its_way(evidence: Evidence) -> bool:
    """Findable at DataCite, not yet in the handle system: propagating, or it failed there."""
    is_here = evidence.exists is False and not evidence.is_foreign
    return is_here and _is_shown_findable(evidence.record)


def _is_shown_findable(shown: Shown) -> bool:
    return isinstance(shown, Record) and shown.state == Verdict.FINDABLE


def _decide_known(record: Record, evidence: Evidence) -> Verdict:
    match record.state:
        case "findable" if evidence.exists:
            return Verdict.FINDABLE
        case "registered":
            return Verdict.REGISTERED
        case "draft" if evidence.exists is not None:
            return Verdict.REGISTERED if evidence.exists else Verdict.NOT_REGISTERED
    return Verdict.UNKNOWN


def _decide_unknown(evidence: Evidence) -> Verdict:
    """Judge a DOI that DataCite shows to nobody: hidden, of the test system, or none."""
    if evidence.exists is None or (evidence.exists and evidence.agency_name is None):
        return Verdict.UNKNOWN
    if evidence.exists:
        # DataCite's API cannot fetch a DOI that ends in a slash, so its "no" says nothing.
        return Verdict.UNKNOWN if evidence.doi.endswith("/") else Verdict.REGISTERED
    is_test = isinstance(evidence.test, Record) or evidence.doi.startswith(RETIRED_TEST_PREFIX)
    return Verdict.TEST_ONLY if is_test else Verdict.NOT_REGISTERED


def _decide_in_test(evidence: Evidence) -> Verdict:
    match evidence.record:
        case Record(state="findable"):
            return Verdict.FINDABLE
        case Record(state="registered"):
            return Verdict.REGISTERED
        case None | Record(state="draft"):
            return Verdict.NOT_REGISTERED
    return Verdict.UNKNOWN
