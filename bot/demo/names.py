"""A name server that knows which of the made-up domains take mail."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum
from ipaddress import ip_address
from typing import cast

_HEADER = struct.Struct("!6H")
_QUESTION = struct.Struct("!2H")
# The name is that of the question, which follows the header.
_RECORD = struct.Struct("!HHHLH")
_SAME_NAME = 0xC000 | _HEADER.size
_IS_ANSWER, _INTERNET, _SECONDS = 0x8180, 1, 60

_FINE, _FAULT, _NO_SUCH_NAME = 0, 2, 3


class Kind(IntEnum):
    A = 1
    MX = 15


def _mail_goes_to(exchange: bytes) -> bytes:
    return struct.pack("!H", 10) + exchange


_TAKES_MAIL = {Kind.MX: _mail_goes_to(b"\x04mail\x07example\x00")}
# RFC 7505: the root as the only exchange, and nothing before it.
_TAKES_NONE = {Kind.MX: b"\x00\x00\x00"}
_ADDRESS_ONLY = {Kind.A: ip_address("192.0.2.1").packed}
_KNOWN: dict[str, dict[Kind, bytes]] = {
    "example.org": _TAKES_MAIL,
    "no-mail.example": _TAKES_NONE,
    "address-only.example": _ADDRESS_ONLY,
    "nothing.example": {},
}
_NOWHERE, _SILENT, _BROKEN = "nowhere.example", "silent.example", "broken.example"


@asynccontextmanager
async def answering() -> AsyncIterator[str]:
    """Answer at a free port; yield `address:port`."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(_Names, local_addr=("127.0.0.1", 0))
    try:
        address, port = transport.get_extra_info("sockname")
        yield f"{address}:{port}"
    finally:
        transport.close()


class _Names(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # What an event loop hands out is no DatagramTransport, though it behaves as one.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            said = _answer(data)
        except (struct.error, IndexError, UnicodeDecodeError):
            # Whoever sends nonsense does not wait for an answer.
            return
        if said:
            self._transport.sendto(said, addr)


def _answer(asked: bytes) -> bytes | None:
    number, *_ = _HEADER.unpack_from(asked)
    name, end = _name(asked, _HEADER.size)
    kind, _ = _QUESTION.unpack_from(asked, end)
    if name == _SILENT:
        return None
    status, records = _told(name)
    found = [data for known, data in records.items() if known == kind]
    header = _HEADER.pack(number, _IS_ANSWER | status, 1, len(found), 0, 0)
    question = asked[_HEADER.size : end + _QUESTION.size]
    return header + question + b"".join(_record(kind, data) for data in found)


def _told(name: str) -> tuple[int, dict[Kind, bytes]]:
    if name == _BROKEN:
        return _FAULT, {}
    if name in _KNOWN:
        return _FINE, _KNOWN[name]
    if name == _NOWHERE or not name.endswith(".example"):
        return _NO_SUCH_NAME, {}
    return _FINE, _TAKES_MAIL


def _record(kind: int, data: bytes) -> bytes:
    return _RECORD.pack(_SAME_NAME, kind, _INTERNET, _SECONDS, len(data)) + data


def _name(asked: bytes, at: int) -> tuple[str, int]:
    """Read labels, each after its length, up to one of none; return where they end."""
    labels: list[str] = []
    while length := asked[at]:
        labels.append(asked[at + 1 : at + 1 + length].decode("ascii"))
        at += 1 + length
    return ".".join(labels).lower(), at + 1
