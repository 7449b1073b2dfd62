"""What a text of the environment can be: each kind reads one, or says what it must be."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from math import inf, isfinite
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from bot.domain.mail import read_address

T = TypeVar("T")

_DNS_PORT, _IPV6 = 53, 6

_LABEL = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"({_LABEL}\.)*{_LABEL}")
# Its sender goes into a header, so nothing but an address may be in it.
_ADDRESS = re.compile(
    rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@({_LABEL}\.)+{_LABEL}", re.ASCII | re.IGNORECASE
)


class Kind(NamedTuple):
    """How to read a text, which is "" where nothing is set."""

    read: Callable[[str], object]
    """Raises ValueError, KeyError or OSError."""
    must_be: str
    """Ends the sentence "RSP_… must be …"."""


class Setting(NamedTuple):
    """A line of the README's table of settings."""

    name: str
    default: str
    meaning: str
    kind: Kind


def is_loopback(url: str) -> bool:
    # Parsed, not matched by prefix: 127.0.0.1.example.org is no loopback.
    try:
        host = _split(url).hostname
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    # Blanks and backslashes mean one thing to one library and another to the next.
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\"):
        raise ValueError(url)
    parts = urlsplit(url)
    if not parts.hostname or parts.port == 0:
        raise ValueError(url)
    return parts


def _database(url: str) -> str:
    scheme, _, rest = url.partition("://")
    server = rest.partition("/")[0].rpartition("@")[2]
    port = server.rpartition("]")[2].partition(":")[2]
    if scheme in {"postgres", "postgresql"} and rest and (port.isdecimal() or not port):
        # Platforms hand out postgres://, which SQLAlchemy does not know.
        return f"postgresql://{rest}"
    # In memory, each connection would have a database of its own.
    if scheme == "sqlite" and rest.startswith("/") and rest not in {"/", "/:memory:"}:
        return url
    raise ValueError(url)


def _web_address(url: str) -> str:
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or set(url) & set("?#"):
        raise ValueError(url)
    return url


def _root(url: str) -> str:
    """Read an address that nothing follows: all pages are at the top of it."""
    bare = _web_address(url).rstrip("/")
    if urlsplit(bare).path:
        raise ValueError(url)
    return bare


def _mail_server(url: str) -> str:
    read_address(url)
    return url


def _name_server(text: str) -> str:
    """Read an address, with or without a port; IPv6 with a port has brackets."""
    bare = f"[{text}]" if text.count(":") > 1 and "]" not in text else text
    parts = _split(f"dns://{bare}")
    address = ip_address(parts.hostname or "")
    if parts.netloc != bare or set(bare) & set("@%"):
        raise ValueError(text)
    host = f"[{address}]" if address.version == _IPV6 else str(address)
    return f"{host}:{parts.port or _DNS_PORT}"


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number) or number <= 0:
        raise ValueError(text)
    return number


def _whole_number(most: float, *, least: int = 1) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(text)
    return text


def _recipients(text: str) -> frozenset[str]:
    return frozenset(_recipient(entry) for part in text.split(",") if (entry := part.strip()))


def _recipient(text: str) -> str:
    """Read an address, or a domain, which may have an @ before it: `@example.org`."""
    name = text.casefold().removeprefix("@")
    return _address(name) if "@" in name else _own_domain(name)


def _own_domain(text: str) -> str:
    if "." not in text or not _NAME.fullmatch(text):
        raise ValueError(text)
    return text


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(_host(entry) for part in text.split(",") if (entry := part.strip().lower()))


def _host(text: str) -> str:
    if "/" in text or ":" in text or text[-1].isdigit():
        return str(ip_network(text, strict=False))
    if not _NAME.fullmatch(text):
        raise ValueError(text)
    return text


def _own_address(text: str) -> str:
    if text[:1].isdigit() or ":" in text:
        return str(ip_address(text))
    if not _NAME.fullmatch(text):
        raise ValueError(text)
    return text


def _matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


