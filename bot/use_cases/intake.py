"""An application from the form service, which may deliver it twice, late, or at the same time."""

from dataclasses import dataclass

from bot.domain.faults import Faults
from bot.domain.filing import Came, Outside, Taken
from bot.domain.intake import Submission
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.use_cases.cases import Cases
from bot.use_cases.filing import take


@dataclass(frozen=True, kw_only=True)
class Received:
    """What became of a submission, as the form service is answered."""

    id: str
    """Of the application."""
    came: Came
    ignored: tuple[str, ...]
    """Its fields that we know nothing of."""


async def receive(said: Submission, act: Act, *, cases: Cases) -> Received | Faults:
    """Log an application, or update it.

    Raises ConflictError where somebody changes it again and again just now.
    """
    taken = await _take(said.outside, act, cases=cases)
    if taken.application is None or taken.faults:
        return taken.faults or Faults({})
    return Received(id=taken.application.id, came=taken.came, ignored=said.ignored)


async def _take(outside: Outside, act: Act, *, cases: Cases) -> Taken:
    try:
        return await take(outside, act, cases=cases)
    except ConflictError:
        # Somebody else was faster to log it; what they left is there to be compared with now.
        return await take(outside, act, cases=cases)
