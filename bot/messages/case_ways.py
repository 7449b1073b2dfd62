"""The buttons of a case: one for each way on that is open to its reader, and what to look at."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.application import OPEN, State
from bot.domain.case import Case, why_not_registered
from bot.domain.check import check_id
from bot.domain.hold import HoldKind
from bot.domain.ways import Way
from bot.messages.case_parts import REPEATS
from bot.messages.message import Button

_LOOKS = 2
_PLAIN: Mapping[Way, tuple[str, str]] = {
    Way.OWN: ("I take it", "own {}"),
    Way.CONTACT: ("We offered the call", "contact {}"),
    Way.SCHEDULE: ("The call is scheduled", "call {} scheduled"),
    Way.HELD: ("The call was held", "call {} held"),
    Way.ASK: ("Ask for more information", "ask {}"),
    Way.BOARD: ("Ask the board", "board {}"),
    Way.SET: ("Set criteria", "set {}"),
    Way.SIGNED: ("The PDF is signed", "signed {}"),
    Way.RECHECK: ("Re-check", "recheck {}"),
    Way.DECLINE: ("Decline", "decline {}"),
    Way.NOT_FOR_US: ("Not for this program", "decline {} --not-for-this-program"),
    Way.WITHDRAW: ("They withdrew", "withdraw {}"),
    Way.CLOSE: ("Close as unanswered", "withdraw {} --unanswered"),
    Way.TELL: ("Send it", "tell {}"),
    Way.UNDO: ("Undo", "undo {}"),
}
LABELS: Mapping[Way, str] = {way: label for way, (label, _) in _PLAIN.items()} | {
    Way.APPROVE: "Approve",
    Way.PROVISIONAL: "Approve provisionally",
}
_ANSWERED = {
    HoldKind.INFORMATION: ("They answered", "--applicant"),
    HoldKind.BOARD: ("The board answered", "--board"),
}
_REGISTERING = {
    Way.APPROVE: ("approve", State.APPROVED),
    Way.PROVISIONAL: ("provisional", State.PROVISIONAL),
}


def buttons(case: Case, ways: Sequence[Way]) -> Iterator[Button]:
    """Yield what each way is called, with the command that goes it if nobody else was faster."""
    for way in ways:
        yield from _buttons(case, way)


def press(case: Case, way: Way) -> Button:
    """Return the button of a way that is no more than a word."""
    label, command = _PLAIN[way]
    return Button(label, seen(case, command.format(case.application.id)))


def seen(case: Case, command: str) -> str:
    """Return a command that is refused where somebody changed the case since it was drawn."""
    return f"{command} --seen {case.application.version}"


def show(id_: str) -> Button:
    return Button(f"Show {id_}", f"show {id_}")


def looks(case: Case) -> Iterator[Button]:
    """Yield what shows more of it: newest letters, checks, what came before, the journal."""
    yield from (show(letter.id) for letter in reversed(case.letters[-_LOOKS:]))
    checks = (case.application.check, case.application.test_check)
    yield from (show(check_id(number)) for number in checks if number)
    yield from (show(one.id) for one in case.repeats[:REPEATS])
    if case.provider:
        yield show(case.provider.id)
    yield Button("Journal", f"log {case.application.id}")


def _buttons(case: Case, way: Way) -> Iterator[Button]:
    id_ = case.application.id
    match way:
        case Way.PLACE:
            yield from (
                Button(f"It is {state}", seen(case, f"place {id_} {state.replace(' ', '-')}"))
                for state in OPEN
            )
        case Way.CONTACT if case.application.state is State.CALL_SCHEDULED:
            yield Button("The call is cancelled", seen(case, f"call {id_} cancelled"))
            yield Button("They did not come", seen(case, f"call {id_} no-show"))
        case Way.ANSWERED:
            kinds = {hold.kind: _ANSWERED[hold.kind] for hold in case.open_holds}
            yield from (
                Button(label, seen(case, f"answered {id_} {who}")) for label, who in kinds.values()
            )
        case Way.CONFIRM:
            yield Button("Ask to confirm", f"confirm {case.contact.address}")
        case Way.APPROVE | Way.PROVISIONAL:
            yield _registering(case, way)
        case _:
            yield press(case, way)


def _registering(case: Case, way: Way) -> Button:
    """Say how much is open still, instead of failing late."""
    word, to = _REGISTERING[way]
    faults = why_not_registered(case.application, case.judged, to=to)
    how_much = f" ({len(faults)} open)" if faults else ""
    return Button(f"{LABELS[way]}{how_much}", seen(case, f"{word} {case.application.id}"))
