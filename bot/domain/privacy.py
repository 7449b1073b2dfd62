"""What is kept about a person, and by what a person is found in texts."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Self
from urllib.parse import quote

from bot.domain.application import Application
from bot.domain.contact import ERASED, Contact
from bot.domain.delivery import Delivery
from bot.domain.journal import Noted
from bot.domain.provider import Provider

_APART = r'\s<>,;:|"()@\\'
"""Signs of no address."""
ADDRESS = re.compile(rf"(?<![^{_APART}])[^{_APART}]++@[^{_APART}]+[^\W_]")
_REST = r'[^\s<>"|\\]*'
_URL = rf"(?<![\w+.-])[A-Za-z][\w+.-]*+://{_REST}"
_HOST = rf"(?<![\w.@-])(?:[a-z0-9-]+\.)+[a-z]{{2,}}(?:[/:?#]{_REST})?"
# What leads somewhere leads nowhere once a word of it is another.
_LEADS = re.compile(f"{ADDRESS.pattern}|{_URL}|{_HOST}")

# A letter of a name ends an escape of JSON or of a URL before it.
_ESCAPE = r"(?<=\\[nrtbf])|(?<=%[0-9A-F]{2})"
_ADDRESS_BEGINS = rf"(?:{_ESCAPE}|(?<![^\W_])(?<![^\W_][.+_-]))"
_ADDRESS_ENDS = r"(?![^\W_]|[.-][^\W_])"
# To Python, an accent that stands by itself is no letter.
_ACCENT = "\u0300-\u036f"
_NAME_BEGINS = rf"(?:{_ESCAPE}|(?<![^\W_])(?<![{_ACCENT}])(?<![^\W_]-))"
_NAME_ENDS = rf"(?![^\W_]|[{_ACCENT}]|-[^\W_])"
_BLANK = r"(?:\s|\+|%20|&nbsp;|&#160;|\\n)+"
_NOBODY = "(?!)"
# A name that is as short as that is a word, in another case; one letter is everywhere.
_SHORT, _LEAST = 4, 2


@dataclass(frozen=True, kw_only=True)
class Mention:
    """What names the person and is of a case: `evidence` of `APP-12 R3`, and what it says."""

    table: str
    id: str
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is kept about a person."""

    address: str
    contact: Contact | None
    deliveries: tuple[Delivery, ...]
    """Said to them, or about them as a contact, oldest first."""
    journal: tuple[Noted, ...]
    applications: tuple[Application, ...] = ()
    """Of which they are the first or the second contact."""
    providers: tuple[Provider, ...] = ()
    mentions: tuple[Mention, ...] = ()
    """Other texts of any case that name them."""


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What is erased of a person, or would be."""

    address: str
    is_done: bool
    rows: Mapping[str, int]
    """How many of which table."""
    ids: Mapping[str, tuple[str, ...]]
    """Which those are; of the journal, what its lines are about."""
    unsent: tuple[str, ...]
    """Said to others about the person, and not gone yet: nothing is erased before it is."""
    left: tuple[str, ...]
    """Said to others, and not gone yet: the name stands there, of whomever; it is left there."""
    letters: tuple[str, ...]
    """Templates that name the person: staff wrote them, and staff change them."""


@dataclass(frozen=True, kw_only=True)
class Traces:
    """By what a person is found in texts, however those are escaped."""

    id: re.Pattern[str]
    addresses: re.Pattern[str]
    names: re.Pattern[str]
    """Those that are nothing else."""
    all_names: re.Pattern[str]
    """Also those that are words, too."""

    @classmethod
    def of(
        cls, id_: str, addresses: Iterable[str], names: Iterable[str], *, texts: Collection[str]
    ) -> Self:
        """`texts` are ours, written to everybody: a name that stands in one is a word, too."""
        known = {name: re.compile(_name(name), re.IGNORECASE) for name in _in_order(names)}
        alone = [name for name, one in known.items() if _is_alone(name, one, texts)]
        return cls(
            id=_any_of([rf"(?<![\w-]){re.escape(id_)}(?!\w)"] if id_ else []),
            addresses=_any_of(map(_address, sorted(addresses, key=len, reverse=True))),
            names=_any_of(map(_name, alone)),
            all_names=_any_of(map(_name, known)),
        )

    def point_from(self, texts: Iterable[str]) -> bool:
        """Say whether texts hold what is nobody else's: an address, or the contact's id."""
        return any(self.id.search(text) or self.addresses.search(text) for text in texts)

    def taken_out_of(self, text: str, *, is_sure: bool) -> str:
        """Return a text that names the person no more.

        `is_sure` says that it is about the person: then a name in it is no other word.
        """
        names = self.all_names if is_sure else self.names
        leads = [found.span() for found in _LEADS.finditer(text)] if names.search(text) else []

        def erased(found: re.Match[str]) -> str:
            start, end = found.span()
            return found[0] if any(start < e and s < end for s, e in leads) else ERASED

        return self.addresses.sub(ERASED, names.sub(erased, text))


def spellings(address: str) -> set[str]:
    """Return an address as it is kept, and as people write it where its domain is encoded."""
    local, _, domain = address.rpartition("@")
    try:
        return {address, f"{local}@{domain.encode().decode('idna')}"}
    except UnicodeError:
        return {address}


def _in_order(names: Iterable[str]) -> list[str]:
    """Return names without what leads somewhere, longest first: one may begin another."""
    bare = {" ".join(_LEADS.sub(" ", name).strip(' <>()[]"|,;:').split()) for name in names}
    letters = {name: sum(map(str.isalnum, name)) for name in bare}
    return sorted((name for name in bare if letters[name] >= _LEAST), key=len, reverse=True)


def _is_alone(name: str, pattern: re.Pattern[str], texts: Collection[str]) -> bool:
    return " " in name and not any(map(pattern.search, texts))


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or _NOBODY, re.IGNORECASE)


def _address(address: str) -> str:
    return f"{_ADDRESS_BEGINS}{_spelled(address)}{_ADDRESS_ENDS}"


def _name(name: str) -> str:
    """Return what finds a name that is no part of a longer word or name."""
    words = _BLANK.join(map(_spelled, name.split()))
    return f"{_NAME_BEGINS}{words if len(name) >= _SHORT else f'(?-i:{words})'}{_NAME_ENDS}"


def _spelled(text: str) -> str:
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    """Return what finds a sign as it is, and as HTML, URLs and JSON escape it."""
    if sign.isascii() and sign.isalnum():
        return sign
    cases = (case for case in (sign, sign.lower(), sign.upper()) if len(case) == 1)
    ways = dict.fromkeys(way for case in cases for way in _ways(case))
    return f"(?:{'|'.join(map(re.escape, ways))})"


def _ways(sign: str) -> Iterator[str]:
    yield sign
    yield from (escape(sign), f"&#{ord(sign)};", f"&#x{ord(sign):x};")
    yield from (quote(sign, safe=""), json.dumps(sign)[1:-1])
