"""What was found out about a DOI, in sentences: one finding for each thing asked."""

from collections.abc import Iterator

from bot.domain import links
from bot.domain.check import Environment, Finding, Level, Verdict
from bot.domain.decision import RETIRED_TEST_PREFIX, has_index_lag, is_on_its_way
from bot.domain.evidence import Agency, Evidence, Handle, Record, Unanswered
from bot.domain.secrets import without_passwords

OK, WARNING, FAILURE, UNKNOWN = Level.OK, Level.WARNING, Level.FAILURE, Level.UNKNOWN

_REGISTERED = Finding("agency", OK, "Registered with DataCite.", links.API)
_NO_HANDLE = Finding("handle", WARNING, "Not in the handle system.", links.STATES)
_HANDLE = Finding("handle", OK, "In the handle system: doi.org resolves it.", links.STATES)
_FINDABLE = Finding("state", OK, "Findable.", links.FINDABLE)
_INDEXED = {
    Environment.PRODUCTION: "In the index: DataCite Commons shows it.",
    Environment.TEST: "In the test system's index.",
}
_LAGGING = {
    Environment.PRODUCTION: "Not in the index yet, so DataCite Commons does not show it.",
    Environment.TEST: "Not in the test system's index yet.",
}
_AGAIN = "It will be asked again."
_NO_SUCH = (
    "it is a draft, or there is no such DOI. Check the spelling; if it is a draft, publish it."
)

# "Integrate the DataCite REST API or MDS API": what `source` says of how it was registered.
_SOURCES = {
    "api": (OK, "Registered through the REST API."),
    "mds": (OK, "Registered through the MDS API."),
    "fabricaForm": (
        WARNING,
        "Typed into Fabrica's form, so it does not show the integration at work.",
    ),
    "fabrica": (
        WARNING,
        "Uploaded as a file in Fabrica, so it does not show the integration at work.",
    ),
    "ez": (WARNING, "Registered through the EZ API, which is neither the REST nor the MDS API."),
}


def syntax(fault: str) -> Finding:
    return Finding("syntax", FAILURE, fault, links.CREATE)


def findings(
    evidence: Evidence, verdict: Verdict, environment: Environment
) -> tuple[Finding, ...]:
    """Return the findings about registration; those on metadata and page are others'."""
    if environment is Environment.TEST:
        found = [*_state_in_test(evidence)]
    else:
        found = [*_agency(evidence, verdict), *_handle(evidence), *_state(evidence, verdict)]
    if verdict is Verdict.OTHER_AGENCY:
        return tuple(found)
    return (*found, *_index(evidence, environment), *_owner(evidence.record))


def _agency(evidence: Evidence, verdict: Verdict) -> Iterator[Finding]:
    if verdict is Verdict.OTHER_AGENCY:
        agency = evidence.agency_name
        if agency in (None, "DataCite"):
            text = "DataCite holds it only to count citations; another agency registered it."
        else:
            text = f"Registered with {agency}: not a DataCite DOI."
        yield Finding("agency", FAILURE, text, links.API)
        return
    match evidence.agency:
        case Unanswered(reason):
            yield Finding("agency", UNKNOWN, reason, links.STATUS)
        case Agency(name=None) if evidence.exists:
            text = "doi.org's look-up of agencies does not know it yet, though it resolves."
            yield Finding("agency", UNKNOWN, text, links.API)
        # Else the handle says the same.
        case Agency(name=None) if isinstance(evidence.handle, Unanswered):
            yield Finding("agency", WARNING, "doi.org does not know this DOI.", links.API)
        case Agency(name=str()):
            yield _REGISTERED


def _handle(evidence: Evidence) -> Iterator[Finding]:
    if is_on_its_way(evidence):
        text = f"Findable at DataCite, but not in the handle system yet. {_AGAIN}"
        yield Finding("handle", UNKNOWN, text, links.STATES)
        return
    match evidence.handle:
        case Unanswered(reason):
            yield Finding("handle", UNKNOWN, reason, links.STATUS)
        case Handle(exists=False):
            yield _NO_HANDLE
        case Handle():
            yield _resolves(evidence.handle, evidence.record)
        case _ if evidence.exists is not None:
            yield _HANDLE if evidence.exists else _NO_HANDLE


