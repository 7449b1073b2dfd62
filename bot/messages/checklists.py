"""What is to be done once a provider is registered: a living card, and the checklist by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.application import application_id
from bot.domain.check import Level
from bot.domain.clocks import in_words
from bot.domain.provider import TITLES, ChecklistLine, Provider, Ticked
from bot.messages.message import Button, Column, Facts, Heading, Internal, Row, Table, Who

_COLUMNS = (
    Column("what"),
    Column("line"),
    Column("done", is_instant=True),
    Column("by"),
    Column(""),
)
TO_DO: Mapping[ChecklistLine, str] = {
    ChecklistLine.LISTING: "Put its entry on the page that lists service providers.",
    ChecklistLine.SOFTWARE_FORM: "Ask for its name in the list that Fabrica's form offers.",
    ChecklistLine.SOFTWARE_API: "Ask for its name among the software that the API knows.",
    ChecklistLine.SOFTWARE_PAGE: "Ask for its name on the support page about software.",
    ChecklistLine.BADGE: "Send it the badge, with how and until when to show it.",
    ChecklistLine.MAILING_LIST: "Invite its contacts to the mailing list.",
    ChecklistLine.CHANNEL: "Open a shared channel, and invite its people there.",
    ChecklistLine.QUARTERLY_CALL: "Invite it to the next quarterly call.",
}
"""Each line in a sentence: what whoever takes it does."""


@dataclass(frozen=True, kw_only=True)
class LineInFull:
    line: ChecklistLine
    title: str
    ticked: Ticked | None


@dataclass(frozen=True, kw_only=True)
class ChecklistInFull:
    provider: Provider
    lines: tuple[LineInFull, ...]


def checklist(provider: Provider, ticked: Sequence[Ticked]) -> Internal:
    done = {one.line: one for one in ticked}
    lines = tuple(
        LineInFull(line=line, title=TITLES[line], ticked=done.get(line)) for line in ChecklistLine
    )
    application = application_id(provider.application)
    heading = f"{provider.id} {provider.name}: {len(done)} of {len(lines)} done"
    parts = (
        Heading(heading),
        Facts((*_facts(provider),)),
        Table(_COLUMNS, tuple(_row(one, provider) for one in lines)),
        Button(f"Open {application}", f"show {application}"),
    )
    data = ChecklistInFull(provider=provider, lines=lines)
    return Internal(parts, data, again=f"show {provider.id}")


def _facts(provider: Provider) -> Iterator[tuple[str, str]]:
    yield "Registered", f"{in_words(provider.registered_on)}, {provider.status}"
    if provider.ends_on:
        yield "Ends on", in_words(provider.ends_on)
    if provider.ended_at:
        yield "Taken back", "its approval does not count any more: nothing here is to be done"


def _row(one: LineInFull, provider: Provider) -> Row:
    if one.ticked:
        cells = (one.title, one.line, one.ticked.at, Who(one.ticked.by), one.ticked.note)
        return Row(cells, Level.OK, link=one.ticked.link, link_words="See")
    button = None if provider.ended_at else Button("Done", f"tick {provider.id} {one.line}")
    return Row((one.title, one.line, "", "", TO_DO[one.line]), button=button)
