"""Letters are written whole or not at all, and what a value says is only ever read."""

from html import unescape

import pytest

from bot.domain.letters import Letter, LetterText
from bot.errors import ConflictError
from bot.messages.letter_kinds import examples, shipped
from bot.messages.writing import write

COMMON = {
    "name": "Ada",
    "support": "support@example.org",
    "leave_link": "https://rsp.example.org/link/leave",
}
HOSTILE = (
    '<script>alert("x")</script>',
    "{{ support }}{% for x in y %}",
    "</p></div><!--",
    '" onclick="x',
    "<!channel> *bold* & &lt;",
    "http://evil.example/login",
)


def a_text(subject: str = "[Please read] x", text: str = "Hello", html: str = "") -> LetterText:
    return LetterText(subject=subject, text=text, html=html)


def written(text: LetterText, **values: str) -> Letter:
    return write(text, COMMON | values)


def body(letter: Letter) -> str:
    """Return the HTML between the layout's head and foot."""
    _, _, after = letter.html.partition('anywhere">\n')
    return after.partition("\n<hr")[0]


def text_of(letter: Letter) -> str:
    return letter.text.partition("\n\n--------\n")[0]


def test_every_missing_value_is_named_at_once() -> None:
    values = examples("confirm-address")
    given = {name: value for name, value in values.items() if name not in ("link", "until")}

    with pytest.raises(ConflictError) as caught:
        write(shipped("confirm-address"), given, kind="confirm-address")

    assert str(caught.value) == "The letter “confirm-address” lacks link, until."


def test_what_the_foot_names_must_be_there_too() -> None:
    with pytest.raises(ConflictError, match=r"^The letter lacks leave_link, support\.$"):
        write(a_text(), {})


def test_a_value_that_is_blank_is_missing_unless_it_is_asked_for() -> None:
    asked = a_text(text="Hello{% if name %} {{ name }}{% endif %},")

    assert text_of(written(asked, name="")) == "Hello,"
    with pytest.raises(ConflictError, match="lacks name"):
        written(a_text(text="Hello {{ name }},"), name=" \n")
    with pytest.raises(ConflictError, match="lacks name"):
        written(
            a_text(text="Hello{% if name %} {{ name }}{% endif %},", subject="{{ name }}"), name=""
        )


def test_a_condition_that_is_not_met_leaves_no_gap() -> None:
    text = a_text(text="a\n\n{% if name %}\nb\n{% endif %}\n\nc")

    assert text_of(written(text)) == "a\n\nb\n\nc"
    assert text_of(written(text, name="")) == "a\n\nc"


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("html", ["", "<p>Hello {{ name }}</p>"])
def test_a_value_is_never_obeyed(name: str, html: str) -> None:
    letter = written(a_text("[Please] {{ name }}", "Hello {{ name }}", html), name=name)

    assert letter.subject == f"[Please] {name}"
    assert text_of(letter) == f"Hello {name}"
    inner = body(letter).removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inner
    assert '"' not in inner
    assert unescape(inner) == f"Hello {name}"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_subject_is_one_line(ends: str) -> None:
    name = f"Ada{ends}Bcc: all@example.org"
    letter = written(a_text("[Please]\n{{ name }}"), name=name)

    assert letter.subject == "[Please] Ada Bcc: all@example.org"


def test_a_subject_is_cut_at_200_characters() -> None:
    letter = written(a_text("{{ name }}"), name="x" * 300)

    assert letter.subject == "x" * 199 + "…"


def test_what_a_mail_program_would_obey_is_made_visible() -> None:
    letter = written(a_text("{{ name }}", "{{ name }}"), name="a\x1b[2J\u202eb\ud800")

    assert letter.subject == text_of(letter) == "a\\x1b[2J\\u202eb\\ud800"
    assert "\\u202e" in body(letter)
    letter.html.encode()


def test_the_title_of_the_html_is_the_subject() -> None:
    letter = written(a_text("</title>{{ name }}"), name="<b>")

    assert "<title>&lt;/title&gt;&lt;b&gt;</title>" in letter.html


def test_only_links_of_ours_can_be_followed() -> None:
    text = a_text(text="{{ name }}\n\nRead https://example.org/a.\n\n{{ link }}")
    link = "https://rsp.example.org/link/x-_y"

    found = body(written(text, name="http://evil.example", link=link))

    assert found == (
        "<p>http://evil.example</p>\n"
        '<p>Read <a href="https://example.org/a">https://example.org/a</a>.</p>\n'
        f'<p><a href="{link}">{link}</a></p>'
    )


def test_a_letter_longer_than_100_kb_is_not_written() -> None:
    text = a_text(text="{{ name }}" * 900)

    with pytest.raises(ConflictError, match="longer than 100 kB"):
        written(text, name="x" * 100_000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ name", "cannot be written: line 1: unexpected end of template"),
        (
            "{{ name }}\n{% for x in name %}{% endfor %}",
            "cannot be written: line 2: a letter knows",
        ),
    ],
)
def test_a_broken_template_is_named(text: str, why: str) -> None:
    with pytest.raises(ConflictError, match=f"^The letter “x” {why}"):
        write(a_text(text=text), COMMON, kind="x")
