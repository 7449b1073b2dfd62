"""Cases as staff see them: one in full, its card in the staff channel, the queue, decisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.application import BY_APPROVERS, MOVES, State
from bot.domain.case import Case, Found, Queue, reasons
from bot.domain.check import Level
from bot.domain.delivery import Delivery
from bot.domain.edition_report import EditionLine, EditionReport
from bot.domain.hold import HoldKind
from bot.domain.ways import FOR_APPROVERS, Way
from bot.messages import case_evidence, case_file, case_parts, case_rows
from bot.messages.case_in_full import CaseInFull, in_full
from bot.messages.case_ways import LABELS, buttons, looks, press, show
from bot.messages.message import (
    Button,
    Column,
    Facts,
    Heading,
    Internal,
    More,
    Outcome,
    Part,
    Row,
    Table,
    Text,
)

# So many rows fit into one message of Slack's, as a rule.
_LISTED = 20
_STATES = (Column("state"), Column("staff take it to"), Column("approvers take it to"))
_HOLDS = (
    "Beside its state a case can be on hold: {}. A hold has a question and a day until which it "
    "waits; it moves nothing, stops no clock and closes nothing by itself."
)
_UNDO = (
    "A step taken by mistake is taken back with `rsp undo APP-12`, and a reason. A decision is "
    "told once somebody presses Send it; until then nothing outside shows it."
)
_REPORT = (Column("case"), Column("fails"), Column("not known yet"))
_REWRITTEN = (
    "The contact is another one since, so nothing left: the letter is written anew. Read it, and "
    "send it again."
)
_SETTLES = "`rsp set {} {} met 'why'` settles it, with who says so."
_CHANGES = "If that is wrong, `rsp change {}` corrects what was filed."


@dataclass(frozen=True, kw_only=True)
class Changed:
    """Why nothing came of a command: somebody was faster; and the case as it is now."""

    error: str
    case: CaseInFull


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """What keeps an approval up."""

    id: str
    to: State
    open: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Moves:
    state: State
    to: tuple[State, ...]


@dataclass(frozen=True, kw_only=True)
class States:
    moves: tuple[Moves, ...]
    holds: tuple[HoldKind, ...]
    for_approvers: tuple[Way, ...]


def case(case: Case, ways: Sequence[Way]) -> Internal:
    """Show a case in full; `ways` are those that are open to whoever reads it."""
    parts = (*_in_full(case), *buttons(case, ways), *looks(case))
    return Internal(parts, in_full(case), again=f"show {case.application.id}")


def card(case: Case) -> Internal:
    """Show a case to the whole staff channel, where everybody may press what anybody may."""
    application = case.application
    why = reasons(application, case.judged, case.clocks, case.today)
    criteria = ("Criteria", case_evidence.in_one_line(case.judged))
    parts = (
        Heading(case_parts.title(case)),
        *case_parts.head(case),
        Facts((criteria, ("To look at", "; ".join(why) or "nothing"))),
        Button(f"Open {application.id}", f"show {application.id}"),
        *([press(case, Way.OWN)] if application.is_open and not application.owner else []),
    )
    return Internal(parts, in_full(case))


def queue(found: Queue) -> Internal:
    where = "`rsp queue --json`, in a terminal, has them all; `rsp find` looks for some."
    count = len(found.lines)
    parts = (
        Heading(f"Queue: {_cases(count)}" if count else "Queue: nothing waits"),
        *case_rows.grouped(found.lines, _LISTED, where),
    )
    return Internal(parts, found, again="queue")


def found(found: Found) -> Internal:
    """Show what a search came to."""
    lines = found.lines[:_LISTED]
    parts: list[Part] = [Heading(f"{_cases(found.count)} for {found.words or 'all that is open'}")]
    if lines:
        parts.append(case_rows.table(lines))
    if (left := found.count - len(lines)) > 0:
        where = f"`rsp find {found.words} --json`, in a terminal, has more; more words narrow it."
        parts.append(More(left, where))
    return Internal((*parts,), found, again=f"find {found.words}".rstrip())


def states() -> Internal:
    """Show the one table of moves, the holds, and who may what."""
    data = States(
        moves=tuple(Moves(state=state, to=to) for state, to in MOVES.items()),
        holds=tuple(HoldKind),
        for_approvers=FOR_APPROVERS,
    )
    parts = (
        Heading("How an application moves"),
        Table(_STATES, tuple(_moves(one) for one in data.moves)),
        Text(_HOLDS.format(" or ".join(HoldKind))),
        Text(_UNDO),
        Facts((("Only approvers", ", ".join(LABELS[way] for way in FOR_APPROVERS)),)),
    )
    return Internal(parts, data, again="help states")


def conflict(why: str, case: Case, ways: Sequence[Way]) -> Internal:
    """Say that somebody else was faster, above the case as it is now."""
    parts = (Text(why, Level.WARNING), *_in_full(case), *buttons(case, ways), *looks(case))
    return Internal(parts, Changed(error=why, case=in_full(case)), Outcome.REFUSED)


def blocked(case: Case, faults: tuple[str, ...], to: State) -> Internal:
    """Say what keeps an approval up, each with the command that settles it."""
    id_ = case.application.id
    what = "approved" if to is State.APPROVED else "registered provisionally"
    settling = (Way.SET, *(() if case.application.signed_on else (Way.SIGNED,)), Way.RECHECK)
    parts: tuple[Part, ...] = (
        Heading(f"{id_} cannot be {what} yet: {len(faults)} open"),
        *(Text(_settled(fault, case), Level.FAILURE) for fault in faults),
        *(press(case, way) for way in settling),
        show(id_),
    )
    return Internal(parts, Blocked(id=id_, to=to, open=faults), Outcome.REFUSED)


def decided(case: Case, letter: Delivery | None) -> Internal:
    """Say what was decided, and what its letter says, which waits until somebody sends it."""
    application = case.application
    parts: list[Part] = [Heading(f"{case_parts.title(case)}: {application.state}")]
    if application.decision:
        parts.append(Facts((*case_parts.decision(application, application.decision),)))
    parts += _letter(letter) if letter else [Text("No letter tells it.")]
    parts += _after_deciding(case, letter)
    # A letter has links by which anybody could act.
    return Internal((*parts,), in_full(case), is_private=True)


def rewritten(case: Case, letters: Sequence[Delivery]) -> Internal:
    """Say that nothing left: the letters are to another contact now, and wait to be read."""
    parts: list[Part] = [Heading(case_parts.title(case)), Text(_REWRITTEN, Level.WARNING)]
    parts += [part for letter in letters for part in _letter(letter)]
    parts += _after_deciding(case, letters[-1] if letters else None)
    return Internal((*parts,), in_full(case), is_private=True)


def edition_report(report: EditionReport) -> Internal:
    """List who would fail an edition that comes; nobody is told."""
    failing = [one for one in report.lines if one.fails]
    unsure = [one for one in report.lines if one.unknown and not one.fails]
    heading = f"Edition {report.edition}: {len(failing)} of {_cases(len(report.lines))} would fail"
    parts: list[Part] = [Heading(heading)]
    if rows := tuple(map(_report_row, [*failing, *unsure])):
        parts.append(Table(_REPORT, rows))
    parts.append(Text("Nobody was told of this."))
    return Internal((*parts,), report, again=f"report edition {report.edition}")


def _in_full(case: Case) -> Iterator[Part]:
    """Yield the most important first: what does not fit is cut at the end."""
    yield Heading(case_parts.title(case))
    yield from case_parts.head(case)
    yield from case_parts.repeats(case)
    yield from case_evidence.evidence(case)
    yield from case_file.filed(case)
    yield from case_file.notes(case)
    yield from case_file.letters(case)
    yield from case_parts.answered(case.holds)


def _moves(one: Moves) -> Row:
    staff = ", ".join(state for state in one.to if state not in BY_APPROVERS)
    approvers = ", ".join(state for state in one.to if state in BY_APPROVERS)
    return Row((one.state, staff, approvers))


def _settled(fault: str, case: Case) -> str:
    """Add how it is settled, where the fault does not say so itself."""
    id_, key = case.application.id, fault.partition(" ")[0]
    if "`" in fault:
        return fault
    how = _SETTLES.format(id_, key) if case.edition.criterion(key) else _CHANGES.format(id_)
    return f"{fault} {how}"


def _letter(letter: Delivery) -> Iterator[Part]:
    yield Heading(f"The letter: {letter.id} · {letter.stage}")
    if letter.why or letter.held:
        yield Text(letter.why or str(letter.held), Level.WARNING)
    yield Facts((("To", letter.to), ("Subject", letter.subject)))
    yield Text(letter.text, is_verbatim=True)


def _after_deciding(case: Case, letter: Delivery | None) -> Iterator[Button]:
    if not case.application.is_told:
        yield press(case, Way.TELL)
        if letter:
            yield Button("Edit", f"edit {letter.id}")
    yield press(case, Way.UNDO)
    yield show(case.application.id)


def _report_row(one: EditionLine) -> Row:
    return Row((f"{one.id} {one.organisation}", ", ".join(one.fails), ", ".join(one.unknown)))


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
