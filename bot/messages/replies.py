"""A check as plain text for a mail to whoever's DOIs they are, in the second person."""

from collections.abc import Iterator

from bot.domain.check import Check, Level, Result, Verdict
from bot.messages.checks import outcome
from bot.messages.message import External, Said, Text

_SAYS = {
    Verdict.FINDABLE: "is findable",
    Verdict.REGISTERED: "is registered, but not findable",
    Verdict.NOT_REGISTERED: "is not registered",
    Verdict.OTHER_AGENCY: "was not registered with DataCite",
    Verdict.TEST_ONLY: "is not registered in production, only a test DOI",
    Verdict.INVALID_DOI: "is not a DOI",
    Verdict.UNKNOWN: "could not be checked completely",
}


def reply(check: Check) -> External:
    count = len(check.results)
    dois = "the DOI that you sent us" if count == 1 else f"the {count} DOIs that you sent us"
    started = f"{check.started:%d %B %Y}"
    paragraphs = (
        "Hello,",
        f"on {started} we checked {dois} ({check.id}). This is what we found:",
        *("\n".join(_about(result)) for result in check.results),
        "If you have questions, please write to support@datacite.org.",
    )
    text = "\n\n".join(paragraphs)
    return External((Text(text),), Said(text), outcome(check.results))


def _about(result: Result) -> Iterator[str]:
    # As DOIs are displayed: https, no dx, the whole address.
    name = f"https://doi.org/{result.doi}" if result.doi else f"“{result.input}”"
    problems = [f for f in result.findings if f.level is not Level.OK]
    yield f"{name} {_SAYS[result.verdict]}{'.' if problems else '; you need not do anything.'}"
    for finding in problems:
        yield f"- {finding.text}"
        yield f"  {finding.link}"
