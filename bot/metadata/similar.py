"""What somebody meant who misspelt a name."""

from collections.abc import Iterable
from difflib import get_close_matches


def similar(word: str, names: Iterable[str]) -> str | None:
    """Return the likest name, case, prefixes, blanks and hyphens apart; None if none is like."""
    plain = {_plain(name): name for name in names}
    # Matching costs the square of the length, and a long word is no misspelt name.
    found = get_close_matches(_plain(word[:_LONGEST]), plain, n=1, cutoff=0.75)
    return plain[found[0]] if found else None


_LONGEST = 50


def _plain(name: str) -> str:
    return name.lower().rpartition(":")[2].translate(_LEFT_OUT)


_LEFT_OUT = str.maketrans("", "", " -_")
