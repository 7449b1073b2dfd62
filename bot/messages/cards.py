"""Cards in the staff channel: what failed, and what the ceiling holds."""

from collections.abc import Iterator

from bot.domain.cards import Ceiling, LetOut, Trouble
from bot.domain.check import Level
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
from bot.messages.outbox import MARKS, look, ways_on, what

_LISTED = 10
_LINE = (Column("id"), Column("what"), Column("to"), Column("due", is_instant=True))
_FAILED = "It did not leave. When what is wrong is mended, send it; or withdraw it."
_UNSURE = (
    "Nobody but {} knows whether it arrived: ask there, then say that it was sent, or send it, "
    "which may make it two."
)
_ABOUT_CEILING = (
    "They go to outsiders, and nobody has seen them: more than may leave in one day. Look at "
    "them; an approver sends them all, or releases one by one those that are right."
)


def trouble(found: Trouble) -> Internal:
    """Say what failed, or may have, and what to do; once that is over, how it came about."""
    one = found.line
    return Internal((*(_open(one) if found.is_open else _over(one, found.solved)),), found)


def ceiling(found: Ceiling) -> Internal:
    """Ask an approver about letters that nobody has seen, until none of them is held."""
    parts = _asking(found) if found.held else _asked(found)
    return Internal((*parts,), found)


def let_out(found: LetOut) -> Internal:
    leave = "1 letter leaves" if len(found.ids) == 1 else f"{len(found.ids)} letters leave"
    return Internal((Text(f"{leave} now, of {found.day}: {', '.join(found.ids)}."),), found)


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
    yield Text(_FAILED if is_failed else _UNSURE.format(asked), MARKS[one.stage])
    yield from ways_on(one.id, one.stage)
    yield look(one)


def _over(one: Line, solved: Noted | None) -> Iterator[Part]:
    yield Heading(f"{one.id} is {one.stage}")
    yield Facts((("What", what(one)), ("To", one.to)))
    if solved:
        yield Facts(((_capital(solved.what), solved.at), ("By", Who(solved.by))))
    else:
        yield Text("It turned out well by itself: nobody need do anything.", Level.OK)


def _asking(found: Ceiling) -> Iterator[Part]:
    many = len(found.held) > 1
    count = (
        f"{len(found.held)} letters of {found.day} are" if many else f"1 letter of {found.day} is"
    )
    yield Heading(f"{count} held")
    yield Text(_ABOUT_CEILING)
    yield Table(_LINE, tuple(map(in_channel, found.held[:_LISTED])))
    if len(found.held) > _LISTED:
        yield More(len(found.held) - _LISTED, "`rsp outbox held` lists them.")
    yield Button("Send them", f"outbox release ceiling {found.day}")
    yield Button("Look", "outbox held")


def _asked(found: Ceiling) -> Iterator[Part]:
    yield Heading(f"No letter of {found.day} is held for being one too many any more")
    if done := found.released:
        yield Facts((("Released", done.after), ("By", Who(done.by)), ("At", done.at)))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
