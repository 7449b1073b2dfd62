from tests.commands.trial import trial
from tests.commands.worlds import logged

__all__ = ["logged", "trial"]
