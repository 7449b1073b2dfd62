"""Which message of Slack's a command is about."""

import re

from bot.errors import UsageError
from bot.use_cases.noting import Place
from commands.invocation import Invocation, how_to_type

_CHANNEL = re.compile("[CDG][A-Z0-9]{2,}")
_TS = re.compile(r"\d{1,12}\.\d{1,9}")


def place_of(invocation: Invocation) -> Place:
    """Return where the message is that a command names."""
    match invocation.words[1:]:
        case [channel, ts] if _CHANNEL.fullmatch(channel) and _TS.fullmatch(ts):
            return Place(channel, ts)
    raise UsageError(how_to_type(invocation.words[0]))
