"""Writes a letter as it goes over the wire.

As text, since `EmailMessage` takes longer to write one than a server to take it; the tests read
all of it back with `email`.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

import idna

from bot.domain.letters import Attachment
from bot.errors import ConflictError, RefusedError

# Line ends of every kind, other control signs, and half signs, which cannot be encoded.
_NO_HEADER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MAILBOX = re.compile(r'[^\s<>()\[\]\\,;:"@]+@[^\s<>()\[\]\\,;:"@]+')
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)*{_LABEL}")
# RFC 5322: a line should have no more signs than that, and must not have more than this.
_SHOULD, _MUST = 78, 998
# No quote of it needs another, and a few more signs stand beside it on its line.
_PLAIN_NAME = re.compile(r"[\w.()+-][\w .()+-]{0,58}", re.ASCII)
_PIECE = 54
# RFC 5321, with its brackets taken off.
_LONGEST_ADDRESS = 254
# "Mailbox name not allowed": what a server says of an address that it cannot take.
_NOT_ALLOWED = 553


@dataclass(frozen=True, kw_only=True)
class Mail:
    key: str
    """What it is; its Message-ID is made from it, and does not tell it."""
    at: datetime
    to: str
    """An address, without a name."""
    subject: str
    text: str
    html: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """More of them (`List-Unsubscribe`), written as they are."""
    attachments: tuple[Attachment, ...] = ()


class Address(NamedTuple):
    """As it goes over the wire; only what stands before the @ may be beyond ASCII."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def needs_utf8(self) -> bool:
        return not self.address.isascii()


def read_sender(text: str) -> Address:
    """Read `rsp@example.org`, or `The program <rsp@example.org>`."""
    return _address("sender", text)


def recipient(mail: Mail) -> Address:
    """Raise RefusedError for what is no address, as a mail server would refuse it."""
    try:
        return Address(_mailbox(_one_line("recipient", mail.to)))
    except ValueError as error:
        raise RefusedError(
            f"{mail.to} is no address that mail can be sent to; change it.",
            code=_NOT_ALLOWED,
            is_address=True,
        ) from error


def write(mail: Mail, sender: Address, to: Address) -> bytes:
    """Raise ConflictError, which names the header, where something is in it that must not be."""
    digest = sha256(mail.key.encode()).hexdigest()[:32]
    head = _head(mail, sender, to, f"{digest}@{sender.domain}")
    body = _alternative(mail, f"=_{digest}")
    if mail.attachments:
        # Neither boundary may begin with the other.
        body = _mixed(body, mail.attachments, f"=_m{digest}")
    return b"\r\n".join(("\r\n".join(head).encode(), *body, b""))


def _head(mail: Mail, sender: Address, to: Address, message_id: str) -> tuple[str, ...]:
    return (
        f"Message-ID: <{message_id}>",
        f"Date: {format_datetime(mail.at)}",
        f"From: {_named(sender)}",
        f"To: {to.address}",
        f"Subject: {_words('Subject', _one_line('subject', mail.subject))}",
        *_reply_to(mail.reply_to),
        "Auto-Submitted: auto-generated",
        *(_header(name, value) for name, value in mail.headers.items()),
        "MIME-Version: 1.0",
    )


def _alternative(mail: Mail, boundary: str) -> tuple[bytes, ...]:
    # "=_" cannot be in a part: what is quoted has "=" before two digits or a line's end only.
    return (
        *_multipart("alternative", boundary),
        *_part(boundary, "plain", mail.text),
        *_part(boundary, "html", mail.html),
        f"--{boundary}--".encode(),
    )


def _mixed(
    body: Sequence[bytes], attachments: Sequence[Attachment], boundary: str
) -> tuple[bytes, ...]:
    begin = f"--{boundary}".encode()
    parts = (line for one in attachments for line in (begin, *_attached(one)))
    return (*_multipart("mixed", boundary), begin, *body, *parts, f"--{boundary}--".encode())


