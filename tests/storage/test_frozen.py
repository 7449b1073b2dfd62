"""Frozen values in a column of text."""

from dataclasses import fields
from datetime import UTC, date
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.application import Decision, Filed, Service, State
from storage import frozen
from tests.bot.domain.cases import filed

st.register_type_strategy(date, st.dates())
_INSTANTS = st.datetimes(timezones=st.just(UTC))


def all_of(kind: type, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values with anything in each of their fields."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return st.builds(kind, **{name: st.from_type(hints[name]) for name in names} | known)


SERVICES = st.lists(all_of(Service), max_size=3).map(tuple)


@given(all_of(Filed, services=SERVICES))
def test_what_was_filed_comes_back_as_it_was(value: Filed) -> None:
    assert frozen.read(Filed, frozen.write(value)) == value


@given(all_of(Decision, at=_INSTANTS, told_at=st.none() | _INSTANTS))
def test_a_decision_comes_back_as_it_was(value: Decision) -> None:
    assert frozen.read(Decision, frozen.write(value)) == value


@given(st.lists(st.sampled_from(State)), st.sets(st.text()), st.dictionaries(st.text(), st.text()))
def test_lists_sets_and_names_come_back(
    states: list[State], names: set[str], answers: dict[str, str]
) -> None:
    assert frozen.read(tuple[State, ...], frozen.write(states)) == tuple(states)
    assert frozen.read(frozenset[str], frozen.write(frozenset(names))) == names
    assert frozen.read(dict[str, str], frozen.write(answers)) == answers


def test_what_was_written_before_a_field_was_there_has_its_default() -> None:
    assert frozen.read(Filed, '{"organisation": "Example Ltd"}') == Filed(
        organisation="Example Ltd"
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Filed, ""),
        (Filed, "null"),
        (Filed, "[]"),
        (Filed, "{}"),
        (Filed, '{"organisation": null}'),
        (Filed, '{"organisation": 1}'),
        (Filed, '{"organisation": "A", "odd": ""}'),
        (Filed, '{"organisation": "A", "kind": "bogus"}'),
        (Filed, '{"organisation": "A", "has_members": 1}'),
        (Filed, '{"organisation": "A", "dois": "10.5555/a"}'),
        (Filed, '{"organisation": "A", "dois": [null]}'),
        (Filed, '{"organisation": "A", "services": [{}]}'),
        (Decision, '{"at": "2026-03-02T09:00:00", "by": "ULEAD"}'),
        (Decision, '{"at": "yesterday", "by": "ULEAD"}'),
        (Decision, '{"at": 1, "by": "ULEAD"}'),
        (Decision, '{"at": "2026-03-02T09:00:00Z", "by": "ULEAD", "ends_on": "soon"}'),
        (tuple[State, ...], '["bogus"]'),
        (tuple[State, ...], "{}"),
        (frozenset[str], "[[]]"),
        (dict[str, str], '{"note": 1}'),
        (dict[str, str], "[" * 100_000),
    ],
)
def test_what_is_no_such_value_is_refused(kind: Any, text: str) -> None:  # noqa: ANN401 -- any class
    with pytest.raises(ValueError, match=r"^no "):
        frozen.read(kind, text)


def test_what_is_no_value_at_all_is_a_bug() -> None:
    with pytest.raises(TypeError, match="no value for JSON"):
        frozen.write(filed(members=object()))
