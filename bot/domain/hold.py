"""Why a case waits beside its state: a question to the board, or to the applicant."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class HoldKind(StrEnum):
    """Why a case waits, beside its state: a hold moves nothing and closes nothing by itself."""

    BOARD = "with the board"
    INFORMATION = "more information asked"


@dataclass(frozen=True, kw_only=True)
class Hold:
    number: int
    application: int
    kind: HoldKind
    question: str
    """What the board is asked; or what is missing, one item a line."""
    due_on: date
    asked_at: datetime
    asked_by: str
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        return self.answered_at is None
