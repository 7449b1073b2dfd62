"""Cards in the staff channel: what failed, and what the ceiling holds."""

from collections.abc import Iterator

from bot.domain.cards import Ceiling, Released, Trouble
from bot.domain.check import Level
from bot.domain.contact import ERASED
from bot.domain.delivery import Medium, Stage
from bot.domain.journal import Noted
from bot.domain.outbox import Line
from bot.messages.message import (
    Button,
    Column,
    Facts,
    Heading,
    Internal,
    More,
    Part,
    Row,
    Table,
    Text,
    Who,
)
from bot.messages.outbox import MARKS, count_of, look, ways_on, what

_LISTED = 10
LINE = (Column("id"), Column("what"), Column("to"), Column("due", is_instant=True))
_FAILED = "It did not leave. When what is wrong is mended, send it; or withdraw it."
_ERASED = "Whoever it was for is erased, and its text too: withdraw it."
_UNSURE = (
    "Nobody but {} knows whether it arrived: ask there, then say that it was sent, or send it, "
    "which may make it two."
)
_TOO_MANY = (
    "They go to outsiders, and nobody has seen them: more than may leave in one day. Look at "
    "them; an approver releases them all, or one by one those that are right."
)
_ONE_TOO_MANY = (
    "It goes to an outsider, and nobody has seen it: one more than may leave in one day. Look at "
    "it; an approver releases it, if it is right."
)


def trouble(found: Trouble) -> Internal:
    """Say what failed, or may have, and what to do; once that is over, how it came about."""
    one = found.line
    return Internal((*(_open(one) if found.is_open else _over(one, found.solved)),), found)


def ceiling(found: Ceiling) -> Internal:
    """Ask an approver about letters that nobody has seen, until none of them is held."""
    parts = _asking(found) if found.held else _asked(found)
    return Internal((*parts,), found)


def released(found: Released) -> Internal:
    are = "is" if len(found.ids) == 1 else "are"
    said = f"{count_of(found.ids)} of {found.day} {are} released: {', '.join(found.ids)}."
    return Internal((Text(said),), found)


def in_channel(one: Line) -> Row:
    """Return a row of four cells that calls nobody, since many read it."""
    to = one.to or "whoever asked for it"
    return Row((one.id, what(one), to, one.at), MARKS.get(one.stage), button=look(one))


def _open(one: Line) -> Iterator[Part]:
    is_failed = one.stage is Stage.FAILED
    said = "failed" if is_failed else "may or may not have been sent"
    asked = "whoever it is for" if one.medium == Medium.MAIL else "who reads there"
    yield Heading(f"{one.id} {said}")
    yield Facts((("What", what(one)), ("To", one.to), ("Why", one.why)))
    to_do = _FAILED if is_failed else _UNSURE.format(asked)
    yield Text(_ERASED if one.to == ERASED else to_do, MARKS[one.stage])
    yield from ways_on(one)
    yield look(one)


def _over(one: Line, solved: Noted | None) -> Iterator[Part]:
    yield Heading(f"{one.id} is {one.stage}")
    yield Facts((("What", what(one)), ("To", one.to)))
    if solved:
        yield Facts(((_capital(solved.what), solved.at), ("By", Who(solved.by))))
    else:
        yield Text("It turned out well by itself: nobody need do anything.", Level.OK)


def _asking(found: Ceiling) -> Iterator[Part]:
    is_one = len(found.held) == 1
    yield Heading(f"{count_of(found.held)} of {found.day} {'is' if is_one else 'are'} held")
    yield Text(_ONE_TOO_MANY if is_one else _TOO_MANY)
    yield Table(LINE, tuple(map(in_channel, found.held[:_LISTED])))
    if len(found.held) > _LISTED:
        yield More(len(found.held) - _LISTED, "`rsp outbox held` lists all.")
    yield Button("Release it" if is_one else "Release them", _releasing(found))
    yield Button("Look", "outbox held")


def _releasing(found: Ceiling) -> str:
    """Return the command that releases what is listed now, and nothing that comes later."""
    return f"outbox release ceiling {found.day} {found.last}".rstrip()


def _asked(found: Ceiling) -> Iterator[Part]:
    yield Heading(f"No letter of {found.day} is held for being one too many any more")
    if done := found.released:
        yield Facts((("Released", done.after), ("By", Who(done.by)), ("At", done.at)))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
