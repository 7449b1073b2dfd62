"""What the bot can say of cases, for the tests of every message."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.domain.application import Filed, Service, State
from bot.domain.assessment import Answer
from bot.domain.case import Case, CaseLine, Found, Queue, Whose, order
from bot.domain.criteria import Status
from bot.domain.edition_report import EditionLine, EditionReport
from bot.domain.hold import HoldKind
from bot.domain.people import Role
from bot.domain.provider import ChecklistLine, Ticked
from bot.domain.ways import ways
from bot.messages import cases, checklists
from bot.messages.message import Internal
from tests.bot.domain.cases import (
    a_case,
    a_case_line,
    a_contact,
    a_decision,
    a_hold,
    a_letter,
    a_note,
    a_provider,
    a_repeat,
    an_edition,
    filed,
    found,
    said,
)
from tests.factories import MARCH_2


def a_case_of(count: int, text: str) -> Case:
    """Return a case in which people wrote that text wherever they can, and so many things."""
    # Nobody signs with nothing.
    who = text or "USTAFF"
    state = [*State][count % len(State)]
    hold = a_hold(question=text, asked_by=who)
    board = replace(hold, kind=HoldKind.BOARD)
    answered = a_hold(answered_at=MARCH_2, question=text, answer=text)
    told = a_letter(kind=text, to=text, payload={"subject": text, "text": text})
    return a_case(
        *answers(text, who),
        state=state,
        filed=all_filed(count, text),
        contact=a_contact(name=text, address=text),
        second=a_contact(name=text, address=text, number=4),
        owner=who if count % 2 else "",
        is_stale=count == 1,
        past=(State.RECEIVED,),
        decision=a_decision(by=who, words=text, conditions=text, reasons=("R3",) * count),
        holds=(hold, board, answered) * min(count, 20),
        notes=(a_note(author=who, text=text, link=f"https://example.org/{text}"),) * count,
        letters=(told,) * count,
        repeats=(a_repeat(organisation=text, reasons=(text,), why=(text,)),) * count,
        provider=a_provider(name=text),
        check=12,
    )


def answers(text: str, who: str) -> Iterator[Answer]:
    for number, one in enumerate(an_edition().criteria):
        status, other = ([*Status][(number + more) % len(Status)] for more in (0, 1))
        link = f"https://example.org/{text}"
        yield found(one.key, other, by=who, note=text, link=link, dismissed=text * (number % 2))
        if number % 3:
            yield said(one.key, status, by=who, note=text, link=text)


def all_filed(count: int, text: str) -> Filed:
    service = Service(name=text, url=text, audience=text, focus=text, integrations=text)
    texts = ("organisation", "website", "country", "members", "support", "repository", "note")
    lists = {"dois": (text,) * count, "test_dois": (text,) * count}
    return filed(**dict.fromkeys(texts, text), **lists, services=(service,) * min(count, 20))


def lines(count: int, text: str) -> tuple[CaseLine, ...]:
    return order(
        [
            a_case_line(
                id=f"APP-{number}",
                organisation=text,
                whose=[*Whose][number % len(Whose)],
                next_step=text,
                owner=text if number % 2 else "",
                days_left=number % 5 - 2,
                reasons=(text,) * 3,
            )
            for number in range(count)
        ]
    )


def a_queue(count: int, text: str) -> Queue:
    return Queue(lines=lines(count, text))


def case(count: int, text: str) -> Internal:
    one = a_case_of(count, text)
    return cases.case(one, ways(one, Role.APPROVER))


def conflict(count: int, text: str) -> Internal:
    one = a_case_of(count, text)
    return cases.conflict(text, one, ways(one, Role.STAFF))


def decided(count: int, text: str) -> Internal:
    one = a_case_of(count, text)
    return cases.decided(one, one.letters[-1] if one.letters else None)


def rewritten(count: int, text: str) -> Internal:
    one = a_case_of(count, text)
    # A decision, and the correction of the one before.
    return cases.rewritten(one, one.letters[:2])


def edition_report(count: int, text: str) -> Internal:
    line = EditionLine(id="APP-12", organisation=text, fails=(text,), unknown=("R9",))
    return cases.edition_report(EditionReport(edition=text, lines=(line,) * count))


def checklist(count: int, text: str) -> Internal:
    ticked = (
        Ticked(line=line, at=MARCH_2, by=text or "USTAFF", link=f"https://{text}", note=text)
        for line in [*ChecklistLine][:count]
    )
    return checklists.checklist(a_provider(name=text), tuple(ticked))


BUILDERS: dict[str, Callable[[int, str], Internal]] = {
    "cases.blocked": lambda count, text: cases.blocked(
        a_case_of(count, text), (f"R3 {text}", text) * count, State.APPROVED
    ),
    "cases.card": lambda count, text: cases.card(a_case_of(count, text)),
    "cases.case": case,
    "cases.conflict": conflict,
    "cases.decided": decided,
    "cases.edition_report": edition_report,
    "cases.found": lambda count, text: cases.found(
        Found(words=text, lines=lines(count, text), count=count * 2)
    ),
    "cases.queue": lambda count, text: cases.queue(a_queue(count, text)),
    "cases.rewritten": rewritten,
    "cases.states": lambda _, __: cases.states(),
    "checklists.checklist": checklist,
}
