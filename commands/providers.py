"""Which provider a command is about, and which line of its checklist."""

import re

from bot.domain.provider import ChecklistLine
from bot.errors import UsageError
from bot.messages.checklists import checklist
from bot.messages.message import Message
from bot.use_cases.registering import Checklist
from commands.usage import nearest

_PROVIDER = re.compile(r"PRV-(\d{1,9})", re.IGNORECASE)


def provider_number(word: str) -> int:
    match = _PROVIDER.fullmatch(word)
    if match is None:
        raise UsageError(f"`{word}` is not a provider; they look like PRV-3.")
    return int(match[1])


def read_line(typed: str) -> ChecklistLine:
    try:
        return ChecklistLine(typed.lower())
    except ValueError as error:
        known = ", ".join(f"`{line}`" for line in ChecklistLine)
        near = nearest(typed, ChecklistLine)
        raise UsageError(f"There is no line `{typed}`{near}; there are {known}.") from error


def shown(found: Checklist) -> Message:
    return checklist(found.provider, found.ticked)
