"""rsp help — the main commands, one of them, or all."""

from bot.errors import UsageError
from bot.messages.message import External, Facts, Heading, Message, Part, Text
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
    if asked[0].lower() not in WORDS:
        raise UsageError(usage.unknown(asked[0]))
    return _manual(asked[0].lower())


def _listed(names: tuple[str, ...], again: str) -> Message:
    words = Facts(tuple((name, WORDS[name].help) for name in names))
    more = Text("`rsp help all` shows every command, `rsp COMMAND --help` how one is typed.")
    return External((words, more), None, again=again)


def _manual(name: str) -> Message:
    word = WORDS[name]
    others = (Text(use) for use in word.usage[1:])
    details = Facts(usage.details(word))
    parts: tuple[Part, ...] = (Heading(word.usage[0]), *others, Text(word.help), details)
    return External(parts, None, again=f"help {name}")