def _ids(pattern: str) -> Callable[[str], frozenset[str]]:
    one = _matching(pattern)
    return lambda text: frozenset(
        one(entry) for part in text.split(",") if (entry := part.strip())
    )


def _instant(text: str) -> datetime:
    instant = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    # Near its ends the calendar has no room for what falls due later.
    if not 1970 <= instant.year <= 9000:  # noqa: PLR2004 -- far from both ends
        raise ValueError(text)
    return instant


def _folder(text: str) -> Path:
    folder = Path(text).absolute()
    if folder.exists() and not folder.is_dir():
        raise ValueError(text)
    return folder


def _existing_folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise ValueError(text)
    return Path(text).absolute()


def _or_nothing(read: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: read(text) if text else ""


def _where_set(read: Callable[[str], T]) -> Callable[[str], T | None]:
    return lambda text: read(text) if text else None


_WEB_ADDRESS = "a web address such as https://api.example.org, without user and question mark"

# What is no sign of ASCII, or blank, could not be sent in a header or was pasted along.
_SIGNS = "[!-~]+"

SECRET = Kind(_or_nothing(_matching(_SIGNS)), "one word, without blanks")
BOT_TOKEN = Kind(_or_nothing(_matching(f"xoxb-{_SIGNS}")), "a bot token, which begins with xoxb-")
APP_TOKEN = Kind(
    _or_nothing(_matching(f"xapp-{_SIGNS}")), "an app-level token, which begins with xapp-"
)
# Slack's ids have a letter for what they stand for in front; names (@ada, #staff) can change.
TEAM = Kind(_or_nothing(_matching("T[A-Z0-9]+")), "the id of a workspace, such as T0EXAMPLE")
GROUP = Kind(_or_nothing(_matching("S[A-Z0-9]+")), "the id of a user group, such as S0EXAMPLE")
CHANNEL = Kind(_or_nothing(_matching("[CG][A-Z0-9]+")), "the id of a channel, such as C0EXAMPLE")
USERS = Kind(
    _ids("[UW][A-Z0-9]+"),
    "ids of people with commas between them, such as U0EXAMPLE, U1EXAMPLE",
)
DATABASE = Kind(
    _database, "sqlite:///… or postgresql://…, such as postgresql://user:password@host/name"
)
API = Kind(lambda url: _web_address(url).rstrip("/"), _WEB_ADDRESS)
WEB_ADDRESS = Kind(_web_address, _WEB_ADDRESS)
PUBLIC_ADDRESS = Kind(
    _or_nothing(_root),
    "a web address such as https://rsp.example.org, without user, path and question mark",
)
HOST = Kind(_own_address, "an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0")
PORT = Kind(_whole_number(65_535, least=0), "a port from 1 to 65535, or 0 for any that is free")
MAIL_SERVER = Kind(
    _where_set(_mail_server),
    "a mail server such as smtp://user:password@mail.example.org:587?tls=starttls&connections=2",
)
DNS = Kind(
    _or_nothing(_name_server),
    "the address of a name server such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353",
)
NUMBER = Kind(_number, "a number above 0")
COUNT = Kind(_whole_number(inf), "a whole number above 0")
TO_100 = Kind(_whole_number(100), "a whole number from 1 to 100")
ADDRESS = Kind(_where_set(_address), "an e-mail address such as rsp@example.org")
RECIPIENTS = Kind(
    _recipients, "addresses and domains with commas, such as ada@example.org, example.net"
)
SIGNING_KEY = Kind(
    _or_nothing(_matching("[!-~]{32,}")), "one word of at least 32 signs that nobody can guess"
)
HOSTS = Kind(
    _hosts,
    "names, addresses or networks, such as pages.example.org, 10.1.2.3, 10.2.0.0/16",
)
ZONE = Kind(ZoneInfo, "a time zone such as Europe/Berlin")
INSTANT = Kind(_where_set(_instant), "an instant such as 2026-12-01T09:00:00Z")
FOLDER = Kind(_folder, "a folder")
EXISTING_FOLDER = Kind(_where_set(_existing_folder), "a folder that exists")
