"""Who would fail an edition of the criteria that is not in force for them yet; nobody is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.assessment import Judged
from bot.domain.criteria import Criterion, Edition


@dataclass(frozen=True, kw_only=True)
class EditionLine:
    id: str
    organisation: str
    fails: tuple[str, ...]
    """Keys of required criteria that are not met."""
    unknown: tuple[str, ...]
    """Keys of those of which nobody knows yet."""


@dataclass(frozen=True, kw_only=True)
class EditionReport:
    edition: str
    lines: tuple[EditionLine, ...]


def judge_by(edition: Edition, judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return the criteria of an edition with what is known by the one before it, or by itself.

    What was said about a criterion that says something else now does not count.
    """
    known = {one.criterion.key: one for one in judged}
    return tuple(_judge(criterion, known.get(criterion.key)) for criterion in edition.criteria)


def _judge(criterion: Criterion, known: Judged | None) -> Judged:
    if known is None or (criterion.changed and known.criterion != criterion):
        return Judged(criterion=criterion)
    return Judged(criterion=criterion, said=known.said, found=known.found)
