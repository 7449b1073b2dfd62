"""Pages as HTML: every part, every question, and nothing of what people wrote obeyed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest

from bot.domain.check import Level
from bot.forms.form import Faults, Field, Form
from bot.messages.message import (
    Bar,
    Button,
    Column,
    External,
    Facts,
    Heading,
    More,
    Part,
    Row,
    Table,
    Text,
    Who,
)
from bot.messages.page import NOT_A_FIELD, Question, front, page, question, style

SUPPORT = "support@example.org"
HOSTILE = "<script>alert(1)</script>\"'&{{ 7 * 7 }}{% x %}<!channel>\x1b[31m\u202eabc"
INSTANT = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))
USTAFF = "<div><dt>Who</dt><dd>USTAFF</dd></div>"
TIME = '<time datetime="2026-03-02T09:00:00Z">2026-03-02 09:00 UTC</time>'
EMPTY = {"meta", "link", "input"}
NAME = Field(name="name", label="Name?", hint="Yours.", example="Ada")
COLOUR = Field(name="colour", label="Colour?", choices=("red", "green"), is_required=False)
TOWN = Field(name="town", label="Town?", choices=tuple(f"Town {n}" for n in range(11)))
WORDS = Field(name="words", label="Words?", is_multiline=True)
FORM = Form(command=("x",), title="Who are you?", fields=(NAME, COLOUR, TOWN, WORDS))


class Parsed(HTMLParser):
    """What a browser finds: balanced elements with their attributes, and all words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]

    def named(self, name: str) -> dict[str, str | None]:
        return next(a for _, a in self.found if a.get("id") == name)


def drawn(*parts: Part) -> str:
    """Return the HTML between the title and the foot of a page."""
    html = page(External(parts, None), title="A title", support=SUPPORT)
    Parsed(html)
    return re.sub(r"\s*\n\s*", "\n", html.partition("</h1>")[2].partition("</main>")[0]).strip()


def asking(form: Form = FORM, faults: Faults | None = None, **answers: str) -> Parsed:
    asked = Question(
        form=replace(form, answers=answers), intro=External((Text("Hello."),), None), button="Go"
    )
    return Parsed(question(asked, support=SUPPORT, faults=faults))


