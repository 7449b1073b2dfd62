"""A word after /rsp, as the tables have it: data only, so that nothing heavy is imported."""

# typing and dataclasses each take as long as the start of a bare Python: `rsp help` has neither.
from collections import namedtuple


class Option(
    namedtuple("Option", "name help value writes for_terminal", defaults=("", False, False))  # noqa: PYI024 -- above
):
    """`value` names what follows the option; an option without one is there or not."""

    __slots__ = ()
    name: str
    help: str
    value: str
    writes: bool
    """Whether a word that only reads does not, with this option."""
    for_terminal: bool
    """Whether it is of no use elsewhere."""


class Word(namedtuple("Word", "module usage help may writes arguments options answers")):  # noqa: PYI024 -- above
    """`writes` is true of what may write or ask a form: Slack waits for it before the ack."""

    __slots__ = ()
    module: str
    usage: tuple[str, ...]
    """Ways to type it, the fullest first."""
    help: str
    may: str
    """staff, approver, provider (its own record only) or anyone."""
    writes: bool
    arguments: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    answers: tuple[str, ...]
    """Fields of its form, which may be typed too, as `name=value`."""


JSON = Option("--json", "one JSON object instead of text", for_terminal=True)
