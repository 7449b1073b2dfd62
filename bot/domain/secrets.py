"""What looks like a credential is never kept, shown or logged."""

import re
from collections.abc import Iterator

_IN_URL = re.compile(r"(?<=://)[^:/?#\s@\"]*+:[^/?#\s@\"]*+@")
_SLACK_TOKEN = re.compile(r"\b(?:xox[a-z]-\w|xapp-\d)")
_PRIVATE_KEY = re.compile(r"[-—]\s?BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY")
# 1Password is a name; quotes of JSON and stars of Slack may stand before the colon.
_NAMED = re.compile(
    r"(?<!1)(?:password|passwort|pwd|secret)[\"'`*_\]]{0,3}\s*[:=：]\s*\S",  # noqa: RUF001 -- typed in Japan
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\b(?:basic\s+([a-z0-9+/]{8,}+=*+)|bearer\s+([\w.~+/-]{6,}+=*+))(?!\w)", re.IGNORECASE
)

_REPOSITORY = re.compile(r"(?<![\w./@-])[A-Z]{2,10}\.[A-Z0-9-]{2,20}(?![\w@-]|\.\w)")
_NEAR = 40
# A word that begins further away than this is cut, and as much a secret as before.
_FAR = 240
_SHORTEST = 8
# Around a word, rather than of it; a secret may well end in "!".
_AROUND = ".,;:()[]{}<>\"'`*_“”„‘’"  # noqa: RUF001 -- as people type them
# Between letters or between digits they join, as in "Open-Access", "and/or", 2026-12-24.
_JOINING = re.compile(r"(?<=[^\W\d])[-–./'’](?=[^\W\d])|(?<=\d)[-–./:](?=\d)")  # noqa: RUF001
# Web addresses, DOIs, mail addresses.
_PUBLIC = re.compile(
    r"https?://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/:?#]|$)"
    r"|\S*\b10\.\d{4,9}/|[^@]+@[\w.-]+\.[A-Za-z]{2,}$"
)


def without_passwords(text: str) -> str:
    """Leave `user:secret@` out of every address in a text."""
    return _IN_URL.sub("…@", text) if "@" in text else text


def has_credential(text: str) -> bool:
    """Say whether there is something in a text that lets one in somewhere.

    The table in its test is the definition.
    """
    plain = (_IN_URL, _SLACK_TOKEN, _PRIVATE_KEY, _NAMED)
    return any(one.search(text) for one in plain) or _has_token(text) or _has_login(text)


def _has_token(text: str) -> bool:
    found = (basic or bearer for basic, bearer in _OFFERED.findall(text))
    return any(map(_is_random, found))


def _is_random(word: str) -> bool:
    """Tell `dXNlcjpwYXNz` from the words that follow "basic" in a sentence."""
    is_mixed = re.search(r"\d", word) and re.search(r"[^\W\d]", word)
    is_name = re.fullmatch("(?:[A-Z][a-z]+)+", word)
    humps = 0 if is_name else len(re.findall("[a-z][A-Z]", word))
    return bool(is_mixed) or word.endswith("=") or humps > 1


def _has_login(text: str) -> bool:
    """Say whether a repository's id and something like a password are close to each other."""
    return any(map(_is_secret, _near_repositories(text)))


def _near_repositories(text: str) -> Iterator[str]:
    for found in _REPOSITORY.finditer(text):
        before = text[max(0, found.start() - _FAR) : found.start()]
        after = text[found.end() : found.end() + _FAR]
        words = re.finditer(r"\S+", before)
        yield from (word[0] for word in words if len(before) - word.end() <= _NEAR)
        yield from (word[0] for word in re.finditer(r"\S+", after) if word.start() <= _NEAR)


def _is_secret(word: str) -> bool:
    """Say whether a word has 8 signs or more, of three kinds: a, A, 1 and others."""
    bare = word.strip(_AROUND)
    if len(bare) < _SHORTEST or _PUBLIC.match(bare):
        return False
    signs = _JOINING.sub("", bare)
    kinds = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
    return sum(any(map(kind, signs)) for kind in kinds) > 2  # noqa: PLR2004 -- above
