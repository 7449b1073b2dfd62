"""Files that a command names, and the standard input."""

from io import FileIO

from bot.errors import UsageError
from bot.terminal import waiting

STANDARD_INPUT = "-"
_CHUNK = 1 << 20


async def read_file(name: str, most: int) -> bytes:
    return await waiting.start(lambda: _read(name, most))


def _read(name: str, most: int) -> bytes:
    try:
        content = _first_bytes(name, most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"`{name}` cannot be read: {reason}.") from error
    if len(content) > most:
        raise UsageError(f"`{name}` is larger than {most // 1_000_000} MB.")
    return content


def _first_bytes(name: str, most: int) -> bytes:
    # Unbuffered: a buffer's lock, held by a thread that still waits, breaks Python's own end.
    is_input = name == STANDARD_INPUT
    content = bytearray()
    with FileIO(0 if is_input else name, closefd=not is_input) as file:
        while len(content) < most and (chunk := file.read(min(_CHUNK, most - len(content)))):
            content += chunk
    return bytes(content)
