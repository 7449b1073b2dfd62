"""What is known about each criterion of an application: found out, said by a person, or both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.criteria import SETTLED, Criterion, Edition, Status


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody says about one criterion."""

    key: str
    status: Status
    note: str = ""
    """Why, in a sentence; of what is found out with what to do about it."""
    link: str = ""
    """Where to see it, or to read what to do."""
    due_on: date | None = None
    """Of what is due later; None where that depends on the approval."""
    by: str
    """A person's signature, or what found it out: a check (`CHK-12`), `re3data`."""
    at: datetime
    is_person: bool
    dismissed: str = ""
    """Why a person says that what was found out does not count; empty where it does."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One criterion, and what is known about it."""

    criterion: Criterion
    said: Answer | None = None
    """By a person: it always wins."""
    found: Answer | None = None
    """By the bot."""

    @property
    def answer(self) -> Answer | None:
        """Return what counts."""
        return self.said or (self.found if self.found and not self.found.dismissed else None)

    @property
    def status(self) -> Status | None:
        """Return None where nobody has said or found anything yet."""
        return self.answer.status if self.answer else None

    @property
    def is_settled(self) -> bool:
        return not self.criterion.is_required or self.status in SETTLED

    @property
    def is_contradicted(self) -> bool:
        """Say whether what was found out says otherwise than the person does."""
        if self.said is None or self.found is None or self.found.dismissed:
            return False
        # What is not clear contradicts nobody.
        return Status.UNCLEAR not in (self.said.status, self.found.status) and (
            (self.said.status in SETTLED) != (self.found.status in SETTLED)
        )


def judge(edition: Edition, answers: Iterable[Answer]) -> tuple[Judged, ...]:
    """Put what is known beside each criterion of an edition, in its order."""
    known: Mapping[tuple[str, bool], Answer] = {(one.key, one.is_person): one for one in answers}
    return tuple(
        Judged(
            criterion=one,
            said=known.get((one.key, True)),
            found=known.get((one.key, False)),
        )
        for one in edition.criteria
    )


def still_open(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """Return what keeps an approval up."""
    return tuple(one for one in judged if not one.is_settled)
