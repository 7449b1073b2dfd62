"""Plain text: what people wrote, made harmless, and instants for where nobody's zone is known."""

from datetime import UTC, datetime

# Terminals obey control characters, and text with some others is shown in another order.
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, 0x2028, 0x2029)
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INERT = {code: ascii(chr(code))[1:-1] for code in (*_CONTROLS, *_TURNING)}
_INERT |= {ord("\n"): "\n", ord("\t"): "    "}


def inert(text: str) -> str:
    """Make what would be obeyed visible instead, and what cannot be sent at all."""
    return text.translate(_INERT).encode(errors="backslashreplace").decode()


def is_blank(text: str) -> bool:
    """Say whether there is nothing to be seen in a text."""
    return not any(sign.isprintable() and not sign.isspace() for sign in text)


def shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def in_utc(instant: datetime) -> str:
    return f"{minute(instant)} UTC"


def minute(instant: datetime) -> str:
    """Return an instant in UTC, for where the zone is said already."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}"
