"""What is wrong with a letter is said at its field, before the letter is used."""

from dataclasses import replace

import pytest

from bot.messages.letter_faults import faults
from bot.messages.letter_kinds import shipped

KIND = "confirm-address"
SHIPPED = shipped(KIND)


@pytest.mark.parametrize(
    ("field", "source", "fault"),
    [
        ("subject", "", "Please write something here."),
        ("text", " \n", "Please write something here."),
        ("subject", "{{ until", "Line 1: unexpected end of template, expected"),
        ("text", "a\n{{ link }}{% endfor %}", "Line 2: "),
        ("text", "{{ link|safe }}", "Line 1: a letter knows only {{ value }}, {% if value %}"),
        (
            "text",
            "{{ link }} {{ untill }} {{ dear }}",
            "There is no value dear, untill here; there are link, until, why, name, support, ",
        ),
        ("text", "Confirm!", "{{ link }} is missing: nobody could do what is asked."),
        ("html", "<p>Confirm!</p>", "{{ link }} is missing: nobody could do what is asked."),
        ("html", "<p>{{ link }}", "<p> is not closed."),
        ("html", '<a href="{{ name }}">{{ link }}</a>', "a link, and nothing else, has a href"),
        ("html", "<p>{{ link }}{% if not why %}<script>{% endif %}</p>", "<script> is not for"),
        ("html", "<p>{{ link }}</p>{% if not name and not why %}<!-- {% endif %}", "A tag is not"),
        ("html", "<p>{{ link }}{% if why and not name %}</p>{% endif %}", "<p> is not closed."),
        ("html", "{% if why %}<p>{{ link }}</p>{% endif %}", "Please write something here."),
        ("html", "<p>{% if not why %}{{ link }}{% endif %}</p>", "{{ link }} is missing"),
        ("html", "<p>{% if link %}{{ link }}{% else %}<{% endif %}</p>", "A tag is not complete"),
        ("subject", "{% if why %}{{ why }}{% endif %}", "Please write something here."),
        ("text", "Hi {% if name %}{{ link }}{% endif %}", "{{ link }} is missing"),
        ("text", "x" * 20_001, "It is longer than 20000 characters."),
    ],
)
def test_a_fault_is_told_at_its_field(field: str, source: str, fault: str) -> None:
    found = faults(KIND, replace(SHIPPED, **{field: source}))

    assert [*found] == [field]
    assert fault in found[field]
    assert found[field].endswith(".")


@pytest.mark.parametrize("field", ["text", "html"])
def test_a_link_may_be_asked_for_where_it_is_said(field: str) -> None:
    source = "Confirm!{% if link %} {{ link }}{% endif %}"

    assert faults(KIND, replace(SHIPPED, **{field: source})) == {}


def test_all_faults_are_told_at_once() -> None:
    broken = replace(SHIPPED, subject="{{ x }}", text="{% if", html="<p>")

    assert [*faults(KIND, broken)] == ["subject", "text", "html"]


def test_a_letter_without_html_is_in_order() -> None:
    assert faults(KIND, replace(SHIPPED, html="")) == {}


def test_html_that_stays_behind_the_text_is_a_fault() -> None:
    new = replace(SHIPPED, text=f"{SHIPPED.text}\n\nThank you.")

    assert faults(KIND, new, before=SHIPPED) == {
        "html": "The text is new, and this is what it was: change it too, or empty it."
    }
    assert faults(KIND, replace(new, html=""), before=SHIPPED) == {}
    assert faults(KIND, replace(SHIPPED, subject="[Please] x"), before=SHIPPED) == {}
