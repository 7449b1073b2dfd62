import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, IntEnum
from time import process_time

import pytest

from bot.domain.check import (
    Check,
    Environment,
    Finding,
    Level,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Result,
    Verdict,
    totals,
)
from bot.messages.json import encode, pieces

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_result(number: int, findings: int = 1) -> Result:
    found = Finding("state", Level.OK, "DataCite says findable.", "https://support.datacite.org")
    return Result(
        input=f"doi:10.5555/{number}",
        doi=f"10.5555/{number}",
        verdict=Verdict.FINDABLE,
        handle=True,
        metadata=Metadata(verdict=MetadataVerdict.VALID, lowest_minor="4.4"),
        page=Page(verdict=PageVerdict.OK, status=200),
        findings=(found,) * findings,
    )


def a_check(results: tuple[Result, ...]) -> Check:
    return Check(
        id="CHK-1",
        environment=Environment.TEST,
        started=AT,
        finished=None,
        totals=totals(results),
        results=results,
    )


def test_a_check_is_one_object_with_a_line_for_each_result() -> None:
    assert (
        encode(a_check((a_result(1), a_result(2))))
        == """\
{
  "id": "CHK-1",
  "environment": "test",
  "started": "2026-03-02T09:00:00Z",
  "finished": null,
  "totals": {"findable": 2, "registered": 0, "not_registered": 0, "other_agency": 0, \
"test_only": 0, "invalid_doi": 0, "unknown": 0},
  "results": [
    {"input": "doi:10.5555/1", "doi": "10.5555/1", "verdict": "findable", "agency": null, \
"handle": true, "state": null, "indexed": null, "source": null, "client": null, "url": null, \
"usage": null, "metadata": {"verdict": "valid", "namespace": null, "lowest_minor": "4.4", \
"faults": [], "gaps": []}, "page": {"verdict": "ok", "status": 200, "final_url": null, \
"has_metrics_badge": null}, "findings": \
[{"key": "state", "level": "ok", "text": "DataCite says findable.", \
"link": "https://support.datacite.org"}]},
    {"input": "doi:10.5555/2", "doi": "10.5555/2", "verdict": "findable", "agency": null, \
"handle": true, "state": null, "indexed": null, "source": null, "client": null, "url": null, \
"usage": null, "metadata": {"verdict": "valid", "namespace": null, "lowest_minor": "4.4", \
"faults": [], "gaps": []}, "page": {"verdict": "ok", "status": 200, "final_url": null, \
"has_metrics_badge": null}, "findings": \
[{"key": "state", "level": "ok", "text": "DataCite says findable.", \
"link": "https://support.datacite.org"}]}
  ]
}
"""
    )


class Size(Enum):
    SMALL = "small"


class Rank(IntEnum):
    FIRST = 1


@dataclass(frozen=True)
class Anything:
    value: object


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (AT, "2026-03-02T09:00:00Z"),
        (AT.replace(microsecond=5), "2026-03-02T09:00:00.000005Z"),
        (datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1))), "2026-03-02T08:00:00Z"),
        (date(2026, 3, 2), "2026-03-02"),
        (Size.SMALL, "small"),
        (Rank.FIRST, 1),
        ({Verdict.FINDABLE: 2}, {"findable": 2}),
        ((), []),
        ((Anything(Anything(1)),), [{"value": {"value": 1}}]),
        ("ä\x1b\u202e\udc80", "ä\x1b\u202e\udc80"),
    ],
)
def test_what_values_hold_has_its_form_in_json(value: object, plain: object) -> None:
    encoded = encode(Anything(value))

    assert json.loads(encoded) == {"value": plain}
    assert encoded.isascii()


@pytest.mark.parametrize("value", ["x", None, {"a": 1}])
def test_what_is_no_value_is_encoded_too(value: object) -> None:
    assert json.loads(encode(value)) == value


def test_what_has_no_form_in_json_is_a_bug() -> None:
    with pytest.raises(TypeError, match="bytes has no form in JSON"):
        encode(Anything(b"x"))


def test_a_long_answer_comes_in_pieces_of_one_result_at_most() -> None:
    check = a_check(tuple(map(a_result, range(5_000))))

    assert max(map(len, pieces(check))) < 1_000


def test_encoding_takes_about_as_long_as_encoding_what_is_plain_already() -> None:
    check = a_check(tuple(a_result(number, findings=10) for number in range(500)))
    plain = json.loads(encode(check))

    def seconds(encode_all: object) -> float:
        assert callable(encode_all)
        began = process_time()
        encode_all()
        return process_time() - began

    ours = min(seconds(lambda: encode(check)) for _ in range(5))
    assert ours < 5 * min(seconds(lambda: json.dumps(plain)) for _ in range(5))
