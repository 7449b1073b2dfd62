"""Typed text into words. Quotes count only around a whole word, so DOIs may hold apostrophes."""

import re

from bot.errors import UsageError

# Phones and word processors curl quotes, and join two hyphens to a dash, as one types.
_SINGLE, _DOUBLE = "'‘’‚", '"“”„'  # noqa: RUF001 -- curled ones are what this is about
_END = r"[,;]*(?=\s|$)"
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_WORD = re.compile(
    rf"""
    (?=\S)
    (?P<name> (?:--|—)?[a-z][a-z_-]*= )?
    (?: [{_SINGLE}] (?P<single> .*?) [{_SINGLE}] {_END}
      | [{_DOUBLE}] (?P<double> .*?) [{_DOUBLE}] {_END}
      | (?P<bare> \S*) )
    """,
    re.VERBOSE | re.DOTALL,
)


def split(text: str) -> tuple[str, ...]:
    """Split at white space, save within quotes that open a word or follow its `name=`."""
    return tuple(_word(match, text) for match in _WORD.finditer(text))


def writable(text: str) -> str:
    """Replace what no database takes: NULs, and the half signs of a shell's odd bytes.

    A DOI ends there before and after.
    """
    return _UNWRITABLE.sub("\ufffd", text)


def _word(match: re.Match[str], text: str) -> str:
    if (match["bare"] or "")[:1] in tuple(_SINGLE + _DOUBLE):
        raise UsageError(f"A quotation mark is missing its other half: {text}")
    said = next(part for part in match.group("single", "double", "bare") if part is not None)
    return re.sub("^—(?=[a-z])", "--", f"{match['name'] or ''}{said}")
