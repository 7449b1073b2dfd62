"""What the form service sends: signed or not, and what it says."""

import hmac
import json
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

import pytest

from bot.domain.faults import Faults
from bot.domain.filing import Outside
from bot.domain.intake import (
    SignedBody,
    Submission,
    in_their_words,
    read_submission,
    why_refused,
)
from bot.errors import UsageError
from tests.factories import MARCH_2

SECRET = "a secret of example data"  # noqa: S105 -- it opens nothing
BODY = b'{"id": "7"}'
NAMES = {"organisation": "Organisation name", "has_members": "members?", "note": "note"}


def signed(said: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), said, sha256).hexdigest()


def a_signed_body(**changed: Any) -> SignedBody:  # noqa: ANN401 -- as in SignedBody
    timestamp = f"{MARCH_2.timestamp():.0f}"
    signature = f"v0={signed(f'v0:{timestamp}:'.encode() + BODY)}"
    return SignedBody(**{"body": BODY, "timestamp": timestamp, "signature": signature} | changed)


def read(**said: Any) -> Submission | Faults:  # noqa: ANN401 -- what JSON can hold
    plain = {"id": "7", "submitted_at": "2026-03-02T09:00:00Z", "fields": {}}
    return read_submission(json.dumps(plain | said).encode(), NAMES)


def answers(**fields: Any) -> dict[str, str]:  # noqa: ANN401 -- what JSON can hold
    found = read(fields=fields)
    assert isinstance(found, Submission)
    return dict(found.outside.answers)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_what_is_signed_counts_for_five_minutes(seconds: int) -> None:
    now = MARCH_2 + timedelta(seconds=seconds)

    assert why_refused(a_signed_body(), SECRET, now) == ""


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_what_is_older_or_yet_to_come_does_not_count(seconds: int) -> None:
    now = MARCH_2 + timedelta(seconds=seconds)

    assert "300 seconds" in why_refused(a_signed_body(), SECRET, now)


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": ""},
        {"signature": "v0="},
        {"signature": signed(BODY)},
        {"signature": f"v0={signed(BODY)}"},
        {"signature": "v0=ä"},
        {"body": BODY + b" "},
        {"timestamp": f"{MARCH_2.timestamp() + 1:.0f}"},
        {"timestamp": ""},
    ],
)
def test_what_is_signed_otherwise_does_not_count(changed: dict[str, Any]) -> None:
    sent = a_signed_body(**changed)

    assert why_refused(sent, SECRET, MARCH_2) == "This is not signed by the form service."


@pytest.mark.parametrize("timestamp", ["", "x", "1e9", "-5", " 12", "1" * 5000, "١٢"])
def test_a_time_that_is_none_does_not_count_whoever_signed_it(timestamp: str) -> None:
    signature = f"v0={signed(f'v0:{timestamp}:'.encode() + BODY)}"

    sent = a_signed_body(timestamp=timestamp, signature=signature)

    assert "300 seconds" in why_refused(sent, SECRET, MARCH_2)


@pytest.mark.parametrize("prefix", ["", "v0=", "sha256="])
def test_where_the_body_alone_is_signed_no_time_is_asked_for(prefix: str) -> None:
    sent = SignedBody(body=BODY, timestamp="", signature=f"{prefix}{signed(BODY)}")

    assert why_refused(sent, SECRET, MARCH_2, has_timestamp=False) == ""
    other = SignedBody(body=b"{}", timestamp="", signature=f"{prefix}{signed(BODY)}")
    assert why_refused(other, SECRET, MARCH_2, has_timestamp=False)


def test_fields_have_our_names_and_what_we_do_not_know_is_counted() -> None:
    fields = {"Organisation name": "Example Ltd", "members?": True, "Shoe size": 43, "a": "b"}

    assert read(id=7, fields=fields) == Submission(
        outside=Outside(
            id="7",
            submitted_at=MARCH_2,
            answers={"organisation": "Example Ltd", "has_members": "yes"},
        ),
        ignored=("Shoe size", "a"),
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("a\nb", "a\nb"),
        ("", ""),
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (5, "5"),
        (5.50, "5.5"),
        (["a", 5, True, None], "a\n5\nyes\n"),
        ([], ""),
    ],
)
def test_an_answer_is_what_one_would_type(said: object, answer: str) -> None:
    assert answers(note=said) == {"note": answer}


def test_digits_stay_as_they_were_written() -> None:
    body = b'{"id": 7.10, "submitted_at": "2026-03-02T09:00:00Z", "fields": {"note": 1.50}}'

    found = read_submission(body, NAMES)

    assert isinstance(found, Submission)
    assert (found.outside.id, found.outside.answers) == ("7.10", {"note": "1.50"})


@pytest.mark.parametrize("odd", [{"a": 1}, [["a"]], [{"a": 1}], ["a", {}]])
def test_what_nobody_could_type_is_a_fault_of_its_field(odd: object) -> None:
    found = read(fields={"note": odd, "members?": odd, "else": odd})

    assert isinstance(found, Faults)
    assert {*found.by_field} == {"note", "has_members"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe\x00",
        b'{"id": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 100_000,
    ],
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(UsageError, match="Send one JSON object"):
        read_submission(body, NAMES)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"fields": None}, "fields"),
        ({"fields": ["a"]}, "fields"),
        ({"id": None}, "id"),
        ({"id": "  "}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"id": "a\x00b"}, "id"),
        ({"id": "\ud800"}, "id"),
        ({"id": {}}, "id"),
        ({"id": "password: geheim"}, "password or a key"),
        ({"submitted_at": None}, "submitted_at"),
        ({"submitted_at": 1772442000}, "submitted_at"),
        ({"submitted_at": "yesterday"}, "submitted_at"),
        ({"submitted_at": "2026-03-02T09:00:00"}, "submitted_at"),
        ({"submitted_at": "2026-03-02"}, "submitted_at"),
        ({"submitted_at": "0001-01-01T00:00:00+14:00"}, "submitted_at"),
        ({"submitted_at": "9999-12-31T23:59:59-12:00"}, "submitted_at"),
    ],
)
def test_what_lacks_a_part_is_refused_and_told_which(said: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read(**said)


def test_any_zone_is_read_into_utc() -> None:
    found = read(submitted_at="2026-03-02T10:00:00+01:00")

    assert isinstance(found, Submission)
    assert found.outside.submitted_at == MARCH_2
    assert found.outside.submitted_at.tzinfo is UTC


def test_a_fault_names_the_field_as_the_form_does() -> None:
    faults = Faults({"organisation": "Please answer this.", "note": "Too long.", "new": "Odd."})

    assert in_their_words(faults, NAMES).by_field == {
        "organisation": "“Organisation name”: Please answer this.",
        "note": "Too long.",
        "new": "Odd.",
    }
