"""The outbox: what waits to be said, one thing of it in full, what was said about something."""

from collections.abc import Collection, Iterator, Sequence

from bot.domain.check import Level
from bot.domain.contact import ERASED
from bot.domain.delivery import Audience, Delivery, Held, Medium, Stage
from bot.domain.journal import Noted
from bot.domain.outbox import Line, Outbox, Shelf, Shown, ShownRow, Verb
from bot.messages.message import (
    Button,
    Cell,
    Column,
    Facts,
    Heading,
    Internal,
    Message,
    More,
    Part,
    Row,
    Said,
    Table,
    Text,
    Who,
)

MARKS = {
    Stage.FAILED: Level.FAILURE,
    Stage.BOUNCED: Level.FAILURE,
    Stage.UNSURE: Level.UNKNOWN,
    Stage.HELD: Level.WARNING,
}
_NOUNS = {
    Medium.MAIL: "letter",
    Medium.POST: "post",
    Medium.CARD: "card",
    Medium.DIRECT: "direct message",
    "report": "the report",
    "csv": "the file of results",
}
_READ_BY = {Audience.INTERNAL: "staff alone", Audience.EXTERNAL: "outsiders"}
_COLUMNS = (
    Column("id"),
    Column("stage"),
    Column("what"),
    Column("to"),
    Column("when", is_instant=True),
    Column("why"),
)
_SAID = (*_COLUMNS[:4], Column("when", is_instant=True))
_HISTORY = (Column("when", is_instant=True), Column("by"), Column("what"), Column("more"))
_DRAWN_LATER = "It is drawn when it is delivered, as its thing is then."
_FORGOTTEN = "Its text is not kept any more."


def listed(outbox: Outbox) -> Internal:
    shelf = "" if outbox.shelf is Shelf.OPEN else f" {outbox.shelf}"
    where = f"rsp outbox{shelf} --json, in a terminal, has them all."
    parts: list[Part] = [Heading(f"Outbox: {counted(outbox)}")]
    if outbox.lines:
        parts.append(Table(_COLUMNS, tuple(map(line, outbox.lines))))
    elif outbox.shelf not in (Shelf.OPEN, Shelf.ALL):
        parts.append(Text(f"Nothing is {outbox.shelf}."))
    more = (More(outbox.more, where),) if outbox.more else ()
    return Internal((*parts, *more), outbox)


def counted(outbox: Outbox) -> str:
    """Say how many there are of what is not over, first of what needs people."""
    found = [f"{count} {stage}" for stage, count in outbox.counts.items() if count]
    return " · ".join(found) or "nothing waits"


def line(one: Line) -> Row:
    """Return a row of six cells, with a button that shows it."""
    cells = (one.id, one.stage, what(one), whom(one), one.at, one.why)
    return Row(cells, MARKS.get(one.stage), button=look(one))


def look(one: Line) -> Button:
    return Button(f"Show {one.id}", shows(one))


def shows(one: Line) -> str:
    """Return the command that shows it."""
    return f"show {one.id}" if one.id.startswith("OUT-") else f"outbox {one.id}"


def what(one: Line) -> str:
    """Say in a few words what it is, and about what."""
    noun = _NOUNS.get(one.medium, one.medium)
    return (
        f"{noun} of {one.about}" if one.kind == one.medium else f"{noun} {one.kind}, {one.about}"
    )


def whom(one: Line) -> Cell:
    return Who(one.to) if one.medium == Medium.DIRECT else one.to or "whoever asked for it"


def one(shown: Shown, drawn: Message | None = None) -> Internal:
    """Show one thing in full; `drawn` is what it would say now, if it is drawn at delivery."""
    parts = (
        Heading(f"{shown.id} · {shown.stage}"),
        *([Text(shown.why, MARKS.get(shown.stage))] if shown.why else []),
        Facts((*_about(shown), *_dates(shown))),
        *(_letter(shown) if shown.medium is Medium.MAIL else _post(shown, drawn)),
        *_history(shown.history),
        *_buttons(shown),
    )
    # With its links anybody could act, so it is not to be shared.
    return Internal(parts, shown, is_private=True)


def html(shown: Shown) -> Internal:
    """Show a letter's HTML as it will leave."""
    return Internal((Text(shown.html or _FORGOTTEN, is_verbatim=True),), Said(shown.html))


def row(shown: ShownRow) -> Internal:
    """Show a row that tells what a check came to, which has no number of its own."""
    one = shown.line
    is_stuck = one.stage in (Stage.FAILED, Stage.UNSURE)
    parts = (
        Heading(f"{one.id} · {one.stage}"),
        Facts((("What", what(one)), ("Due", one.at))),
        *_history(shown.history),
        *(ways_on(one) if is_stuck else ()),
        Button(f"Show {one.about}", f"show {one.about}"),
    )
    return Internal(parts, shown)


