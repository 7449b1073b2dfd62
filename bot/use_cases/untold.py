"""Letters that tell a decision, and wait until somebody presses *Send it*."""

from bot.domain.case import Case
from bot.domain.delivery import Delivery, Held, Stage

UNTOLD = Held.UNTOLD


def untold_letters(case: Case) -> tuple[Delivery, ...]:
    """Return the letters about a case that wait to be told."""
    return tuple(one for one in case.letters if one.held is UNTOLD and one.stage is Stage.HELD)
