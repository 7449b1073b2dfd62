import csv
import io

import pytest

from bot.messages.csv_text import csv_text


def read(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text, newline=""))]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_would_be_computed_is_text(sign: str) -> None:
    assert read(csv_text([[f"{sign}1", f"1{sign}"]])) == [[f"'{sign}1", f"1{sign}"]]


def test_rows_can_be_written_piece_by_piece() -> None:
    rows = [["a", 'b "c", d'], ["", "e\nf"]]

    assert "".join(csv_text([row]) for row in rows) == csv_text(rows)
    assert read(csv_text(rows)) == rows


def test_no_rows_are_no_text() -> None:
    assert csv_text([]) == ""
