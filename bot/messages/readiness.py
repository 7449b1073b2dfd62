"""Try before you apply: what was found, as a page for anybody, and for staff who ask."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.check import Level, Result
from bot.domain.readiness import Fit, Readiness, Tried
from bot.forms.ready import ready_form
from bot.messages.checks import worst
from bot.messages.message import (
    Button,
    Column,
    External,
    Heading,
    Internal,
    Outcome,
    Part,
    Refusal,
    Row,
    Said,
    Table,
    Text,
)
from bot.messages.page import Page, Question

_TITLES = {
    Fit.READY: "Ready",
    Fit.NOT_YET: "Not yet",
    Fit.UNKNOWN: "Could not be found out",
}
_SUMS = {
    Fit.READY: "These DOIs show what an application needs.",
    Fit.NOT_YET: "Put right what is marked below, or take other DOIs, then try again.",
    Fit.UNKNOWN: "Not all could be found out, which says nothing about you. Try again later.",
}
_MARKS = {Fit.READY: Level.OK, Fit.NOT_YET: Level.FAILURE, Fit.UNKNOWN: Level.UNKNOWN}
_OUTCOMES = {
    Fit.READY: Outcome.DONE,
    Fit.NOT_YET: Outcome.REFUSED,
    Fit.UNKNOWN: Outcome.UNANSWERED,
}
_INTRO = (
    "DataCite's Registered Service Provider program asks for examples: DOIs that are findable and "
    "that your integration registered. Paste some here, and see what our check of your "
    "application would say about them. It takes up to half a minute."
)
_KEPT = "The DOIs and what was found are kept, as those of any check are; nothing about you is."
_OTHERS = "The other requirements are no matter of DOIs; your application will ask about them."


def question() -> Question:
    intro = External((Text(_INTRO), Text(_KEPT)), None)
    return Question(form=ready_form(("ready",)), intro=intro, button="Try these DOIs")


def page(readiness: Readiness) -> Page:
    # On a phone two columns would be too narrow to read.
    rows = (replace(row, cells=(": ".join(map(str, row.cells)),)) for row in _rows(readiness))
    table = Table((Column("What an application needs"),), tuple(rows))
    title = f"{_TITLES[readiness.fit]}: {readiness.check}"
    return Page(title=title, message=External((*_parts(readiness, table),), readiness))


def message(readiness: Readiness) -> Internal:
    table = Table((Column("requirement"), Column("result")), _rows(readiness))
    parts = (
        Heading(f"{readiness.check}: {readiness.fit}"),
        *_parts(readiness, table),
        Button(f"Show {readiness.check}", f"show {readiness.check}"),
    )
    return Internal(parts, readiness, _OUTCOMES[readiness.fit])


def still_checking(check: str) -> Page:
    """Stand where the answer will be."""
    said = "This takes longer than usual: a page that a DOI leads to may be slow to answer."
    again = "Load this page again in a minute; its address stays."
    return _page(f"Still checking: {check}", Text(said), Text(again), data=Said(said))


def takes_long(check: str) -> Page:
    """Say the same where no address can be given at which the answer will be."""
    said = f"This takes longer than usual; {check} goes on."
    again = f"You can name {check} in your application, or try again in a few minutes."
    return _page("Still checking", Text(said), Text(again), data=Said(said))


def too_often() -> Page:
    said = "More people try DOIs just now than we take in an hour. Nothing was checked."
    return _page("Too often", Text(said), Text("Try again in an hour."), data=Refusal(said))


def too_long() -> Page:
    said = "This is far longer than five DOIs. Nothing was checked."
    return _page("Too long", Text(said), Text("Go back, and paste less."), data=Refusal(said))


def not_understood() -> Page:
    said = "What arrived here did not come from the page of this address. Nothing was checked."
    again = "Open the page once more, and paste your DOIs there."
    return _page("This was not understood", Text(said), Text(again), data=Refusal(said))


def _parts(readiness: Readiness, table: Table) -> Iterator[Part]:
    yield Text(_SUMS[readiness.fit])
    yield Text(f"Name {readiness.check} in your application, so that we look at the same.")
    yield table
    yield Heading("DOI by DOI")
    yield from map(_doi, readiness.results)
    yield Text(_OTHERS)


def _rows(readiness: Readiness) -> tuple[Row, ...]:
    return tuple(map(_row, readiness.criteria))


def _row(one: Tried) -> Row:
    is_hint = one.is_advice and one.fit is not Fit.READY
    fit = "could be better" if is_hint and one.fit is Fit.NOT_YET else one.fit
    mark = Level.WARNING if is_hint and one.fit is Fit.NOT_YET else _MARKS[one.fit]
    says = " ".join(filter(None, (f"{fit}.", one.says, one.fix)))
    is_well = one.fit is Fit.READY
    return Row((f"{one.key} {one.title}", says), mark, link="" if is_well else one.link)


def _doi(result: Result) -> Text:
    found = worst(result)
    says = found.text if found else "all is well."
    return Text(f"{result.doi or result.input}: {says}", found.level if found else Level.OK)


def _page(title: str, *parts: Part, data: object) -> Page:
    return Page(title=title, message=External(parts, data))
