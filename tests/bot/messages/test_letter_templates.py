"""A template may name values and ask whether they are there; it can do nothing else."""

import pytest

from bot.errors import ConflictError
from bot.messages.letter_templates import LONGEST, compiled


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ a }}", "1"),
        ("{% if a %}y{% else %}n{% endif %}", "y"),
        ("{% if b %}y{% elif a %}z{% endif %}", "z"),
        ("{% if not b and a %}y{% endif %}", "y"),
        ("{% if (b or a) %}y{% endif %}", "y"),
        ("{# a remark #}x", "x"),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
    ],
)
def test_values_and_conditions(source: str, said: str) -> None:
    assert compiled(source).render({"a": "1", "b": ""}) == said


def test_a_value_keeps_its_lines_in_html_and_stays_mere_words() -> None:
    value = {"a": "- <one>\r\n- two", "b": 'x"y'}

    assert compiled('{{ a }}\n<p title="{{ b }}">', is_html=True).render(value) == (
        '- &lt;one&gt;<br />\n- two\n<p title="x&#34;y">'
    )
    assert compiled("{{ a }}").render(value) == value["a"]


def test_it_says_what_it_names_and_what_may_be_empty() -> None:
    found = compiled("{{ a }}{% if b %}{{ b }}{% elif not c or d %}{% endif %}")

    assert found.names == {*"abcd"}
    assert found.tested == {*"bcd"}


@pytest.mark.parametrize(
    "source",
    [
        "{% for x in range(10000000000) %}x{% endfor %}",
        "{{ 'x' * 10000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ a.__class__ }}",
        "{{ a['x'] }}",
        "{{ a() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ a|safe }}",
        "{{ a|center(10000000000) }}",
        "{{ a is defined }}",
        "{{ a ~ a }}",
        "{{ a if b }}",
        "{{ 'x' }}",
        "{% set a = 1 %}",
        "{% macro a() %}{{ a() }}{% endmacro %}",
        "{% include 'letter.toml' %}",
        "{% extends '/etc/passwd' %}",
        "{% import 'layout.html' as x %}",
        "{% block x %}{% endblock %}",
        "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{{ a }}{% endautoescape %}",
        "{% with b = a %}{{ b }}{% endwith %}",
        "{% call a() %}{% endcall %}",
        "{% debug %}",
        "{% do a %}",
    ],
)
@pytest.mark.parametrize("is_html", [False, True])
def test_nothing_reads_loops_or_calls(source: str, is_html: bool) -> None:  # noqa: FBT001 -- a case
    with pytest.raises(ConflictError, match=r"^(line 1: |a letter knows only)"):
        compiled(source, is_html=is_html)


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 9000 + "a" + ")" * 9000 + " }}",
        "{% if " + "not " * 4000 + "a %}{% endif %}",
        "{% if a %}" * 800 + "{% endif %}" * 800,
        "{% if " + "a and " * 3000 + "a %}{% endif %}",
        "{% if " + "not " * 190 + "a %}{% endif %}",
        "{% if " + "not " * 20 + "a %}{% endif %}",
    ],
)
def test_a_condition_that_would_take_long_is_refused(source: str) -> None:
    with pytest.raises(ConflictError, match=r"^its conditions are nested too deeply$"):
        compiled(source)


def test_conditions_may_be_nested_as_deeply_as_anybody_understands() -> None:
    deep = "{% if not (a and (b or not a)) %}" * 7 + "x" + "{% endif %}" * 7

    assert compiled(deep).render({"a": "", "b": ""}) == "x"


def test_a_template_has_a_greatest_number_of_parts() -> None:
    # Besides the values, the template and what says them are parts.
    assert compiled("{{a}}" * 998).render({"a": ""}) == ""
    with pytest.raises(ConflictError, match="more than 1000 parts"):
        compiled("{{a}}" * 999)


def test_conditions_ask_for_six_values_at_most() -> None:
    assert compiled("{% if a or b or c or d or e or f %}{{ g }}{% endif %}").tested == {*"abcdef"}
    with pytest.raises(ConflictError, match="ask for more than 6 values"):
        compiled("{% if a or b or c or d or e or f or g %}{% endif %}")


def test_a_template_has_a_greatest_length() -> None:
    assert compiled("x" * LONGEST).render({}) == "x" * LONGEST
    with pytest.raises(ConflictError, match="longer than 20000 characters"):
        compiled("x" * (LONGEST + 1))


def test_html_is_escaped_and_text_is_not() -> None:
    values = {"a": "<b>"}

    assert compiled("{{ a }}").render(values) == "<b>"
    assert compiled("{{ a }}", is_html=True).render(values) == "&lt;b&gt;"


def test_what_is_too_long_stops_before_it_is_made() -> None:
    with pytest.raises(ConflictError, match="100 kB"):
        compiled("{{ a }}" * 900).render({"a": "x" * 1_000_000})