def _multipart(kind: str, boundary: str) -> tuple[bytes, ...]:
    return (
        f"Content-Type: multipart/{kind};".encode(),
        f' boundary="{boundary}"'.encode(),
        b"",
    )


def _part(boundary: str, kind: str, text: str) -> tuple[bytes, ...]:
    return (
        f"--{boundary}".encode(),
        f"Content-Type: text/{kind}; charset=utf-8".encode(),
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        _quoted(text),
    )


def _attached(attachment: Attachment) -> tuple[bytes, ...]:
    return (
        _header("Content-Type", attachment.media_type).encode(),
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment;",
        ";\r\n".join(_file_name(_one_line("file name", attachment.name))).encode(),
        b"",
        encodebytes(attachment.content).replace(b"\n", b"\r\n").removesuffix(b"\r\n"),
    )


def _file_name(name: str) -> Iterator[str]:
    """Yield the parameter that says it: in several pieces, each whole, where it is long."""
    if _PLAIN_NAME.fullmatch(name):
        yield f' filename="{name}"'
        return
    first, *others = _pieces(name)
    number = "*0" if others else ""
    yield f" filename{number}*=utf-8''{first}"
    for count, piece in enumerate(others, 1):
        yield f" filename*{count}*={piece}"


def _pieces(name: str) -> Iterator[str]:
    """Yield a name in few signs of ASCII (RFC 5987), without cutting a sign in two."""
    piece = ""
    for quoted in (quote(sign, safe="") for sign in name):
        if len(piece) + len(quoted) > _PIECE:
            yield piece
            piece = ""
        piece += quoted
    yield piece


def _quoted(text: str) -> bytes:
    """Quote it, so that lines are short, in ASCII, and the same after any server on the way."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    # It breaks long lines in the manner of the first line end that it finds.
    return b2a_qp(f"{lines}\r\n".encode(errors="replace"), istext=True).removesuffix(b"\r\n")


# All letters have the same, and to read it takes as long as to write half a letter.
@lru_cache(maxsize=16)
def _reply_to(text: str) -> tuple[str, ...]:
    return (f"Reply-To: {_named(_address('Reply-To', text))}",) if text else ()


def _header(name: str, value: str) -> str:
    line = _one_line(name, f"{name}: {value}")
    if not line.isascii() or len(line) > _MUST:
        raise ConflictError(f"The header {name} must be of at most {_MUST} signs of ASCII.")
    return line


def _named(address: Address) -> str:
    if not address.name:
        return address.address
    # Below the name: beside it they would be a long line.
    return f"{_words('Reply-To', address.name, is_phrase=True)}\r\n <{address.address}>"


def _words(header: str, text: str, *, is_phrase: bool = False) -> str:
    """Encode what ASCII does not have, or what would be read as something else."""
    is_plain = text.isascii() and "=?" not in text and text == " ".join(text.split())
    if is_plain and len(header) + len(": ") + len(text) <= _SHOULD:
        return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"' if is_phrase else text
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def _one_line(what: str, text: str) -> str:
    if _NO_HEADER.search(text):
        raise ConflictError(
            f"The {what} of a letter has a line break or a control sign in it; "
            f"write it on one line, and try again."
        )
    return text


def _address(what: str, text: str) -> Address:
    # Line breaks are looked for first: to read it takes them away.
    name, address = parseaddr(_one_line(what, text))
    try:
        return Address(_mailbox(address), name)
    except ValueError as error:
        raise ConflictError(
            f"The {what} of a letter must be an address such as rsp@example.org, not {text!r}."
        ) from error


def _mailbox(text: str) -> str:
    """Return an address with its domain as the net knows it; ValueError where it is none."""
    local, _, domain = text.rpartition("@")
    # What cannot be encoded is a ValueError, too.
    known = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    address = f"{local}@{known}"
    is_short = len(address.encode()) <= _LONGEST_ADDRESS
    if not is_short or not _MAILBOX.fullmatch(text) or not _DOMAIN.fullmatch(known):
        raise ValueError(text)
    return address
