from datetime import date

import pytest

from bot.forms.days import day_within, is_day, leading_day, read_day

# The day before a month, and before the clocks change in Europe.
TODAY = date(2026, 10, 24)
HOW = "Type a day as 2026-12-24, “today” or “in 14 days”."


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        (" 2028-02-29 ", date(2028, 2, 29)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 10, 25)),
        ("yesterday", date(2026, 10, 23)),
        ("in 14 days", date(2026, 11, 7)),
        ("in 1 day", date(2026, 10, 25)),
        ("In  2  weeks", date(2026, 11, 7)),
        ("3 days ago", date(2026, 10, 21)),
        ("in 9999 weeks", date(2218, 6, 13)),
    ],
)
def test_a_day_is_read_as_it_is_typed(typed: str, day: date) -> None:
    assert read_day(typed, TODAY) == day
    assert is_day(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", HOW),
        ("24.12.2026", HOW),
        ("20261224", HOW),
        ("in some days", HOW),
        ("2026-02-29", "There is no day 2026-02-29."),
        ("2026-13-01", "There is no day 2026-13-01."),
        ("0000-01-01", "There is no day 0000-01-01."),
    ],
)
def test_what_is_no_day_is_said(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^{why}$"):
        read_day(typed, TODAY)


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        ("2026-10-20 offered three slots", date(2026, 10, 20), "offered three slots"),
        ("3 days ago by phone", date(2026, 10, 21), "by phone"),
        ("in 14 days", date(2026, 11, 7), ""),
        ("offered 3 slots", None, "offered 3 slots"),
        ("", None, ""),
    ],
)
def test_words_may_begin_with_a_day(words: str, day: date | None, rest: str) -> None:
    assert leading_day(words.split(), TODAY) == (day, tuple(rest.split()))


def test_what_looks_like_a_day_and_is_none_is_no_note() -> None:
    with pytest.raises(ValueError, match="There is no day 2026-02-30"):
        leading_day(["2026-02-30", "by", "phone"], TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("badge by 2026-12-24, they say", date(2026, 12, 24)),
        ("2026-02-30 or 2026-03-01", date(2026, 3, 1)),
        ("10.5555/12026-12-24", None),
        ("soon", None),
    ],
)
def test_a_sentence_may_name_a_day(text: str, day: date | None) -> None:
    assert day_within(text) == day
