"""rsp help — the main commands, one of them, or all; or how applications move."""

from bot.errors import UsageError
from bot.messages import help as messages
from bot.messages.cases import states
from bot.messages.message import Message
from bot.world import World
from commands import usage
from commands.invocation import Invocation
from commands.table import FIRST, WORDS


async def run(invocation: Invocation, world: World) -> Message:  # noqa: ARG001 -- every word's
    _, *asked = invocation.words
    if not asked:
        return _listed(FIRST, "help")
    if asked == ["all"]:
        return _listed(tuple(WORDS), "help all")
    if asked == ["states"]:
        return states()
    name = asked[0].lower()
    if name not in WORDS:
        raise UsageError(usage.unknown(asked[0]))
    is_terminal = invocation.caller.channel is None
    word = WORDS[name]
    usable = [option for option in word.options if is_terminal or not option.for_terminal]
    details = usage.details(word._replace(options=tuple(usable)))
    return messages.manual(word.usage, word.help, details, again=f"help {name}")


def _listed(names: tuple[str, ...], again: str) -> Message:
    return messages.listed([(name, WORDS[name].help) for name in names], again=again)
