"""The file of a case: what the applicant says, whom to write to, what was said about it."""

from collections.abc import Iterator

from bot.domain.application import Filed, Service
from bot.domain.case import Case
from bot.domain.case_note import CaseNote
from bot.domain.check import Level
from bot.domain.contact import Contact
from bot.domain.delivery import Delivery
from bot.messages.contacts import called
from bot.messages.message import Column, Facts, Heading, More, Part, Row, Table, Who
from bot.messages.outbox import MARKS

_Pairs = Iterator[tuple[str, str]]

_LETTERS, _NOTES = 6, 5


def filed(case: Case) -> Iterator[Part]:
    yield Heading("What was filed")
    pairs = ((name, value) for name, value in _filed(case) if value)
    yield Facts(tuple(pairs))


def letters(case: Case) -> Iterator[Part]:
    """List the newest letters, oldest first."""
    if not case.letters:
        return
    yield Heading("Letters")
    rows = map(_letter, case.letters[-_LETTERS:])
    yield Table((Column("letter"), Column("stage")), tuple(rows))
    yield from _more(len(case.letters) - _LETTERS, case)


def notes(case: Case) -> Iterator[Part]:
    """Show the newest of what was put on the case, oldest first."""
    if not case.notes:
        return
    yield Heading("From Slack")
    rows = map(_note, case.notes[-_NOTES:])
    yield Table((Column("by"), Column("said")), tuple(rows))
    yield from _more(len(case.notes) - _NOTES, case)


def _more(count: int, case: Case) -> Iterator[Part]:
    if count > 0:
        yield More(count, f"`rsp show {case.application.id} --json`, in a terminal, has them all.")


def _person(one: Contact) -> str:
    """Say who it is, and whether letters are known to arrive."""
    state = "confirmed" if one.confirmed_at else "not confirmed yet"
    if one.unreachable_at:
        state = "unreachable: letters come back"
    return f"{called(one.name, one.address)}, {one.id}: {state}"


def _filed(case: Case) -> _Pairs:
    found = case.application.filed
    yield "Contact", _person(case.contact)
    yield "Second contact", _person(case.second) if case.second else ""
    yield "Website", found.website
    yield "Example DOIs", " ".join(found.dois)
    yield "Test system", " ".join(found.test_dois)
    yield "Kind", found.kind or ""
    yield from (("Service", _service(one)) for one in found.services)
    yield "Members", _members(found)
    yield "Support", found.support
    yield "Credentials", found.handover or ""
    yield "Repository", found.repository
    yield "Country", found.country
    yield "Checked before", found.check
    yield "Note", found.note
    yield "Form", case.application.outside_id


def _service(one: Service) -> str:
    said = (one.name, one.url, one.audience, one.focus, one.integrations, one.api or "")
    return " · ".join(part for part in said if part)


def _members(found: Filed) -> str:
    named = ", ".join(found.members.splitlines())
    return named or ("none uses it yet" if found.has_members is False else "")


def _letter(one: Delivery) -> Row:
    return Row((one.id, f"{one.kind}, {one.stage}{_why(one)}"), MARKS.get(one.stage))


def _why(one: Delivery) -> str:
    return f": {one.held}" if one.held and MARKS.get(one.stage) is Level.WARNING else ""


def _note(one: CaseNote) -> Row:
    return Row((Who(one.author), one.text), link=one.link, link_words="Open in Slack")
