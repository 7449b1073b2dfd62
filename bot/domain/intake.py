"""What the form service sends: is it signed, and what does it say?"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bot.domain.faults import Faults
from bot.domain.filing import Outside, fault_of_id
from bot.errors import UsageError

WINDOW = timedelta(seconds=300)
"""A signed time may be so far from ours, to both sides."""
MOST_BYTES = 256_000
_VERSION = "v0"
# Far more digits are no time, and take long to read.
_MOST_DIGITS = 12
# Near its ends the calendar has no room for another zone.
_YEARS = range(1970, 9000)
_NOT_SIGNED = "This is not signed by the form service."
_TOO_OLD = "The time that it was signed at is more than 300 seconds from ours."
_NO_OBJECT = 'Send one JSON object: {"id": …, "submitted_at": …, "fields": {…}}.'
_NO_ID = "`id` must be a text, or a number."
_NO_INSTANT = "`submitted_at` must be an instant with its zone, such as 2026-12-01T09:00:00Z."
_NO_FIELDS = "`fields` must be an object."
_NO_ANSWER = "Send text, a number, true or false, or a list of these."


@dataclass(frozen=True, kw_only=True)
class SignedBody:
    """A body, and what its headers say of it."""

    body: bytes
    timestamp: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the form service says of an application."""

    outside: Outside
    ignored: tuple[str, ...] = ()
    """Its fields that we know nothing of."""


def why_refused(
    sent: SignedBody, secret: str, now: datetime, *, has_timestamp: bool = True
) -> str:
    """Say why it does not count as the form service's; empty where it does.

    `now` is the real time. Without a timestamp the body alone is signed, and may come again.
    """
    if not has_timestamp:
        # Whoever signs so writes `sha256=` or nothing in front.
        is_signed = _is_same(sent.signature.rpartition("=")[2], _signed(sent.body, secret))
        return "" if is_signed else _NOT_SIGNED
    said = f"{_VERSION}:{sent.timestamp}:".encode() + sent.body
    if not _is_same(sent.signature, f"{_VERSION}={_signed(said, secret)}"):
        return _NOT_SIGNED
    return "" if _is_near(sent.timestamp, now) else _TOO_OLD


def read_submission(body: bytes, names: Mapping[str, str]) -> Submission | Faults:
    """Read what was signed; `names` are our names of fields, each with theirs.

    Raises UsageError where it is not what is agreed on as a whole.
    """
    said = _object(body)
    fields = said.get("fields")
    if not isinstance(fields, dict):
        raise UsageError(_NO_FIELDS)
    answers = {ours: _answer(fields[theirs]) for ours, theirs in names.items() if theirs in fields}
    if odd := [ours for ours, answer in answers.items() if answer is None]:
        return Faults(dict.fromkeys(odd, _NO_ANSWER))
    outside = Outside(
        id=_id(said.get("id")),
        submitted_at=_instant(said.get("submitted_at")),
        answers={ours: answer for ours, answer in answers.items() if answer is not None},
    )
    return Submission(outside=outside, ignored=tuple(sorted({*fields} - {*names.values()})))


def in_their_words(faults: Faults, names: Mapping[str, str]) -> Faults:
    """Name each field as the form does too, where that is another name."""
    return Faults(
        {
            ours: fault if names.get(ours, ours) == ours else f"“{names[ours]}”: {fault}"
            for ours, fault in faults.by_field.items()
        }
    )


def _signed(said: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), said, sha256).hexdigest()


def _is_same(told: str, ours: str) -> bool:
    # Of signs beyond ASCII only bytes can be compared.
    return hmac.compare_digest(told.encode(), ours.encode())


def _is_near(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MOST_DIGITS):
        return False
    return abs(int(timestamp) - now.timestamp()) <= WINDOW.total_seconds()


def _object(body: bytes) -> dict[str, object]:
    try:
        # Digits stay as they were written.
        said = json.loads(body, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UsageError(_NO_OBJECT) from error
    if not isinstance(said, dict):
        raise UsageError(_NO_OBJECT)
    return said


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _id(said: object) -> str:
    named = said.strip() if isinstance(said, str) else ""
    if fault := fault_of_id(named) if named else _NO_ID:
        raise UsageError(fault)
    return named


def _instant(said: object) -> datetime:
    try:
        instant = datetime.fromisoformat(said if isinstance(said, str) else "")
    except ValueError as error:
        raise UsageError(_NO_INSTANT) from error
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise UsageError(_NO_INSTANT)
    return instant.astimezone(UTC)


def _answer(said: object) -> str | None:
    """Return an answer as one would type it; None for what nobody could."""
    if isinstance(said, list):
        return _lines([_answer(one) for one in said if not isinstance(one, list)], len(said))
    match said:
        case None:
            return ""
        case bool():
            return "yes" if said else "no"
        case str():
            return said
    return None


def _lines(answers: Sequence[str | None], count: int) -> str | None:
    lines = [answer for answer in answers if answer is not None]
    return "\n".join(lines) if len(lines) == count else None
