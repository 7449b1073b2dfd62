import pytest

from bot.domain.check import Environment, Level
from bot.domain.decision import decide
from bot.domain.evidence import NOT_ASKED, Agency, Evidence, Handle, Unanswered
from bot.domain.findings import findings
from tests.factories import a_record

PRODUCTION, TEST = Environment.PRODUCTION, Environment.TEST
SILENT = Unanswered("Nobody answered.")
NOBODY = Agency(name=None, said="")
EXISTS, ABSENT = (
    Handle(exists=True, url="https://example.org/x", said=""),
    Handle(exists=False, url=None, said=""),
)


def said_of(evidence: Evidence, environment: Environment = PRODUCTION) -> dict[str, str]:
    found = findings(evidence, decide(evidence, environment), environment)
    return {finding.key: f"{finding.level}: {finding.text}" for finding in found}


def test_nothing_is_in_order_where_there_is_no_such_doi() -> None:
    evidence = Evidence(doi="10.5555/x", agency=NOBODY, single=None, handle=ABSENT)

    assert said_of(evidence) == {
        "handle": "warning: Not in the handle system.",
        "state": "failure: Not registered: it is a draft, or there is no such DOI."
        " Check the spelling; if it is a draft, publish it.",
    }


def test_where_the_handle_system_is_silent_the_agency_says_that_there_is_no_such_doi() -> None:
    evidence = Evidence(doi="10.5555/x", agency=NOBODY, single=None, handle=SILENT)

    said = said_of(evidence)

    assert said["agency"] == "warning: doi.org does not know this DOI."
    assert said["handle"] == "unknown: Nobody answered."


def test_the_index_is_that_of_the_system_that_is_asked() -> None:
    indexed = Evidence(doi="10.5555/x", listed=a_record(), handle=EXISTS)
    lagging = Evidence(doi="10.5555/x", listed=None, single=a_record())

    assert said_of(indexed)["index"] == "ok: In the index: DataCite Commons shows it."
    assert said_of(indexed, TEST)["index"] == "ok: In the test system's index."
    assert said_of(lagging, TEST)["index"] == (
        "warning: Not in the test system's index yet. It will be asked again."
    )


@pytest.mark.parametrize(
    ("state", "environment", "text"),
    [
        ("draft", PRODUCTION, "DataCite shows it as a draft; whether doi.org resolves it is not"),
        ("odd", PRODUCTION, 'DataCite gives the state "odd", which this program does not know.'),
        (None, PRODUCTION, "DataCite gives no state for it."),
        ("odd", TEST, 'The test system gives the state "odd", which this program does not know.'),
    ],
)
def test_a_state_that_says_nothing_is_named(
    state: str | None, environment: Environment, text: str
) -> None:
    evidence = Evidence(doi="10.5555/x", listed=a_record(state=state), agency=NOT_ASKED)

    assert said_of(evidence, environment)["state"].startswith(f"{Level.UNKNOWN}: {text}")
