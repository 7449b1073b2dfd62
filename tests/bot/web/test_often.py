from datetime import timedelta

from bot.web.often import Often
from tests.factories import MARCH_2

HOUR = timedelta(hours=1)


def test_a_thing_is_done_so_often_in_an_hour_and_no_more() -> None:
    often = Often(most=3)

    assert [often.is_too_often("a", MARCH_2) for _ in range(5)] == [False] * 3 + [True] * 2
    assert not often.is_too_often("b", MARCH_2)


def test_it_is_any_hour_and_what_was_refused_does_not_count() -> None:
    often = Often(most=2)
    minutes = (0, 30, 40, 59, 60, 61, 90)

    refused = [often.is_too_often("a", MARCH_2 + timedelta(minutes=m)) for m in minutes]

    assert refused == [False, False, True, True, False, True, False]


def test_a_clock_that_was_wrong_for_a_while_keeps_nobody_out() -> None:
    often = Often(most=2)
    for _ in range(3):
        often.is_too_often("a", MARCH_2 + 1000 * HOUR)

    assert not often.is_too_often("a", MARCH_2)


def test_what_was_done_longest_ago_is_forgotten_where_too_much_was() -> None:
    often = Often(most=1, things=2)
    for thing in ("a", "b", "a", "c"):
        often.is_too_often(thing, MARCH_2)

    assert often.is_too_often("a", MARCH_2)
    assert not often.is_too_often("b", MARCH_2)
    assert len(often._done) == 2  # noqa: SLF001 -- the memory is what this is about