def said(deliveries: Sequence[Delivery]) -> tuple[Part, ...]:
    """Return what was said about something, to whom, and when; nothing where that is nothing."""
    rows = tuple(_said_once(Line.of(one, {})) for one in deliveries)
    return (Heading("What was said about it"), Table(_SAID, rows)) if rows else ()


def ways_on(one: Line | Shown) -> Iterator[Button]:
    """Yield what a person can do about what failed or may have failed."""
    twice = " (it may come twice)" if one.stage is Stage.UNSURE else ""
    if one.to != ERASED:
        yield _does(f"Send it{twice}", Verb.SEND, one.id)
    yield _does("It was sent", Verb.SENT, one.id)
    yield _does("Withdraw", Verb.WITHDRAW, one.id)


def count_of(letters: Collection[object]) -> str:
    return "1 letter" if len(letters) == 1 else f"{len(letters)} letters"


def _said_once(one: Line) -> Row:
    *cells, _ = line(one).cells
    return Row(tuple(cells), MARKS.get(one.stage), button=look(one))


def _about(shown: Shown) -> Iterator[tuple[str, Cell]]:
    to = Who(shown.to) if shown.medium is Medium.DIRECT else shown.to
    yield "What", f"{_NOUNS[shown.medium]} {shown.kind}"
    yield "About", shown.about
    yield "To", to
    yield "Read by", _READ_BY[shown.audience]
    if shown.template:
        yield "Version", shown.template
    if shown.owner:
        yield "Owner", Who(shown.owner)


def _dates(shown: Shown) -> Iterator[tuple[str, Cell]]:
    yield "Written", shown.written_at
    yield "By", Who(shown.written_by)
    yield "Due", shown.due_at
    if shown.accepted_at:
        yield "Accepted", shown.accepted_at
    if shown.bounced_at:
        yield "Came back", shown.bounced_at


def _letter(shown: Shown) -> Iterator[Part]:
    if not shown.text:
        yield Text(_FORGOTTEN)
        return
    headers = (
        ("From", shown.sender or "RSP_MAIL_FROM is not set"),
        ("To", shown.to),
        ("Reply-To", shown.reply_to),
        ("Subject", shown.subject),
        *([("Attached", shown.attached)] if shown.attached else []),
    )
    yield Heading("The letter")
    yield Facts(headers)
    yield Text(shown.text, is_verbatim=True)


def _post(shown: Shown, drawn: Message | None) -> Iterator[Part]:
    yield Heading("What it says")
    if drawn:
        yield from (part for part in drawn.parts if not isinstance(part, Button))
    elif shown.text:
        yield Text(shown.text, is_verbatim=True)
    else:
        yield Text(_DRAWN_LATER)


def _history(history: Sequence[Noted]) -> Iterator[Part]:
    if history:
        yield Heading("What was done about it")
        rows = (Row((one.at, Who(one.by), one.what, _more(one))) for one in history)
        yield Table(_HISTORY, tuple(rows))


def _more(noted: Noted) -> str:
    # What a letter said before and after has many lines.
    if "\n" in noted.before + noted.after:
        return f"`rsp log {noted.subject}` has both wordings"
    return " → ".join(part for part in (noted.before, noted.after) if part)


def _buttons(shown: Shown) -> Iterator[Button]:
    """Yield what a person can do about it now."""
    if shown.is_in_hand:
        return
    match shown.stage:
        case Stage.WAITING:
            yield _does("Hold", Verb.HOLD, shown.id)
        case Stage.HELD:
            yield from _let_go(shown)
        case Stage.FAILED | Stage.UNSURE:
            yield from ways_on(shown)
        case Stage.ACCEPTED if shown.medium is Medium.MAIL:
            yield _does("Mark as bounced", Verb.BOUNCED, shown.id)
    if shown.stage in (Stage.WAITING, Stage.HELD):
        yield _does("Withdraw", Verb.WITHDRAW, shown.id)
    is_open = shown.stage in (Stage.WAITING, Stage.HELD, Stage.FAILED) and shown.to != ERASED
    if is_open and shown.medium is Medium.MAIL and shown.text:
        yield Button("Edit", f"edit {shown.id}")


def _let_go(shown: Shown) -> Iterator[Button]:
    match shown.held:
        case _ if shown.to == ERASED:
            return
        case Held.NOT_LIVE | Held.IMPORTED:
            yield Button("Look at all that is not live yet", "live")
            yield _does("Hold", Verb.HOLD, shown.id)
        case Held.UNTOLD:
            yield Button(f"Show {shown.about}", f"show {shown.about}")
        case _:
            yield _does("Release", Verb.RELEASE, shown.id)


def _does(label: str, verb: Verb, id_: str) -> Button:
    return Button(label, f"outbox {verb} {id_}")
