"""The digest in the staff channel: what waits for people, when a week begins."""

from collections.abc import Iterator, Sequence

from bot.domain.cards import Digest, Needs
from bot.domain.case import CaseLine
from bot.domain.delivery import Stage
from bot.messages.cards import LINE, in_channel
from bot.messages.case_rows import look, named
from bot.messages.message import (
    Button,
    Column,
    Heading,
    Internal,
    More,
    Part,
    Row,
    Table,
)

_FEW = 5
_CASE = (Column("case"), Column("next step"))
_UNOWNED = "Nobody has owned for more than a working day: {}"
_UNTOLD = "Decisions whose letter waits for somebody who presses Send it: {}"


def digest(found: Digest) -> Internal:
    """Say first which cases nobody takes; then what is decided and not told; then the outbox."""
    parts = (
        Heading(f"{found.week}: what waits"),
        *_cases(_UNOWNED, found.unowned),
        *_cases(_UNTOLD, found.untold),
        *(part for needs in found.needs for part in _part(needs)),
        *([Button("Look at the queue", "queue")] if found.unowned or found.untold else []),
        *([Button("Look at the outbox", "outbox")] if found.needs else []),
    )
    return Internal(parts, found)


def _cases(says: str, lines: Sequence[CaseLine]) -> Iterator[Part]:
    if not lines:
        return
    yield Heading(says.format(len(lines)))
    rows = (Row((named(one), one.next_step), button=look(one)) for one in lines[:_FEW])
    yield Table(_CASE, tuple(rows))
    if len(lines) > _FEW:
        yield More(len(lines) - _FEW, "`rsp queue` lists all.")


def _part(needs: Needs) -> Iterator[Part]:
    longer = " for longer than a day" if needs.stage is Stage.WAITING else ""
    yield Heading(f"{needs.count} {needs.stage}{longer}")
    yield Table(LINE, tuple(map(in_channel, needs.oldest)))
    if needs.count > len(needs.oldest):
        left = needs.count - len(needs.oldest)
        yield More(left, f"`rsp outbox {needs.stage}` lists all.")
