"""A check as plain text for a mail to whoever's DOIs they are, in the second person."""

from collections.abc import Iterator, Sequence

from bot.domain.check import SMALL, Check, Finding, Level, Result, Verdict
from bot.messages.checks import outcome
from bot.messages.message import External, Said, Text

# What tells staff that an integration may not be at work is a question to whoever runs it.
_SOURCES = {
    "fabricaForm": "It was typed into Fabrica by hand.",
    "fabrica": "It was uploaded to Fabrica by hand.",
    "ez": "It was registered through the EZ API.",
}
_QUESTION = "Do you have a DOI that was made through your integration?"


def reply(check: Check) -> External:
    count = len(check.results)
    dois = "the DOI that you sent us" if count == 1 else f"the {count} DOIs that you sent us"
    started = f"{check.started.day} {check.started:%B %Y}"
    paragraphs = (
        "Hello,",
        f"on {started} we checked {dois} ({check.id}). This is what we found:",
        *_found(check.results),
        "If you have questions, please write to support@datacite.org.",
    )
    text = "\n\n".join(paragraphs)
    return External((Text(text, is_verbatim=True),), Said(text), outcome(check.results))


def _found(results: Sequence[Result]) -> Iterator[str]:
    """Yield a paragraph a DOI; of many, only those that need something done, the others as one."""
    is_well = _is_well if len(results) > SMALL else lambda _: False
    for result in results:
        if not is_well(result):
            yield "\n".join(_about(result))
    if well := sum(map(is_well, results)):
        others = "All" if well == len(results) else "The other"
        yield f"{others} {well} are findable; you need not do anything about them."


def _is_well(result: Result) -> bool:
    return result.verdict is Verdict.FINDABLE and not any(map(_is_for_you, result.findings))


def _about(result: Result) -> Iterator[str]:
    # As DOIs are displayed: https, no dx, the whole address.
    name = f"https://doi.org/{result.doi}" if result.doi else f"“{result.input}”"
    problems = [finding for finding in result.findings if _is_for_you(finding)]
    yield f"{name} {_headline(result.verdict, problems)}"
    for finding in sorted(problems, key=lambda finding: finding.level is not Level.FAILURE):
        yield f"- {_to_you(finding, result)}"
        yield f"  {finding.link}"


def _is_for_you(finding: Finding) -> bool:
    # A page that refuses robots is for staff to look at.
    return finding.level is not Level.OK and finding.key != "robots"


def _headline(verdict: Verdict, problems: list[Finding]) -> str:
    match verdict:
        case Verdict.FINDABLE:
            return "is findable." if problems else "is findable; you need not do anything."
        case Verdict.UNKNOWN:
            return "could not be checked completely."
    return "has a problem:"


def _to_you(finding: Finding, result: Result) -> str:
    if finding.key == "source" and result.source in _SOURCES:
        return f"{_SOURCES[result.source]} {_QUESTION}"
    return finding.text
