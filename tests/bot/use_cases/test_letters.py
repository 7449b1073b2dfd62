"""Letters as they are in use: staff's newest version, else the installation's, else ours."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.contact import Contact
from bot.domain.letters import Letter, LetterText, LetterVersion
from bot.domain.link import Link, Purpose
from bot.domain.people import Act, Person
from bot.errors import ConflictError, NotFoundError, RepeatedKnock
from bot.messages.letter_kinds import shipped
from bot.use_cases.letters import Letters
from bot.use_cases.links import Links
from storage.database import Database
from tests.factories import AN_ACT, MARCH_2

KIND = "confirm-address"
SHIPPED = shipped(KIND)
LINKS = Links(public_url="https://rsp.example.org", secret="s" * 32)
ADA = Contact(
    number=3, name="Ada Example", address="ada@example.org", added_at=MARCH_2, added_by="USTAFF"
)
VALUES = {"link": "https://rsp.example.org/link/x", "until": "12 May", "why": "We ask."}
PLAIN = LetterText(subject="[Please] {{ until }}", text="Open {{ link }}", html="")


def letters(folder: Path | None = None) -> Letters:
    return Letters(folder=folder, links=LINKS, support="support@example.org")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an installation's own folder, with one kind of letter in it that has no file yet."""
    (tmp_path / "letters" / KIND).mkdir(parents=True)
    return tmp_path / "letters"


async def write(
    database: Database, ours: Letters, values: Mapping[str, str] = VALUES, to: Contact = ADA
) -> tuple[Letter, str]:
    async with database.read() as store:
        return await ours.write(KIND, to, values, now=MARCH_2, store=store)


async def in_use(database: Database, ours: Letters) -> tuple[LetterText, str]:
    async with database.read() as store:
        return await ours.in_use(KIND, store=store)


async def versions(database: Database) -> list[LetterVersion]:
    async with database.read() as store:
        return await store.letters.of(KIND)


async def edit(
    database: Database, text: LetterText, *, version: int = 0, act: Act = AN_ACT
) -> int:
    return await letters().edit(KIND, text, act, version=version, database=database)


async def test_a_letter_is_written_with_what_every_letter_has(database: Database) -> None:
    letter, label = await write(database, letters())

    assert label == "confirm-address as shipped"
    assert letter.subject == "[Please confirm by 12 May] Is this address yours?"
    assert letter.text.startswith("Hello Ada Example,\n\n")
    assert "Questions? support@example.org answers them." in letter.text
    token = letter.text.rpartition("https://rsp.example.org/link/")[2].strip()
    expires = MARCH_2 + timedelta(days=400)
    assert LINKS.read(token) == Link(purpose=Purpose.LEAVE, subject="CON-3", expires=expires)


async def test_nobody_can_hand_in_another_foot(database: Database) -> None:
    odd = VALUES | {"support": "x@evil.example", "leave_link": "https://evil.example"}

    letter, _ = await write(database, letters(), odd)

    assert "evil" not in f"{letter}"


async def test_a_contact_without_a_name_is_greeted_too(database: Database) -> None:
    for name in ("", ADA.address):
        letter, _ = await write(database, letters(), to=replace(ADA, name=name))
        assert letter.text.startswith("Hello,\n\n")
        assert "Hello,</p>" in letter.html


async def test_a_missing_value_stops_the_letter_and_is_named(database: Database) -> None:
    with pytest.raises(ConflictError, match=r"The letter “confirm-address” lacks link, until\."):
        await write(database, letters(), {"why": "We ask."})


async def test_without_a_public_address_no_letter_is_written(database: Database) -> None:
    bare = replace(letters(), links=Links(public_url="", secret=""))

    with pytest.raises(ConflictError, match="RSP_PUBLIC_URL and RSP_SECRET_KEY"):
        await write(database, bare)


async def test_a_kind_that_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(NotFoundError, match="There is no letter “x”"):
        await letters().shown("x", database=database)


