"""The README and its further pages against the program."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from bot.demo.table import ROWS
from bot.domain.again import Change, Compared
from bot.domain.application import Decision, Filed
from bot.domain.assessment import Answer
from bot.domain.case import CaseLine, Found, Queue, Repeat
from bot.domain.case_note import CaseNote
from bot.domain.check import (
    Check,
    Fault,
    Finding,
    Level,
    Line,
    Metadata,
    MetadataVerdict,
    Page,
    PageVerdict,
    Result,
    Verdict,
)
from bot.domain.edition_report import EditionLine, EditionReport
from bot.domain.hold import Hold
from bot.domain.importing import Import, Imported
from bot.domain.journal import Noted
from bot.domain.letters import LetterKind, LetterVersion
from bot.domain.live import Leaving, Live, Needed, Went
from bot.domain.outbox import Line as OutboxLine
from bot.domain.outbox import Outbox, Shown
from bot.domain.privacy import Erased, Known
from bot.domain.provider import Provider
from bot.domain.readiness import Readiness, Tried
from bot.domain.records import JudgedFile, KnownSchema, Version
from bot.domain.setup import Point, Setup
from bot.messages.case_in_full import CaseInFull, ClockInFull, CriterionInFull, PersonInFull
from bot.messages.checklists import ChecklistInFull, LineInFull
from bot.messages.contacts import AskedToConfirm, ContactInFull, SaidOnce
from bot.messages.journal import Log
from bot.messages.letter_views import Kinds, Listed
from bot.messages.letter_views import Shown as ShownLetter
from bot.settings import SETTINGS
from commands import usage
from commands.scopes import SCOPES
from commands.table import JSON, WORDS
from tests import slack_pictures
from tests.pictures import FOLDER, PAGES, PICTURES, ROOT, Picture, drawn, transcript, transcripts
from tests.screenshots import is_of

README = ROOT / "README.md"
CHECKS, JSON_PAGE = ROOT / "docs" / "checks.md", ROOT / "docs" / "json.md"
TRANSCRIPTS = [
    pytest.param(command, shown, id=f"{page.name}: {command}")
    for page in PAGES
    for command, shown in transcripts(page.read_text(encoding="utf-8"))
]
STALE = "The program has changed: run `make pictures`, and look at what it made."


def test_the_table_of_settings_is_whole() -> None:
    assert _rows(_section(README, "Settings")) == [
        f"| `{name}` | {f'`{default}`' if default else 'not set'} | {meaning} |"
        for name, default, meaning, _ in SETTINGS
    ]


@pytest.mark.parametrize(("command", "shown"), TRANSCRIPTS)
def test_a_transcript_is_what_the_program_prints(command: str, shown: str) -> None:
    assert shown == transcript(command), STALE


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_what_the_program_draws(picture: Picture) -> None:
    assert picture.file.read_text(encoding="utf-8") == drawn(picture), STALE


@pytest.fixture(scope="session")
async def slack_pages() -> dict[str, str]:
    return await slack_pictures.pages()


@pytest.mark.parametrize("file", slack_pictures.FILES)
def test_a_picture_of_slack_is_drawn_from_what_the_bot_sends(
    file: str, slack_pages: dict[str, str]
) -> None:
    assert is_of(FOLDER / file, slack_pages[file]), STALE


@pytest.mark.parametrize("file", slack_pictures.FILES)
def test_a_picture_of_slack_is_drawn_without_the_network(
    file: str, slack_pages: dict[str, str]
) -> None:
    found = re.search(
        r"https?:|127\.0\.0\.1|url\(|src=|href=(?!.mailto:)|@import|@font-face|<script",
        slack_pages[file],
    )

    assert not found


def test_all_pictures_are_made_and_shown() -> None:
    made = {picture.file for picture in PICTURES} | {
        FOLDER / file for file in slack_pictures.FILES
    }
    shown = {
        (page.parent / link).resolve()
        for page, link in _links()
        if link.endswith((".svg", ".png"))
    }

    assert made == {*FOLDER.iterdir()} == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_is_also_told_in_words(page: Path) -> None:
    alternatives = re.findall(r"!\[([^\]]*)\]\(", page.read_text(encoding="utf-8"))

    assert [words for words in alternatives if len(words.split()) < 5] == []


def test_no_picture_is_heavy() -> None:
    assert [file.name for file in FOLDER.iterdir() if file.stat().st_size > 150_000] == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_needs_nothing_from_the_network(picture: Picture) -> None:
    drawing = picture.file.read_text(encoding="utf-8")

    assert {*re.findall(r'="(https?:[^"]*)"', drawing)} == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"url\((?!#)|href|@import|@font-face|<script", drawing)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_within_the_project_is_dead(page: Path) -> None:
    dead = [
        link for source, link in _links() if source == page and not _leads_somewhere(page, link)
    ]

    assert not dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_can_be_typed(page: Path) -> None:
    named = re.findall(
        r"(?:`|^\$ |\| )rsp ([a-z][^`\n]*)", page.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert [fault for command in named for fault in _faults(command)] == []


def test_the_readme_names_every_command_and_every_option_of_check() -> None:
    text = README.read_text(encoding="utf-8")
    named = {usage.meant((word,))[0] for word in re.findall(r"\brsp ([a-z]+)", text)}
    options = re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE)

    assert named >= {*usage.ALL}
    assert {*options, "--file"} == {option.name for option in WORDS["check"].options}


def test_the_demo_page_lists_every_made_up_doi() -> None:
    listed = _rows((ROOT / "docs" / "demo.md").read_text(encoding="utf-8"))

    assert listed == [f"| `{row.doi}` | {row.shows} |" for row in ROWS]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Verdicts", Verdict),
        ("What a check says", Level),
        ("Metadata", MetadataVerdict),
        ("Landing pages", PageVerdict),
    ],
)
def test_the_page_on_checks_explains_every_verdict(heading: str, words: type[Verdict]) -> None:
    explained = re.findall(r"`([a-z_0-9]+)` \|", _section(CHECKS, heading))

    assert {*explained} >= {*words}


def test_the_page_on_checks_explains_every_finding() -> None:
    dois = " ".join(row.doi for row in ROWS)
    _, _, *lines, _ = transcript(f"rsp demo check --json example {dois}").splitlines()
    results = json.loads("".join(lines))["results"]
    explained = {row.split("`")[1] for row in _rows(_section(CHECKS, "Findings"))}

    assert explained == {finding["key"] for result in results for finding in result["findings"]}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("`check` and `show CHK-12`", Compared),
        ("A result", Result),
        ("A page", Page),
        ("A finding", Finding),
        ("A change", Change),
        ("`checks`", Line),
        ("`validate`", JudgedFile),
        ("`schema`", KnownSchema),
        ("A version", Version),
        ("`setup`", Setup),
        ("A point", Point),
        ("`outbox`", Outbox),
        ("A line of the outbox", OutboxLine),
        ("`show OUT-7` and `edit OUT-7`", Shown),
        ("`show CON-3`", ContactInFull),
        ("What was said", SaidOnce),
        ("`confirm`", AskedToConfirm),
        ("`live`", Live),
        ("What waits to leave", Leaving),
        ("Live since", Went),
        ("A setting that is needed", Needed),
        ("`letters`", Kinds),
        ("A listed letter", Listed),
        ("A kind of letter", LetterKind),
        ("`letters KIND`", ShownLetter),
        ("A version of a letter", LetterVersion),
        ("`log`", Log),
        ("A line of the journal", Noted),
        ("`privacy export`", Known),
        ("`privacy erase`", Erased),
        ("`show APP-12`", CaseInFull),
        ("What was filed", Filed),
        ("A clock", ClockInFull),
        ("A criterion", CriterionInFull),
        ("An answer", Answer),
        ("A person", PersonInFull),
        ("A decision", Decision),
        ("A question on hold", Hold),
        ("A message on a case", CaseNote),
        ("A likely repeat", Repeat),
        ("`queue`", Queue),
        ("A line of cases", CaseLine),
        ("`find`", Found),
        ("`ready`", Readiness),
        ("A criterion that was tried", Tried),
        ("`import`", Import),
        ("A row of a file", Imported),
        ("`report`", EditionReport),
        ("An application under a coming edition", EditionLine),
        ("`show PRV-3`, `tick` and `untick`", ChecklistInFull),
        ("A provider", Provider),
        ("A line of a checklist", LineInFull),
    ],
)
def test_the_page_on_json_names_every_field(heading: str, kind: type[Check]) -> None:
    assert _fields_named(heading) == [field.name for field in fields(kind)]


def test_the_page_on_json_names_every_field_of_metadata() -> None:
    both = [field.name for kind in (Metadata, Fault) for field in fields(kind)]

    assert _fields_named("Metadata") == both


def test_the_page_on_slack_has_every_permission_with_its_reason() -> None:
    listed = _rows(_section(ROOT / "docs" / "slack.md", "What each permission is for"))

    assert listed == [
        f"| `{one.name}` | {one.reason} | {'only for that' if one.is_optional else 'always'} |"
        for one in SCOPES
    ]


def test_the_page_on_json_is_about_every_command_that_prints_it() -> None:
    headings = " ".join(_headings(JSON_PAGE))

    assert all(name in headings for name, word in WORDS.items() if JSON in word.options)


def _fields_named(heading: str) -> list[str]:
    return [row.split("`")[1] for row in _rows(_section(JSON_PAGE, heading))]


def _section(page: Path, heading: str) -> str:
    """Return what stands between a heading and the next."""
    _, _, rest = page.read_text(encoding="utf-8").partition(f"# {heading}\n")
    assert rest
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def _rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| `")]


@cache
def _links() -> list[tuple[Path, str]]:
    """Return every link that leads into the project, with the page that it stands on."""
    return [
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in link
    ]


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    file = page.parent / name if name else page
    return file.is_file() and (not anchor or anchor in map(_anchor, _headings(file)))


def _headings(page: Path) -> list[str]:
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _faults(command: str) -> Iterator[str]:
    """Say what cannot be typed of a command with its options."""
    name, *others = usage.meant(tuple(command.split()))
    if name == "demo" and others and not others[0].startswith("-"):
        yield from _faults(" ".join(others))
    elif name not in usage.ALL:
        yield command
    else:
        known = {option.name for option in usage.ALL[name].options} | {"--help", "-h"}
        yield from (word for word in others if word.startswith("--") and word not in known)
