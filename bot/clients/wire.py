"""What comes back from whoever is asked: how it is read, within bounds."""

import zlib
from collections.abc import AsyncIterable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


class AbsurdError(Exception):
    """A body larger than any answer, or packed as we never asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """By name in any case."""
    body: bytes

    def retry_after(self) -> float | None:
        """Return the seconds the neighbour asks for, which it may say as an instant."""
        said = self.headers.get("retry-after", "")
        if said.isascii() and said.isdigit():
            return float(said)
        try:
            # Its own Date is the clock from which it read that instant.
            its_now = parsedate_to_datetime(self.headers.get("date", ""))
            wait = parsedate_to_datetime(said) - its_now
        except (ValueError, TypeError, OverflowError):
            return None
        return max(0.0, wait.total_seconds())


async def unpacked(pieces: AsyncIterable[bytes], coding: str, most_bytes: int) -> bytes:
    """Read to the end; raise AbsurdError at the first byte too many, however it was packed."""
    inflate = _inflater(coding)
    body = bytearray()
    async for piece in pieces:
        body += inflate(piece, most_bytes + 1 - len(body))
        if len(body) > most_bytes:
            raise AbsurdError
    return bytes(body)


def _inflater(coding: str) -> Callable[[bytes, int], bytes]:
    """Return what unpacks a piece to at most so many bytes: 64 kB of gzip can be 67 MB."""
    if coding == "identity":
        return lambda piece, _: piece
    if coding == "gzip":
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress
    raise AbsurdError
