"""How the words are typed, told from the table alone; so this imports nothing heavy either."""

from collections.abc import Iterable, Sequence

from commands import table
from commands.table import FIRST, Word

ALL = table.WORDS | table.PROGRAM
_OURSELVES = ("rsp", "/rsp")
# What has a number of its own, which shows it.
_THINGS = ("CHK", "OUT", "CON", "APP", "PRV")
PAGES = ("states",)
"""What `help` shows besides commands, and the table does not tell."""
_NARROWEST = 15
_STATUSES = (
    ("0", "done, or all is well"),
    ("1", "refused, or something failed"),
    ("2", "mistyped"),
    ("3", "nothing failed, but something could not be found out or read"),
)


def meant(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with the command in front that a bare thing stands for."""
    first, *others = words
    if first.lower() in _OURSELVES and others:
        # As it is written everywhere else; here it is said already.
        return meant(tuple(others))
    if first.lower() in ALL:
        return (first.lower(), *others)
    if _is_thing(first):
        return ("show", *words)
    if any(sign in first.lower() for sign in ("10.", "10/", "doi.org/")):
        return ("check", *words)
    return words


def is_asked(words: Sequence[str]) -> bool:
    """Say whether help is asked for; what follows `--` is no option."""
    options = words[: words.index("--")] if "--" in words else words
    return "--help" in options or "-h" in options


def misfit(name: str, others: Sequence[str]) -> str | None:
    """Say which word does not belong after one of the program's own, or which one is missing."""
    values = {option.name: option.value for option in ALL[name].options}
    words = iter(() if ALL[name].arguments else others)
    for word in words:
        option, equals, value = word.partition("=")
        if option not in values or (equals and not values[option]):
            near = nearest(option, values)
            return f"`{word}` does not belong here{near}; `rsp {name} --help` shows how."
        if values[option] and not (value if equals else next(words, "")):
            return f"`{option}` wants a value: `{option} {values[option]}`."
    return None


def unknown(word: str) -> str:
    """Say that there is no such word, and which one is nearest."""
    return f"There is no command `{word}`{nearest(word, ALL)}; `rsp help` shows the commands."


def is_slip(word: str) -> bool:
    """Say whether a word is a command mistyped, rather than the name of an organisation."""
    return word.startswith("-") or bool(nearest(word, ALL))


def nearest(typed: str, known: Iterable[str]) -> str:
    """Return `, perhaps `check`` for `chekc`, and nothing where nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only who mistypes waits for it

    near = get_close_matches(typed.lower(), list(known), n=1)
    return f", perhaps `{near[0]}`" if near else ""


def help_on(name: str = "") -> str | None:
    """Return the overview, all words, or one word's manual; None where there is no such word."""
    if name == "all":
        return everything()
    if not name:
        return overview()
    return manual(name.lower()) if name.lower() in ALL else None


def overview() -> str:
    return "\n".join(
        (
            "usage: rsp COMMAND WORDS…    (alone: a prompt)",
            "",
            *_listed(FIRST),
            "",
            "`rsp help all` shows every command, `rsp COMMAND --help` how one is typed.",
            "A bare thing is a command: `rsp 10.5555/example` checks it, `rsp APP-12` shows that",
            "application, as its organisation's name does; so do CHK-12, OUT-7, CON-3, PRV-3.",
            "New here? `rsp demo` tries it all with made-up neighbours, without internet.",
        )
    )


def everything() -> str:
    return "\n".join(
        (
            *(line for word in ALL.values() for line in _described(word)),
            "",
            "Exit status:",
            *(f"  {status}  {meaning}" for status, meaning in _STATUSES),
        )
    )


def manual(name: str) -> str:
    """Say how one word is typed."""
    word = ALL[name]
    uses = [f"usage: rsp {word.usage[0]}", *(f"       rsp {use}" for use in word.usage[1:])]
    return "\n".join((*uses, "", f"{name}: {word.help}", *_details(word)))


def details(word: Word) -> tuple[tuple[str, str], ...]:
    """Return its arguments and options, each with its line of help."""
    options = ((f"{o.name} {o.value}".rstrip(), o.help) for o in word.options)
    return (*word.arguments, *options)


def _is_thing(word: str) -> bool:
    name, _, number = word.partition("-")
    return name.upper() in _THINGS and number.isascii() and number.isdigit()


def _described(word: Word) -> tuple[str, ...]:
    return (*(f"  rsp {use}" for use in word.usage), f"      {word.help}")


def _details(word: Word) -> tuple[str, ...]:
    told = details(word)
    width = max((_NARROWEST, *(len(name) + 1 for name, _ in told)))
    lines = tuple(f"  {name:<{width}} {line}" for name, line in told)
    return ("", *lines) if lines else ()


def _listed(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"  {name:<10} {ALL[name].help}" for name in names)
