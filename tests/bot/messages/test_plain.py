from datetime import datetime, timedelta, timezone

import pytest

from bot.messages.plain import in_utc, inert, is_blank, shortened


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[2Jgone\x07", "\\x1b[2Jgone\\x07"),
        ("a\rb\tc\nd", "a\\rb    c\nd"),
        ("\u202eexe.txt\u2066\u200f", "\\u202eexe.txt\\u2066\\u200f"),
        ("\ud800", "\\ud800"),
        ("*bold* <b> :smile: ä 日", "*bold* <b> :smile: ä 日"),
    ],
)
def test_what_would_be_obeyed_is_seen_instead(text: str, seen: str) -> None:
    assert inert(text) == seen


@pytest.mark.parametrize(
    ("text", "is_it"), [("", True), (" \n\t", True), ("\u200b\u00a0", True), (" x ", False)]
)
def test_what_nobody_sees_is_blank(text: str, is_it: bool) -> None:  # noqa: FBT001 -- pytest names it
    assert is_blank(text) is is_it


@pytest.mark.parametrize(("text", "short"), [("abc", "abc"), ("abcd", "ab…")])
def test_what_is_too_long_is_seen_to_be_cut(text: str, short: str) -> None:
    assert shortened(text, 3) == short


def test_an_instant_names_its_zone() -> None:
    assert in_utc(datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))) == (
        "2026-03-02 09:00 UTC"
    )
