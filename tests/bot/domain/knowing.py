"""What is known of an application, to start a test from; name only what the test is about."""

from typing import Any

from bot.domain.application import Filed
from bot.domain.check import (
    Finding,
    Level,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Result,
    Verdict,
)
from bot.domain.known import Known
from tests.bot.domain.cases import filed
from tests.factories import a_result

KERNEL_4 = "http://datacite.org/schema/kernel-4"
VALID = Metadata(verdict=MetadataVerdict.VALID, namespace=KERNEL_4, lowest_minor="4.0")
FINE = Page(verdict=PageVerdict.OK, status=200, has_metrics_badge=False)


def an_example(doi: str = "10.5555/a", **details: Any) -> Result:  # noqa: ANN401 -- as in Result
    plain: dict[str, Any] = {"input": doi, "doi": doi, "metadata": VALID, "page": FINE}
    return a_result(**(plain | details))


def examples(*verdicts: Verdict, **details: Any) -> tuple[Result, ...]:  # noqa: ANN401 -- as in Result
    """Return one example of each verdict, `10.5555/a` and so on."""
    return tuple(
        an_example(f"10.5555/{letter}", verdict=verdict, **details)
        for letter, verdict in zip("abcdefghijklm", verdicts, strict=False)
    )


def failed(doi: str, verdict: Verdict, text: str, key: str = "state") -> Result:
    """Return an example that has one finding, a failure."""
    finding = Finding(key, Level.FAILURE, text, f"https://example.org/{key}")
    return an_example(doi, verdict=verdict, source=None, client=None, findings=(finding,))


def known(**details: Any) -> Known:  # noqa: ANN401 -- each field has its type in Known or Filed
    """Return what is known; what is no field of Known is one of what was filed."""
    own = {name: value for name, value in details.items() if name in Known.__dataclass_fields__}
    its = {name: value for name, value in details.items() if name not in own}
    plain: dict[str, Any] = {"filed": filed(**its), "examples": 3}
    if "results" in own:
        plain["check"] = "CHK-12"
    if "test_results" in own:
        plain["test_check"] = "CHK-13"
    return Known(**(plain | own))


NOTHING_FILED = Filed(organisation="Example Ltd")