@pytest.mark.parametrize(
    ("part", "html"),
    [
        (Heading("Two & three"), "<h2>Two &amp; three</h2>"),
        (Text("One\ntwo"), '<p class="text">One\ntwo</p>'),
        (
            Text("Look", Level.WARNING),
            '<p class="text"><span class="sign">⚠️ warning</span> Look</p>',
        ),
        (Text("a  b", is_verbatim=True), '<pre tabindex="0">a  b</pre>'),
        (
            Facts((("When", INSTANT), ("Who", Who("USTAFF")))),
            f"<dl>\n<div><dt>When</dt><dd>{TIME}</dd></div>\n{USTAFF}\n</dl>",
        ),
        (More(3, "in the list"), "<p>… 3 more; in the list</p>"),
        (More(3, ""), "<p>… 3 more</p>"),
        (Bar(3, 10), "<p>3 of 10</p>"),
        (Button("Go", "check CHK-1"), ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_part_has_its_element(part: Part, html: str) -> None:
    assert drawn(part) == html


def test_a_table_names_its_columns_and_signs_its_rows() -> None:
    columns = (Column("what"), Column("how many", is_number=True), Column("when"))
    row = Row(("Cats", "3", INSTANT), Level.FAILURE, link="https://example.org/?a=1&b=2")

    html = drawn(Table(columns, (row,)))

    assert '<th scope="col">what</th>\n<th scope="col" class="number">how many</th>' in html
    assert '<td><span class="sign">❌ failure</span> Cats</td>' in html
    assert '<td class="number">3</td>' in html
    assert '<a href="https://example.org/?a=1&amp;b=2">What to do</a></td>' in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[", "//x.org"])
def test_what_does_not_lead_to_the_web_is_no_link(url: str) -> None:
    assert "href" not in drawn(Table((Column("a"),), (Row(("x",), link=url),)))


@pytest.mark.parametrize(
    "part",
    [
        Heading(HOSTILE),
        Text(HOSTILE),
        Text(HOSTILE, is_verbatim=True),
        Facts(((HOSTILE, HOSTILE), ("x", Who(HOSTILE)))),
        Table((Column(HOSTILE),), (Row((HOSTILE,), link=HOSTILE),)),
        More(1, HOSTILE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_people_wrote_is_shown_and_not_obeyed(part: Part) -> None:
    html = drawn(part)

    assert "<script" not in html
    assert "{{ 7 * 7 }}" in html
    assert not {"\x1b", "\u202e"} & {*html}


def test_what_people_wrote_in_a_form_is_shown_and_not_obeyed() -> None:
    field = Field(name="name", label=HOSTILE, hint=HOSTILE)
    form = Form(command=("x",), title=HOSTILE, fields=(field, WORDS))

    html = asking(form, Faults({"name": HOSTILE}), name=HOSTILE, words=HOSTILE)

    assert not html.all("script")
    typed = HOSTILE.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert html.named("name")["value"] == typed


def test_a_page_says_what_it_is_and_asks_for_one_stylesheet_alone() -> None:
    html = Parsed(page(External((Text("Hello."),), None), title="A title", support=SUPPORT))

    assert html.all("html") == [{"lang": "en"}]
    assert html.all("link") == [{"rel": "stylesheet", "href": "/style.css"}]
    assert {"name": "robots", "content": "noindex"} in html.all("meta")
    assert html.all("a") == [{"href": f"mailto:{SUPPORT}"}]
    assert len(html.all("h1")) == 1
    tags = {tag for tag, _ in html.found}
    assert not {"script", "style", "img", "iframe", "form"} & tags
    assert not [a for _, a in html.found if any(n.startswith("on") or n == "style" for n in a)]


def test_a_question_without_fields_is_one_button() -> None:
    html = asking(Form(command=("x",), title="Is it so?", fields=()))

    assert html.all("form") == [{"method": "post", "novalidate": None}]
    assert html.all("button") == [{"type": "submit"}]
    assert not html.all("input")
    assert "Is it so?" in html.words


def test_every_question_has_its_label_and_its_hint() -> None:
    html = asking()

    assert [a["for"] for a in html.all("label") if "for" in a] == ["name", "town", "words"]
    assert html.named("name")["aria-describedby"] == "name-hint"
    assert html.named("name")["aria-required"] == "true"
    assert html.named("colour")["role"] == "radiogroup"
    assert "aria-required" not in html.named("colour")
    assert "Yours. For example: Ada" in html.words
    assert html.words.count("(optional)") == 1


def test_few_choices_are_all_seen_and_many_are_a_list() -> None:
    html = asking(colour="green", town="Town 7")

    radios = [a for a in html.all("input") if a.get("type") == "radio"]
    assert [(a["value"], "checked" in a) for a in radios] == [("red", False), ("green", True)]
    assert [a["value"] for a in html.all("option") if "selected" in a] == ["Town 7"]
    assert len(html.all("option")) == 12


def test_a_file_is_pasted_where_none_can_be_sent() -> None:
    field = Field(name="file", label="File?", is_file=True)

    assert asking(replace(FORM, fields=(field,))).all("textarea")


@pytest.mark.parametrize("typed", ["one\ntwo", "\nafter an empty line", ""])
def test_what_was_typed_is_there_again(typed: str) -> None:
    asked = replace(FORM, answers={"words": typed, "name": "Ada"})
    html = question(Question(form=asked, intro=External((), None), button="Go"), support=SUPPORT)

    # A browser drops the first line end.
    assert f"\n{typed}</textarea>" in html.replace("&#34;", '"')
    assert 'value="Ada"' in html


def test_faults_stand_at_their_questions_and_in_one_list_that_has_the_focus() -> None:
    html = asking(faults=Faults({"words": "Too long.", "name": "Who?"}), name="Ada")

    name = html.named("name")
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"] == "name-hint name-fault"
    assert "id" in html.named("name-fault")
    assert html.named("words")["aria-describedby"] == "words-fault"
    assert "aria-invalid" not in html.named("town")
    (summary,) = [a for a in html.all("div") if "autofocus" in a]
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert [a["href"] for a in html.all("a")][:2] == ["#name", "#words"]
    assert "Not sent: Who are you?" in html.words


def test_a_fault_that_no_answer_mends_leads_to_no_question() -> None:
    html = asking(faults=Faults({NOT_A_FIELD: "Later.", "name": "Who?"}))

    assert [a["href"] for a in html.all("a")][:1] == ["#name"]
    assert html.words.index("Later.") < html.words.index("Who?")


def test_the_front_page_says_what_this_is() -> None:
    html = Parsed(front(support=SUPPORT))

    assert "This is a Slack bot." in html.words
    hrefs = [a["href"] for a in html.all("a")]
    assert {"/health", "/ready", "/health/worker"} < {*hrefs}


def test_the_stylesheet_loads_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", style())
