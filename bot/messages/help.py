"""What can be typed: all words, or one of them in full."""

from collections.abc import Sequence

from bot.messages.message import External, Facts, Heading, Message, Part, Text

Lines = Sequence[tuple[str, str]]
"""What there is to type, each with its line of help."""

_MORE = (
    "`rsp help all` shows every command, `rsp check --help` how one is typed.",
    (
        "A bare thing is a command: `rsp 10.5555/example` checks it, `rsp APP-12` shows that "
        "application, as its organisation's name does; so do CHK-12, OUT-7, CON-3, PRV-3."
    ),
    "`rsp check` alone asks for DOIs, many at once; `rsp setup` says what works.",
)


def listed(words: Lines, *, again: str) -> Message:
    return External((Facts(tuple(words)), Text("\n".join(_MORE))), None, again=again)


def manual(uses: Sequence[str], about: str, details: Lines, *, again: str) -> Message:
    """Show how one word is typed: the ways to, what it is for, its arguments and options."""
    first, *others = uses
    parts: tuple[Part, ...] = (Heading(first), *map(Text, others), Text(about))
    return External((*parts, Facts(tuple(details))), None, again=again)