async def test_what_an_approver_changes_is_used_from_then_on(database: Database) -> None:
    assert await edit(database, PLAIN) == 1
    assert await edit(database, replace(PLAIN, subject="[Please] x"), version=1) == 2

    assert await in_use(database, letters()) == (
        replace(PLAIN, subject="[Please] x"),
        "confirm-address 2",
    )
    letter, label = await write(database, letters())
    assert (letter.subject, label) == ("[Please] x", "confirm-address 2")
    found = await versions(database)
    assert [(one.number, one.text.subject, one.note, one.by) for one in found] == [
        (1, "[Please] {{ until }}", "edited", "terminal:ada"),
        (2, "[Please] x", "edited", "terminal:ada"),
    ]


async def test_the_journal_has_what_was_changed(database: Database) -> None:
    await edit(database, PLAIN)
    await edit(database, replace(PLAIN, subject="[Please] x"), version=1)

    async with database.read() as store:
        _, line = await store.journal.of(KIND)
    assert (line.what, line.by) == ("edited", "terminal:ada")
    assert line.before == "confirm-address 1\nsubject: [Please] {{ until }}"
    assert line.after == "confirm-address 2\nsubject: [Please] x"


async def test_a_broken_letter_is_not_kept_and_every_fault_is_named(database: Database) -> None:
    broken = LetterText(subject="{% if", text="{{ link }} {{ x }}", html="<p>{{ link }}")

    with pytest.raises(ConflictError) as caught:
        await edit(database, broken)

    said = str(caught.value)
    assert "subject: Line 1: " in said
    assert "text: There is no value x here" in said
    assert "html: <p> is not closed." in said
    assert await versions(database) == []


async def test_html_that_stays_behind_is_refused(database: Database) -> None:
    with pytest.raises(ConflictError, match="html: The text is new"):
        await edit(database, replace(SHIPPED, text="Open {{ link }}"))


async def test_what_is_not_changed_is_no_version(database: Database) -> None:
    with pytest.raises(ConflictError, match="what is in use already"):
        await edit(database, replace(SHIPPED, text=f"{SHIPPED.text}\r\n"))


async def test_whoever_began_with_an_older_version_begins_again(database: Database) -> None:
    await edit(database, PLAIN)

    with pytest.raises(ConflictError, match="Somebody else changed this letter meanwhile"):
        await edit(database, replace(PLAIN, subject="[Please] x"))

    assert (await in_use(database, letters()))[1] == "confirm-address 1"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_of_two_edits_at_once_the_second_is_refused(database: Database) -> None:
    edits = [edit(database, replace(PLAIN, subject=f"[Please] {who}")) for who in ("a", "b")]

    done = await asyncio.gather(*edits, return_exceptions=True)

    assert [type(one) for one in done if one != 1] == [ConflictError]
    assert len(await versions(database)) == 1


async def test_a_press_that_slack_repeats_is_done_once(database: Database) -> None:
    act = Act(by=Person("ULEAD", "THOME"), at=MARCH_2, knock="trigger-1")
    await edit(database, PLAIN, act=act)

    with pytest.raises(RepeatedKnock):
        await edit(database, PLAIN, act=act)


async def test_restoring_makes_a_new_version(database: Database) -> None:
    await edit(database, PLAIN)
    await edit(database, replace(PLAIN, subject="[Please] x"), version=1)

    assert await letters().restore(KIND, 1, AN_ACT, database=database) == 3
    assert await letters().restore(KIND, 0, AN_ACT, database=database) == 4

    found = await versions(database)
    assert [one.note for one in found] == ["edited", "edited", "restored 1", "restored as shipped"]
    assert [one.text for one in found[2:]] == [PLAIN, SHIPPED]
    async with database.read() as store:
        noted = await store.journal.of(KIND)
    assert [line.what for line in noted] == [one.note for one in found]


async def test_what_is_in_use_need_not_be_restored(database: Database) -> None:
    with pytest.raises(ConflictError, match="in use already"):
        await letters().restore(KIND, 0, AN_ACT, database=database)


async def test_a_version_that_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(NotFoundError, match="There is no confirm-address 7"):
        await letters().restore(KIND, 7, AN_ACT, database=database)


