import csv
import io
from dataclasses import replace

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
from bot.messages.results import COLUMNS, results_csv
from tests.factories import MARCH_2, a_result

A_CHECK = Check(
    id="CHK-1",
    environment=Environment.PRODUCTION,
    started=MARCH_2,
    finished=MARCH_2,
    totals=totals([]),
    results=(),
)


def table(*results: Result) -> list[list[str]]:
    """Return the cells as a spreadsheet reads them."""
    content = results_csv(replace(A_CHECK, results=results))
    assert content.startswith(b"\xef\xbb\xbf")
    return [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def test_each_entry_is_a_row() -> None:
    found = (
        Finding("state", Level.OK, "Findable.", "https://support.example/state"),
        Finding("metadata", Level.FAILURE, "Not valid.", "https://support.example/xml"),
        Finding("page", Level.WARNING, "Slow.", "https://support.example/pages"),
        Finding("page", Level.WARNING, "Odd.", "https://support.example/pages"),
    )
    result = a_result(
        findings=found,
        indexed=False,
        metadata=Metadata(verdict=MetadataVerdict.VALID, lowest_minor="4.4"),
        page=Page(verdict=PageVerdict.PROBLEMS, status=404),
    )

    assert table(result) == [
        [*COLUMNS],
        [
            "10.5555/X",
            "10.5555/x",
            "findable",
            "DataCite",
            "yes",
            "findable",
            "no",
            "api",
            "example.repo",
            "https://example.org/x",
            "valid",
            "4.4",
            "problems",
            "404",
            "Not valid. | Slow. | Odd.",
            "https://support.example/xml https://support.example/pages",
        ],
    ]


def test_what_is_not_known_is_an_empty_cell() -> None:
    _, row = table(Result(input="x", doi=None, verdict=Verdict.UNKNOWN))

    assert row == ["x", "", "unknown", *[""] * 7, "skipped", "", "skipped", "", "", ""]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_spreadsheet_computes_nothing(sign: str) -> None:
    formula = f'{sign}HYPERLINK("https://evil.example")'
    _, row = table(a_result(input=formula, client=formula))

    assert row[0] == row[8] == f"'{formula}"


@pytest.mark.parametrize("text", ['a,"b";\r\nc', "日本 ä", "]]>", "<!channel>"])
def test_a_cell_comes_out_as_it_went_in(text: str) -> None:
    _, row = table(a_result(input=text))

    assert row[0] == text


def test_half_a_sign_does_not_stop_the_file() -> None:
    _, row = table(a_result(input="10.5555/\ud800"))

    assert row[0] == "10.5555/\\ud800"
