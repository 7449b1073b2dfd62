"""A letter changed for one case keeps its foot, and what is not ours stays mere words."""

from dataclasses import replace

import pytest

from bot.domain.letters import Letter, LetterText
from bot.errors import ConflictError
from bot.messages.rewriting import body_of, rewrite
from bot.messages.writing import write

VALUES = {
    "name": "Ada <b>https://evil.example/x",
    "link": "https://rsp.example.org/link/abc.def",
    "support": "support@example.org",
    "leave_link": "https://rsp.example.org/link/leave",
}
TEXT = LetterText(
    subject="Hello & welcome",
    text="Hello {{ name }},\n\nopen this: {{ link }}\n\nBye",
    html="",
)
LETTER = write(TEXT, VALUES)
BODY = "Hello Ada <b>https://evil.example/x,\n\nopen this: https://rsp.example.org/link/abc.def\n\nBye"


def test_what_can_be_changed_is_what_stands_above_the_foot() -> None:
    assert body_of(LETTER) == BODY


def test_a_letter_that_is_rewritten_as_it_was_is_the_same() -> None:
    assert rewrite(LETTER, LETTER.subject, BODY) == LETTER


def test_a_new_text_stands_in_text_and_html_above_the_same_foot() -> None:
    changed = rewrite(LETTER, "New\r\nBcc: eve@example.org", "First & last\n\nSecond")

    assert changed.subject == "New Bcc: eve@example.org"
    assert changed.text == LETTER.text.replace(BODY, "First & last\n\nSecond")
    assert "<p>First &amp; last</p>\n<p>Second</p>" in changed.html
    assert "<title>New Bcc: eve@example.org</title>" in changed.html
    foot = LETTER.html.partition("<hr ")[2]
    assert foot
    assert changed.html.endswith(foot)
    assert changed.html.partition("<title>")[0] == LETTER.html.partition("<title>")[0]


def test_a_letter_with_html_of_its_own_gets_it_from_its_text_then() -> None:
    own = write(replace(TEXT, html='<p><a href="{{ link }}">Press here</a></p>'), VALUES)

    changed = rewrite(own, own.subject, f"Please open {VALUES['link']}.")

    link = f'<a href="{VALUES["link"]}">{VALUES["link"]}</a>'
    assert f"<p>Please open {link}.</p>" in changed.html


def test_what_staff_add_can_be_followed_and_what_others_wrote_stays_words() -> None:
    changed = rewrite(LETTER, LETTER.subject, f"{BODY} https://support.example.org/docs")

    assert 'href="https://support.example.org/docs"' in changed.html
    assert f'href="{VALUES["link"]}"' in changed.html
    assert 'href="https://evil.example' not in changed.html
    assert "<b>" not in changed.html


def test_rewriting_twice_is_rewriting_once() -> None:
    once = rewrite(LETTER, "Third", "Other words")

    assert rewrite(rewrite(LETTER, "Second", "Words"), "Third", "Other words") == once
    assert body_of(once) == "Other words"


def test_words_that_look_like_a_foot_are_no_foot() -> None:
    tricky = f"Above{LETTER.text.removeprefix(BODY)}"

    changed = rewrite(LETTER, "x", tricky)

    assert body_of(changed) == tricky


@pytest.mark.parametrize(
    "odd", [Letter(subject="x", text="Hello", html="<p>"), replace(LETTER, html="<p>")]
)
def test_a_letter_of_another_layout_is_not_touched(odd: Letter) -> None:
    with pytest.raises(ConflictError, match="laid out by another version"):
        rewrite(odd, "x", "y")