async def test_each_file_of_the_installation_may_be_there_or_not(
    database: Database, folder: Path
) -> None:
    (folder / KIND / "subject.txt").write_text("[Please] ours\n")

    text, label = await in_use(database, letters(folder))

    assert text == replace(SHIPPED, subject="[Please] ours")
    assert re.fullmatch("confirm-address in RSP_LETTERS_DIR [0-9a-f]{8}", label)


async def test_a_letter_remembers_which_files_of_the_installation_it_was_written_from(
    database: Database, folder: Path
) -> None:
    labels = []
    for subject in ("[Please] one", "[Please] two", "[Please] one"):
        (folder / KIND / "subject.txt").write_text(subject)
        labels.append((await write(database, letters(folder)))[1])

    assert labels[0] == labels[2] != labels[1]


async def test_an_own_text_has_no_html_of_ours(database: Database, folder: Path) -> None:
    (folder / KIND / "text.txt").write_text("Ours: {{ link }}")

    text, _ = await in_use(database, letters(folder))

    assert text == LetterText(subject=SHIPPED.subject, text="Ours: {{ link }}", html="")


async def test_staffs_version_goes_before_the_installations(
    database: Database, folder: Path
) -> None:
    (folder / KIND / "subject.txt").write_text("[Please] ours")
    await letters(folder).edit(KIND, PLAIN, AN_ACT, version=0, database=database)

    assert await in_use(database, letters(folder)) == (PLAIN, "confirm-address 1")
    async with database.read() as store:
        (line,) = await store.journal.of(KIND)
    label, _, changed = line.before.partition("\n")
    assert label.startswith("confirm-address in RSP_LETTERS_DIR ")
    assert changed.startswith("subject: [Please] ours\n")


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("subject.txt", b"", "Please write something here."),
        ("text.txt", b"{{ link }} {{ x }}", "There is no value x here"),
        ("text.txt", b"{{ link", "Line 1: unexpected end of template"),
        ("html.html", b"<p>", "<p> is not closed."),
        ("text.txt", "ä".encode("latin-1"), "must be text in UTF-8."),
        ("text.txt", None, "cannot be read: "),
    ],
)
async def test_a_file_that_cannot_be_used_is_named_and_not_passed_over(
    database: Database, folder: Path, file: str, content: bytes | None, why: str
) -> None:
    place = folder / KIND / file
    if content is None:
        place.mkdir()
    else:
        place.write_bytes(content)

    with pytest.raises(ConflictError) as caught:
        await in_use(database, letters(folder))

    assert str(place) in str(caught.value)
    assert why in str(caught.value)
    found = await letters(folder).listed(database=database)
    broken = [(one.kind.name, one.in_use) for one in found.letters if one.is_broken]
    assert broken == [(KIND, str(caught.value))]


async def test_a_file_that_cannot_be_used_is_got_rid_of_by_restoring(
    database: Database, folder: Path
) -> None:
    (folder / KIND / "subject.txt").write_text("{{")

    assert await letters(folder).restore(KIND, 0, AN_ACT, database=database) == 1
    assert await in_use(database, letters(folder)) == (SHIPPED, "confirm-address 1")


async def test_what_nobody_uses_in_the_folder_is_told(database: Database, folder: Path) -> None:
    (folder / "confirm-adress").mkdir()
    (folder / KIND / "body.txt").write_text("x")
    (folder / ".hidden").touch()

    found = await letters(folder).listed(database=database)

    assert found.strays == ("confirm-address/body.txt", "confirm-adress")
    assert [one.in_use for one in found.letters] == [
        f"{one.kind.name} as shipped" for one in found.letters
    ]


async def test_a_letter_is_shown_as_it_would_leave(database: Database) -> None:
    await edit(database, PLAIN)

    found = await letters().shown(KIND, database=database)

    assert (found.in_use, found.version, found.template) == ("confirm-address 1", 1, PLAIN)
    assert found.letter.subject == "[Please] 12 May 2026"
    assert "support@example.org" in found.letter.text
