"""Cases in a list: the queue, and what a search came to."""

import pytest

from bot.domain.case import CaseLine, Found, Queue, Whose
from bot.domain.check import Level
from bot.messages import cases
from bot.messages.json import encode
from bot.messages.message import Button, Heading, Message, More, Row, Table, Who
from tests.bot.domain.cases import a_case_line

A_LINE = (
    '{"id": "APP-12", "organisation": "Example Ltd", "state": "received", "whose": "our move", '
    '"next_step": "contact them and offer the verification call", "until": "2026-03-16", '
    '"days_left": 14, "owner": "USTAFF", "received_on": "2026-03-02", "reasons": []}'
)


def headings(found: Message) -> list[str]:
    return [part.text for part in found.parts if isinstance(part, Heading)]


def rows(found: Message) -> list[Row]:
    return [row for part in found.parts if isinstance(part, Table) for row in part.rows]


def more(found: Message) -> list[int]:
    return [part.count for part in found.parts if isinstance(part, More)]


def many(count: int, whose: Whose = Whose.OURS) -> tuple[CaseLine, ...]:
    return tuple(a_case_line(id=f"APP-{number}", whose=whose) for number in range(count))


def test_a_row_has_all_that_tells_whether_to_open_the_case() -> None:
    reasons = ("the signed PDF is missing", "not met: R3")

    (row,) = rows(cases.queue(Queue(lines=(a_case_line(reasons=reasons),))))

    assert row == Row(
        (
            "APP-12 Example Ltd",
            "contact them and offer the verification call",
            "16 March 2026, 14 days left",
            Who("USTAFF"),
            "the signed PDF is missing; not met: R3",
        ),
        button=Button("Open APP-12", "show APP-12"),
    )


@pytest.mark.parametrize(("left", "mark"), [(0, None), (-1, Level.WARNING)])
def test_what_is_late_is_marked(left: int, mark: Level | None) -> None:
    (row,) = rows(cases.queue(Queue(lines=(a_case_line(days_left=left),))))

    assert row.mark is mark


def test_what_nobody_owns_and_has_no_day_is_left_empty() -> None:
    (row,) = rows(cases.queue(Queue(lines=(a_case_line(owner="", until=None, days_left=None),))))

    assert row.cells[2:4] == ("", "")


def test_the_queue_is_grouped_by_whose_move_it_is() -> None:
    lines = (*many(2), *many(1, Whose.WAITING), *many(3, Whose.THEIRS))

    message = cases.queue(Queue(lines=lines))

    assert headings(message) == ["Queue: 6 cases", "Our move: 2", "Waiting: 1", "Their move: 3"]
    assert message.again == "queue"


def test_what_does_not_fit_is_counted_and_its_groups_count_all() -> None:
    message = cases.queue(Queue(lines=(*many(15), *many(15, Whose.THEIRS))))

    assert headings(message) == ["Queue: 30 cases", "Our move: 15", "Their move: 15"]
    assert (len(rows(message)), more(message)) == (20, [10])


def test_an_empty_queue_says_so() -> None:
    assert headings(cases.queue(Queue(lines=()))) == ["Queue: nothing waits"]


def test_what_was_found_is_listed_with_whose_move_it_is() -> None:
    message = cases.found(Found(words="country:DE", lines=many(1), count=1))

    assert headings(message) == ["1 case for country:DE"]
    assert rows(message)[0].cells[1] == "our move: contact them and offer the verification call"
    assert (more(message), message.again) == ([], "find country:DE")


def test_of_many_that_were_found_the_others_are_counted() -> None:
    message = cases.found(Found(words="", lines=many(25), count=300))

    assert headings(message) == ["300 cases for all that is open"]
    assert (len(rows(message)), more(message), message.again) == (20, [280], "find")


def test_where_nothing_was_found_there_is_no_table() -> None:
    message = cases.found(Found(words="country:XX", lines=(), count=0))

    assert (headings(message), rows(message)) == (["0 cases for country:XX"], [])


def test_a_queue_as_json() -> None:
    message = cases.queue(Queue(lines=(a_case_line(),)))

    assert encode(message.data) == f'{{\n  "lines": [\n    {A_LINE}\n  ]\n}}\n'
