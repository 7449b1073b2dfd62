"""An edition of the criteria held against what is known by another, telling nobody."""

from collections.abc import Sequence

from bot.domain.assessment import Judged, still_open
from bot.domain.criteria import Criterion, Edition


def judge_by(edition: Edition, judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return the criteria of an edition with what is known by the one before it, or by itself.

    What was said about a criterion that says something else now does not count.
    """
    known = {one.criterion.key: one for one in judged}
    return tuple(_judge(criterion, known.get(criterion.key)) for criterion in edition.criteria)


def would_fail(edition: Edition, judged: Sequence[Judged]) -> tuple[Criterion, ...]:
    """Return the required criteria of an edition that are not settled under it."""
    return tuple(one.criterion for one in still_open(judge_by(edition, judged)))


def _judge(criterion: Criterion, known: Judged | None) -> Judged:
    if known is None or (criterion.changed and known.criterion != criterion):
        return Judged(criterion=criterion)
    return Judged(criterion=criterion, said=known.said, found=known.found)
