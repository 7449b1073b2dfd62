"""How the set-up looks: a line for each point, and what to do below it."""

from bot.domain.check import Level
from bot.domain.setup import Point, Setup, Working
from bot.messages.message import Heading, Internal, Message, Outcome, Text

_SAYS = {
    Working.YES: ("works", Level.OK),
    Working.NO: ("does not work", Level.FAILURE),
    Working.UNKNOWN: ("not known", Level.UNKNOWN),
}


def setup(found: Setup) -> Message:
    lines = (_line(point) for point in found.points)
    return Internal((Heading("Set-up"), *lines), found, _outcome(found))


def _line(point: Point) -> Text:
    how, mark = _SAYS[point.working]
    remedy = f"\n    Do this: {point.remedy}" if point.remedy else ""
    return Text(f"{point.name}: {how}. {point.says}{remedy}", mark)


def _outcome(found: Setup) -> Outcome:
    if found.has(Working.NO):
        return Outcome.REFUSED
    return Outcome.UNANSWERED if found.has(Working.UNKNOWN) else Outcome.DONE
