"""The letters of an application: what each says when, and its lists, in text and in HTML."""

import pytest

from bot.domain.letters import Letter
from bot.messages.letter_kinds import examples, kinds, shipped
from bot.messages.writing import write

OF_APPLICATIONS = [name for name, kind in kinds().items() if "status_link" in kind.values]
LISTED = "- Your <support> address\n- Three findable DOIs"


def written(kind: str, **values: str) -> Letter:
    return write(shipped(kind), {**examples(kind), **values}, kind=kind)


def test_each_letter_to_an_applicant_is_there() -> None:
    assert OF_APPLICATIONS == [
        "approved",
        "correction",
        "declined",
        "more-information",
        "more-information-reminder",
        "not-for-this-program",
        "provisional",
        "received",
        "signature-missing",
        "withdrawn",
    ]


@pytest.mark.parametrize("kind", OF_APPLICATIONS)
def test_each_says_why_it_comes_and_where_the_application_stands(kind: str) -> None:
    letter = written(kind)

    for told in (letter.text, letter.html):
        assert "Example Ltd." in told
        assert "APP-12" in told
        assert examples(kind)["status_link"] in told


def test_who_has_not_signed_is_asked_to_and_told_where_to_look() -> None:
    letter = written("received", is_signed="")

    assert letter.subject == "[Please sign by 16 March 2026] Your application APP-12 has arrived"
    for told in (letter.text, letter.html):
        assert "Please sign the PDF of the form by 16 March 2026" in told
        assert "spam folder" in told
        assert "write to you by 16 March 2026 to schedule a verification call" in told


def test_who_has_signed_need_not_do_anything() -> None:
    letter = written("received", is_signed="yes")

    assert letter.subject.startswith("[Nothing to do] ")
    for told in (letter.text, letter.html):
        assert "sign the PDF" not in told
        assert "spam folder" not in told


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("declined", "reasons"),
        ("more-information", "items"),
        ("more-information-reminder", "items"),
        ("provisional", "conditions"),
    ],
)
def test_a_list_is_a_list_in_html_too(kind: str, name: str) -> None:
    letter = written(kind, **{name: LISTED})

    assert f"\n\n{LISTED}\n" in letter.text
    assert "<p>- Your &lt;support&gt; address<br />\n- Three findable DOIs</p>" in letter.html


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("declined", "reasons"),
        ("declined", "words"),
        ("more-information", "words"),
        ("not-for-this-program", "words"),
        ("provisional", "conditions"),
        ("withdrawn", "words"),
    ],
)
def test_what_may_be_empty_leaves_no_gap(kind: str, name: str) -> None:
    letter = written(kind, **{name: ""})

    assert "\n\n\n" not in letter.text
    assert "<p></p>" not in letter.html
    assert examples(kind)[name].splitlines()[0] not in letter.text
