"""The mail server that a setting names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

MOST_CONNECTIONS = 5


class Tls(StrEnum):
    STARTTLS = "starttls"
    """Asked for before anything else is said; a server that does not offer it gets no letter."""
    TLS = "tls"
    """From the first byte on."""
    NONE = "none"


_PORTS = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}
# A longer label fails only when it is looked up, and not as a host that cannot be found.
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"({_LABEL}\.)*{_LABEL}")


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    tls: Tls
    connections: int = 1
    """How many are kept, and so how many letters are under way at once."""
    user: str = field(default="", repr=False)
    """Empty: nobody logs in."""
    password: str = field(default="", repr=False)


def read_address(url: str) -> MailServer:
    """Read `smtp://user:password@host:587?tls=starttls&connections=1`, or `smtps://…`.

    What stands in no such address is a ValueError, which does not repeat the password.
    """
    parts = _split(url)
    asked = _asked(parts.query)
    host = parts.hostname or ""
    tls = _tls(parts.scheme, asked.get("tls"), host)
    user, password = _login(parts)
    return MailServer(
        host=host,
        port=_PORTS[tls] if parts.port is None else parts.port,
        tls=tls,
        connections=_connections(asked.get("connections", "1")),
        user=user,
        password=password,
    )


def _split(url: str) -> SplitResult:
    # Blanks and backslashes mean one thing to one library and another to the next.
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\"):
        raise ValueError("It must be of printable signs without blanks.")
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("It must begin with smtp:// or smtps://.")
    if parts.path not in {"", "/"} or parts.fragment or parts.port == 0:
        raise ValueError("Only a host, a port, and options after a question mark may be in it.")
    if not _is_host(parts.hostname or ""):
        raise ValueError("It must name a host.")
    return parts


def _is_host(host: str) -> bool:
    return bool(_NAME.fullmatch(host)) or (":" in host and _is_address(host))


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _asked(query: str) -> Mapping[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    asked = dict(pairs)
    if len(asked) < len(pairs) or asked.keys() - {"tls", "connections"}:
        raise ValueError("Its options are tls and connections, once each.")
    return asked


def _tls(scheme: str, asked: str | None, host: str) -> Tls:
    if scheme == "smtps":
        if asked not in {None, Tls.TLS}:
            raise ValueError("smtps:// is TLS from the first byte on.")
        return Tls.TLS
    if asked is None:
        return Tls.NONE if _is_loopback(host) else Tls.STARTTLS
    return Tls(asked)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _connections(text: str) -> int:
    if not re.fullmatch(f"[1-{MOST_CONNECTIONS}]", text):
        raise ValueError(f"connections must be a number from 1 to {MOST_CONNECTIONS}.")
    return int(text)


def _login(parts: SplitResult) -> tuple[str, str]:
    user, password = (
        unquote(text or "", errors="strict") for text in (parts.username, parts.password)
    )
    # A NUL would end one of them in the middle, at the server.
    if not (user + password).isprintable() or bool(user) != bool(password):
        raise ValueError("User and password go together, and are of printable signs.")
    return user, password
