"""Going live: what would leave, and what is set up for it."""

from collections.abc import Iterator, Sequence

from bot.domain.check import Level
from bot.domain.live import Leaving, Live
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
from bot.messages.outbox import look, what, whom

_LISTED = 20
_COLUMNS = (
    Column("id"),
    Column("what"),
    Column("to"),
    Column("when", is_instant=True),
    Column("lacks"),
)
_SETTINGS = (Column("setting"), Column("state"))
_UNTIL_THEN = (
    "Until an approver goes live, nothing leaves by itself but to staff, and to whom "
    "RSP_ALLOW_MAIL names. Whatever must not leave then, hold or withdraw before."
)
_IMPORTED = "what concerns them waits until an approver goes live once more."
_WHERE = "rsp live --json, in a terminal, has them all."


def live(found: Live) -> Internal:
    parts = (*_heading(found), *_waiting(found), *_set_up(found), *_button(found))
    return Internal(parts, found, again="live")


def _heading(found: Live) -> Iterator[Part]:
    if found.since is None:
        yield Heading("Not live yet")
        yield Text(_UNTIL_THEN)
    else:
        yield Heading("Live: letters and posts leave")
        yield Facts((("Since", found.since.at), ("By", Who(found.since.by))))
    if found.imported:
        records = "1 record was" if found.imported == 1 else f"{found.imported} records were"
        yield Text(f"{records} imported: {_IMPORTED}", Level.WARNING)


def _waiting(found: Live) -> Iterator[Part]:
    if found.since and not (found.today or found.soon or found.later):
        return
    today, soon = len(found.today), len(found.soon)
    yield Text(f"{today} would leave today, {soon} in the next 30 days, {found.later} later.")
    lacking = sum(bool(one.lacks) for one in (*found.today, *found.soon))
    if lacking:
        they = "it lacks" if lacking == 1 else "they lack"
        yield Text(f"{lacking} of them would not arrive: see what {they}.", Level.WARNING)
    yield from _list("Today", found.today)
    yield from _list("In the next 30 days", found.soon)


def _list(name: str, leaving: Sequence[Leaving]) -> Iterator[Part]:
    if leaving:
        yield Heading(name)
        yield Table(_COLUMNS, tuple(map(_row, leaving[:_LISTED])))
    if len(leaving) > _LISTED:
        yield More(len(leaving) - _LISTED, _WHERE)


def _row(leaving: Leaving) -> Row:
    one = leaving.line
    cells = (one.id, what(one), whom(one), one.at, leaving.lacks)
    return Row(cells, Level.WARNING if leaving.lacks else None, button=look(one))


def _set_up(found: Live) -> Iterator[Part]:
    yield Heading("Settings")
    rows = (
        Row((one.name, "set" if one.is_set else "not set"), _mark(is_set=one.is_set))
        for one in found.settings
    )
    yield Table(_SETTINGS, tuple(rows))


def _mark(*, is_set: bool) -> Level:
    return Level.OK if is_set else Level.WARNING


def _button(found: Live) -> Iterator[Part]:
    if found.since is None or found.imported:
        yield Button("Go live", "live --yes")
