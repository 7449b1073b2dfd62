"""Files as spreadsheets and programs write them."""

import json

import pytest

from bot.errors import UsageError
from bot.forms.columns import COLUMNS
from bot.forms.rows import Row, Rows, read_rows
from bot.messages.csv_text import csv_text

ROWS = Rows(
    columns=("id", "organisation", "note"),
    rows=(
        Row(where="line 2", cells={"id": "17", "organisation": "Büro Ltd", "note": "a, b; c"}),
        Row(where="line 4", cells={"organisation": "Example\nLtd"}),
    ),
)
DEEP = "This JSON cannot be read: it is nested too deep."
COMMAS = 'id,organisation,note\r\n17,Büro Ltd,"a, b; c"\r\n , ,\r\n,"Example\nLtd",\r\n'
SEMICOLONS = 'id;organisation;note\n17;Büro Ltd;"a, b; c"\n;;\n;"Example\nLtd";\n'


def refused(content: bytes) -> str:
    with pytest.raises(UsageError) as error:
        read_rows(content)
    return str(error.value)


@pytest.mark.parametrize("text", [COMMAS, SEMICOLONS, SEMICOLONS.replace(";", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_is_read_whoever_wrote_it(text: str, encoding: str) -> None:
    if "\t" in text:
        text = text.replace("a, b\t c", "a, b; c")

    assert read_rows(text.encode(encoding)) == ROWS


@pytest.mark.parametrize("within", ["[{}]", '{{"applications": [{}], "more": 1}}'])
def test_json_is_read_as_one_would_type_it(within: str) -> None:
    one = {"id": 17, "has_members": True, "dois": ["10.5555/a", "10.5555/b"], "note": None}

    assert read_rows(within.format(json.dumps(one)).encode()) == Rows(
        columns=("id", "has_members", "dois", "note"),
        rows=(
            Row(
                where="object 1",
                cells={"id": "17", "has_members": "yes", "dois": "10.5555/a\n10.5555/b"},
            ),
        ),
    )


def test_a_row_that_cannot_be_read_does_not_keep_the_others_out() -> None:
    by_csv = read_rows(b"id,note\n1,a\n2,b,c\n").rows
    deep = b'{"note": ' + b"[" * 700 + b"]" * 700 + b"}"
    by_json = read_rows(b'[{"id": 1}, "odd", {"note": {"a": 1}}, ' + deep + b"]").rows

    assert [row.fault for row in by_csv] == ["", "It has 3 cells, and there are 2 columns."]
    assert [(row.where, row.fault) for row in by_json] == [
        ("object 1", ""),
        ("object 2", "This is no object with fields."),
        ("object 3", "Its values are to be text, or lists of text."),
        ("object 4", "Its values are to be text, or lists of text."),
    ]


def test_digits_stay_as_they_were_written() -> None:
    (row,) = read_rows(b'[{"id": ' + b"9" * 5_000 + b', "note": [1.50, 7]}]').rows

    assert row.cells == {"id": "9" * 5_000, "note": "1.50\n7"}


def test_what_our_own_csv_marks_is_read_without_the_mark() -> None:
    written = csv_text([("organisation", "note"), ("@example", "'quoted'")])

    (row,) = read_rows(written.encode()).rows

    assert row.cells == {"organisation": "@example", "note": "'quoted'"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "There is nothing in this file"),
        (b"id,organisation\n", "There is nothing in this file"),
        (b"[]", "There is nothing in this file"),
        (b"[{]", "This JSON cannot be read: "),
        (b"[" * 100_000, DEEP),
        (b'{"organisation": "Example Ltd"}', "This JSON holds no list of applications"),
        ("id\nBüro".encode("latin-1"), "This file is not in UTF-8"),
        (b'id,note\n1,"a\n', "Line 2 of this CSV cannot be read: unexpected end of data."),
        (b"id,note,id\n1,a,2\n", "The column “id” is there twice; keep one.".encode()),
        (b"id\n" + b"1\n" * 5_001, "These are 5001 rows; at most 5000 at once."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    content: bytes, why: str | bytes
) -> None:
    assert (why if isinstance(why, str) else why.decode()) in refused(content)


def test_many_columns_are_read_at_once() -> None:
    header = ",".join(f"c{number}" for number in range(200_000)).encode()

    assert len(read_rows(header + b"\n1\n").columns) == 200_000
    assert "The column “c7” is there twice" in refused(header + b",c7\n1\n")


def test_as_many_rows_as_may_be_are_read() -> None:
    assert len(read_rows(b"id\n" + b"1\n" * 5_000).rows) == 5_000


def test_the_template_is_a_header_that_is_known() -> None:
    header = csv_text([COLUMNS])

    assert read_rows((header + "17\r\n").encode()).columns == COLUMNS
