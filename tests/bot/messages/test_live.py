import json
from dataclasses import asdict, replace
from itertools import pairwise

from bot.domain.check import Level
from bot.domain.live import Leaving, Live, Needed, Went
from bot.domain.outbox import Line
from bot.messages.json import encode
from bot.messages.live import live
from bot.messages.message import Button, Facts, Heading, More, Row, Table, Text, Who
from tests.bot.messages.outbox_builders import a_line, a_live
from tests.factories import MARCH_2

LEAVING = Leaving(line=a_line(), lacks="")
WAITING = a_live(today=(LEAVING,), soon=(replace(LEAVING, lacks="SMTP_URL is not set"),), later=2)


def tables(found: Live) -> dict[str, tuple[Row, ...]]:
    parts = live(found).parts
    return {
        before.text: part.rows
        for before, part in pairwise(parts)
        if isinstance(part, Table) and isinstance(before, Heading)
    }


def test_before_it_is_live_it_counts_what_would_leave_and_lists_it() -> None:
    heading, until, counted, lacking, *_, go = live(WAITING).parts

    assert heading == Heading("Not live yet")
    assert isinstance(until, Text)
    assert "RSP_ALLOW_MAIL" in until.text
    assert counted == Text("1 would leave today, 1 in the next 30 days, 2 later.")
    assert lacking == Text("1 of them would not arrive: see what it lacks.", Level.WARNING)
    assert go == Button("Go live", "live --yes")
    assert [row.cells[-1] for row in tables(WAITING)["Today"]] == [""]
    (soon,) = tables(WAITING)["In the next 30 days"]
    assert soon == Row(
        (
            "OUT-7",
            "letter confirm-address, CON-3",
            "ada@example.org",
            MARCH_2,
            "SMTP_URL is not set",
        ),
        Level.WARNING,
        button=Button("Show OUT-7", "show OUT-7"),
    )


def test_of_several_that_would_not_arrive_it_speaks_as_of_several() -> None:
    found = live(replace(WAITING, soon=WAITING.soon * 2))

    said = "2 of them would not arrive: see what they lack."
    assert Text(said, Level.WARNING) in found.parts


def test_the_settings_say_what_is_missing() -> None:
    some = (Needed(name="SMTP_URL", is_set=True), Needed(name="RSP_PUBLIC_URL", is_set=False))

    assert tables(a_live(settings=some))["Settings"] == (
        Row(("SMTP_URL", "set"), Level.OK),
        Row(("RSP_PUBLIC_URL", "not set"), Level.WARNING),
    )


def test_once_live_it_says_since_when_and_by_whom_and_asks_nothing() -> None:
    found = live(a_live(since=Went(by="ULEAD", at=MARCH_2)))

    assert found.parts[:2] == (
        Heading("Live: letters and posts leave"),
        Facts((("Since", MARCH_2), ("By", Who("ULEAD")))),
    )
    assert not [part for part in found.parts if isinstance(part, Button)]
    assert found.again == "live"


def test_of_many_the_first_are_listed_and_the_others_counted() -> None:
    found = live(a_live(today=(LEAVING,) * 25))

    assert More(5, "rsp live --json, in a terminal, has them all.") in found.parts


def test_it_as_json() -> None:
    found = encode(a_live(since=Went(by="ULEAD", at=MARCH_2), today=(LEAVING,)))

    assert found.splitlines() == [
        "{",
        '  "since": {"by": "ULEAD", "at": "2026-03-02T09:00:00Z"},',
        '  "today": [',
        f'    {{"line": {encode_line(LEAVING.line)}, "lacks": ""}}',
        "  ],",
        '  "soon": [],',
        '  "later": 0,',
        '  "settings": [',
        '    {"name": "SMTP_URL", "is_set": true}',
        "  ],",
        '  "imported": 0',
        "}",
    ]


def test_after_an_import_somebody_goes_live_once_more() -> None:
    found = live(a_live(since=Went(by="ULEAD", at=MARCH_2), imported=2))
    said = [part.text for part in found.parts if isinstance(part, Text)]
    assert said[0].startswith("2 records were imported: what concerns them waits")
    assert found.parts[-1] == Button("Go live", "live --yes")


def encode_line(line: Line) -> str:
    return json.dumps({**asdict(line), "at": "2026-03-02T09:00:00Z"})