def _resolves(handle: Handle, record: object) -> Finding:
    if isinstance(record, Record) and record.url and handle.url and handle.url != record.url:
        text = (
            f"doi.org leads to {handle.url}, but DataCite's record says {record.url}:"
            " the address was probably changed a short time ago."
        )
        return Finding("handle", WARNING, without_passwords(text), links.LINK_CHECKER)
    return _HANDLE


def _state(evidence: Evidence, verdict: Verdict) -> Iterator[Finding]:
    match verdict:
        case Verdict.OTHER_AGENCY:
            return
        case Verdict.FINDABLE:
            yield _FINDABLE
        case Verdict.REGISTERED:
            text = "Registered but not findable: publish it, so that its metadata is public."
            yield Finding("state", FAILURE, text, links.FINDABLE)
        case Verdict.TEST_ONLY:
            yield Finding("state", FAILURE, _test_only(evidence.doi), links.TESTING)
        case Verdict.NOT_REGISTERED:
            yield from _not_registered(evidence)
        case _:
            yield from _unknown_state(evidence)


def _test_only(doi: str) -> str:
    if doi.startswith(RETIRED_TEST_PREFIX):
        return "Under the retired test prefix 10.5072, and not registered in production."
    return "Only DataCite's test system knows it: register it in production."


def _not_registered(evidence: Evidence) -> Iterator[Finding]:
    yield Finding("state", FAILURE, f"Not registered: {_NO_SUCH}", links.FINDABLE)
    if isinstance(evidence.test, Unanswered):
        text = f"It may be in the test system: {evidence.test.reason}"
        yield Finding("state", UNKNOWN, text, links.TESTING)


def _unknown_state(evidence: Evidence) -> Iterator[Finding]:
    match evidence.record:
        case Unanswered(reason):
            yield Finding("state", UNKNOWN, reason, links.STATUS)
        case Record(state="findable"):
            yield _FINDABLE
        case Record(state="draft"):
            text = "DataCite shows it as a draft; whether doi.org resolves it is not known."
            yield Finding("state", UNKNOWN, text, links.STATES)
        case Record(state=state):
            yield Finding("state", UNKNOWN, f"DataCite gives {_strange(state)}.", links.STATES)
        case None if evidence.doi.endswith("/"):
            text = "DataCite's API cannot fetch a DOI that ends in a slash: look in Fabrica."
            yield Finding("state", UNKNOWN, text, links.API_GET)
        case None:
            text = "DataCite shows no such DOI, and who registered it is not known."
            yield Finding("state", UNKNOWN, text, links.STATES)


def _strange(state: str | None) -> str:
    return f'the state "{state}", which this program does not know' if state else "no state for it"


def _state_in_test(evidence: Evidence) -> Iterator[Finding]:
    match evidence.record:
        case Unanswered(reason):
            yield Finding("state", UNKNOWN, reason, links.STATUS)
        case Record(state="findable"):
            yield Finding("state", OK, "Findable in the test system.", links.TESTING)
        case None | Record(state="draft"):
            text = f"Not registered in the test system: {_NO_SUCH}"
            yield Finding("state", FAILURE, text, links.TESTING)
        case Record(state="registered"):
            text = "Registered in the test system but not findable: publish it."
            yield Finding("state", FAILURE, text, links.TESTING)
        case Record(state=state):
            text = f"The test system gives {_strange(state)}."
            yield Finding("state", UNKNOWN, text, links.TESTING)


def _index(evidence: Evidence, environment: Environment) -> Iterator[Finding]:
    if isinstance(evidence.listed, Record):
        if evidence.listed.state == Verdict.FINDABLE:
            yield Finding("index", OK, _INDEXED[environment], links.API_GET)
    elif isinstance(evidence.listed, Unanswered) and isinstance(evidence.single, Record):
        yield Finding("index", UNKNOWN, evidence.listed.reason, links.STATUS)
    elif has_index_lag(evidence):
        text = f"{_LAGGING[environment]} {_AGAIN}"
        yield Finding("index", WARNING, text, links.API_GET)


def _owner(shown: object) -> Iterator[Finding]:
    if not isinstance(shown, Record):
        return
    if shown.source:
        level, text = _SOURCES.get(
            shown.source, (OK, f'DataCite gives the source "{shown.source}".')
        )
        yield Finding("source", level, text, links.INTEGRATORS)
    if shown.client:
        member = shown.client.partition(".")[0]
        text = f"Belongs to the repository {shown.client} of the member {member}."
        yield Finding("client", OK, text, links.API_GET)
