"""Addresses on the web, as people type or paste them."""

import re
from urllib.parse import urlsplit

from bot.forms.contacts import one_line, read_address

_WEB = ("http", "https")
# Slack makes a link of an address that is typed after a command.
_SLACK_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>")
_HOST = re.compile(r"[^\s.]+(?:\.[^\s.]+)+")
_NOT_WEB = "Give a whole web address, such as https://example.org."
_NO_SUPPORT = "Give a web address, such as https://example.org/support, or an e-mail address."


def unlinked(typed: str) -> str:
    """Return a text with the addresses in it as they were typed, before Slack made links."""
    return _SLACK_LINK.sub(r"\1", typed)


def read_web_address(typed: str) -> str:
    """Return a web address, or raise ValueError with a sentence."""
    address = unlinked(one_line(typed))
    if not _is_web(address):
        raise ValueError(_NOT_WEB)
    return address


def read_support(typed: str) -> str:
    """Return where one gets help: a web address, or one of mail."""
    if "@" in typed and "://" not in typed:
        return read_address(typed)
    try:
        return read_web_address(typed)
    except ValueError as error:
        raise ValueError(_NO_SUPPORT) from error


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_clean = not any(sign in address for sign in ' <>"\\`') and "@" not in parts.netloc
    return parts.scheme in _WEB and is_clean and bool(_HOST.fullmatch(host))
