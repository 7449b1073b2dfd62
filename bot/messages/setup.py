"""How the set-up looks: a line for each point, and below them what is to be done."""

from bot.domain.check import Level
from bot.domain.setup import Setup, Working
from bot.messages.message import (
    Column,
    Heading,
    Internal,
    Message,
    Outcome,
    Part,
    Row,
    Table,
    Text,
)

_MARKS = {
    Working.YES: Level.OK,
    Working.PARTLY: Level.WARNING,
    Working.NO: Level.FAILURE,
    Working.UNKNOWN: Level.UNKNOWN,
}
_COLUMNS = (Column("What"), Column("State"))


def setup(found: Setup) -> Message:
    rows = (Row((point.name, point.says), _MARKS[point.working]) for point in found.points)
    parts = (Heading("Set-up"), Table(_COLUMNS, (*rows,)), *_remedies(found))
    return Internal(parts, found, _outcome(found))


def _remedies(found: Setup) -> tuple[Part, ...]:
    lines = tuple(Text(f"{point.name}: {point.remedy}") for point in found.points if point.remedy)
    return (Heading("What to do"), *lines) if lines else ()


def _outcome(found: Setup) -> Outcome:
    if found.has(Working.NO):
        return Outcome.REFUSED
    return Outcome.UNANSWERED if found.has(Working.UNKNOWN) else Outcome.DONE
