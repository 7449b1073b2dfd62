"""Every kind of letter that there is, and the page that tells staff about them."""

import re
from pathlib import Path

import pytest
from lxml import etree

from bot.domain.letters import LetterKind, LetterText
from bot.errors import NotFoundError
from bot.messages import letter_kinds
from bot.messages.letter_faults import faults
from bot.messages.letter_html import html_fault
from bot.messages.letter_kinds import COMMON, FILES, examples, kinds, shipped, tidy, values_of
from bot.messages.letter_templates import compiled
from bot.messages.writing import write

FOLDER = Path(letter_kinds.__file__).with_name("letters")
PAGE = Path(__file__).parents[3] / "docs" / "letters.md"
every_kind = pytest.mark.parametrize("kind", [*kinds().values()], ids=[*kinds()])


def test_these_are_the_kinds() -> None:
    assert [*kinds()] == [
        "approved",
        "confirm-address",
        "confirm-successor",
        "contact-changed",
        "correction",
        "declined",
        "more-information",
        "more-information-reminder",
        "not-for-this-program",
        "provisional",
        "received",
        "signature-missing",
        "successor-named",
        "withdrawn",
    ]


def test_there_is_no_other_folder_and_no_other_file() -> None:
    files = {"letter.toml", *FILES.values()}
    layouts = {"layout.html", "layout.txt"}

    assert {entry.name for entry in FOLDER.iterdir()} == {*kinds(), *layouts}
    assert all({file.name for file in (FOLDER / kind).iterdir()} == files for kind in kinds())


def test_a_kind_is_as_its_folder_says() -> None:
    assert kinds()["confirm-address"] == LetterKind(
        name="confirm-address",
        about="to a contact: please confirm that this address is yours",
        offers_call=False,
        is_news=False,
        counts=False,
        values=("link", "until", "why"),
    )


def test_neither_what_a_person_asked_for_nor_a_receipt_counts_for_the_ceiling() -> None:
    assert {kind.name for kind in kinds().values() if kind.counts} == {
        "signature-missing",
        "more-information-reminder",
    }


def test_none_offers_the_call_and_none_is_news() -> None:
    assert not any(kind.offers_call or kind.is_news for kind in kinds().values())


def test_the_badge_goes_with_what_registers_somebody() -> None:
    assert {kind.name: kind.attaches for kind in kinds().values() if kind.attaches} == {
        "approved": "badge",
        "provisional": "badge",
    }


def test_a_kind_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFoundError, match=r"no letter “\.\./x”; `rsp letters` lists them"):
        letter_kinds.kind("../x")


@every_kind
def test_each_kind_is_whole(kind: LetterKind) -> None:
    assert kind.about.startswith("to ")
    assert all(value.says and value.example for value in values_of(kind.name))
    assert faults(kind.name, shipped(kind.name)) == {}


@every_kind
def test_what_a_letter_says_is_used_all_of_it(kind: LetterKind) -> None:
    texts = (shipped(kind.name).subject, shipped(kind.name).text)
    named = {name for text in texts for name in compiled(text).names}

    assert named >= {*kind.values}


@every_kind
def test_text_and_html_name_the_same_values(kind: LetterKind) -> None:
    text = shipped(kind.name)

    assert compiled(text.html, is_html=True).names == compiled(text.text).names


@every_kind
def test_each_subject_says_what_to_do_and_by_when(kind: LetterKind) -> None:
    subject = write(shipped(kind.name), examples(kind.name)).subject

    found = re.fullmatch(r"\[(Please .+|You may .+|Nothing to do)\] .+", subject)
    assert found
    for name in {"until", "due", "ends"}.intersection(kind.values):
        assert found[1].endswith(f" by {examples(kind.name)[name]}")


@every_kind
def test_each_letter_has_the_foot(kind: LetterKind) -> None:
    letter = write(shipped(kind.name), examples(kind.name))

    for told in (letter.text, letter.html):
        foot = told[told.index("You get this letter because") :]
        assert "Questions?" in foot
        assert "I am not the contact any more" in foot
        assert examples(kind.name)["support"] in foot
        assert examples(kind.name)["leave_link"] in foot


@every_kind
def test_each_letter_is_well_formed_plain_and_alone(kind: LetterKind) -> None:
    letter = write(shipped(kind.name), examples(kind.name))
    html = letter.html

    page = etree.fromstring(html)
    assert (page.tag, page.get("lang")) == ("html", "en")
    assert page.findtext("head/title") == letter.subject
    assert not re.search(r"<(img|link|script|style|iframe)\b|url\(|@import|src=", html)
    # A mail program in the dark chooses both colours, or none.
    assert "color:" not in html.replace("color-scheme", "")
    assert 'content="light dark"' in html


@every_kind
def test_html_made_from_the_text_would_do_too(kind: LetterKind) -> None:
    text = shipped(kind.name)
    letter = write(LetterText(subject=text.subject, text=text.text, html=""), examples(kind.name))

    etree.fromstring(letter.html)
    body = letter.html[letter.html.index("<p>") : letter.html.index("<hr")]
    assert html_fault(body) is None


def test_a_text_is_tidied() -> None:
    text = LetterText(subject=" [Please] x\r\n", text="a \r\n\r\n\r\n\r\nb\n", html="\n")

    assert tidy(text) == LetterText(subject="[Please] x", text="a\n\nb", html="")


@every_kind
def test_the_page_on_letters_has_every_value(kind: LetterKind) -> None:
    own = [value for value in values_of(kind.name) if value.name in kind.values]

    assert _rows(kind.name) == [f"| `{value.name}` | {value.says} |" for value in own]
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"### {kind.name}\n")
    assert rest.strip().startswith(f"{kind.about[:1].upper()}{kind.about[1:]}.")


def test_the_page_on_letters_has_every_kind_and_what_all_may_name() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert re.findall("^### (.+)$", page, re.MULTILINE) == [*kinds()]
    assert _rows("What every letter may name", "##") == [
        f"| `{value.name}` | {value.says} |" for value in COMMON
    ]


def _rows(heading: str, level: str = "###") -> list[str]:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n{level} {heading}\n")
    section = re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return [line for line in section.splitlines() if line.startswith("| `")]
