"""Everything out of one database and into another: the same again, or nothing at all."""

import csv
import io
import json
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError, ConflictError
from bot.use_cases.whole import export, take_in
from storage.database import Database
from storage.migrate import HEAD
from storage.whole import TABLES
from tests.factories import AN_ACT
from tests.storage.filled import MARKS, fill
from tests.storage.test_database import full_disk


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


async def exported(url: str, folder: Path) -> dict[str, bytes]:
    async with Database.open(url) as database:
        await export(folder, database=database)
    return contents(folder)


async def imported(folder: Path, url: str) -> None:
    async with Database.open(url) as database:
        await take_in(folder, database=database)


@pytest.fixture
def another_sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    copy = tmp_path / "another.db"
    copy.write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture
async def an_export(another_sqlite_url: str, tmp_path: Path) -> Path:
    await fill(another_sqlite_url, seed=1)
    await exported(another_sqlite_url, tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize("seed", range(5))
async def test_what_goes_through_both_databases_comes_out_byte_for_byte(
    sqlite_url: str, postgresql_url: str, another_sqlite_url: str, tmp_path: Path, seed: int
) -> None:
    await fill(sqlite_url, seed)

    first = await exported(sqlite_url, tmp_path / "first")
    await imported(tmp_path / "first", postgresql_url)
    second = await exported(postgresql_url, tmp_path / "second")
    await imported(tmp_path / "second", another_sqlite_url)

    assert second == first
    assert await exported(another_sqlite_url, tmp_path / "third") == first


async def test_an_export_says_what_is_in_it(an_export: Path) -> None:
    files = contents(an_export)

    manifest = json.loads(files.pop("export.json"))
    assert manifest["schema"] == HEAD
    assert manifest["kind"] == "real"
    assert manifest["tables"] == dict.fromkeys(TABLES, 9)
    assert manifest["files"] == {name: sha256(found).hexdigest() for name, found in files.items()}
    assert [*files] == sorted(f"{table}.{kind}" for table in TABLES for kind in ("csv", "json"))


def rows_of(folder: Path, table: str) -> list[Any]:
    rows: list[Any] = json.loads((folder / f"{table}.json").read_bytes())
    return rows


async def test_what_belongs_to_the_installation_stays_there(an_export: Path) -> None:
    assert not {row["name"] for row in rows_of(an_export, "marks")} & {*MARKS}
    assert "lanes" not in TABLES


async def test_a_link_that_was_used_is_used_elsewhere_too(an_export: Path) -> None:
    keys = [row["key"] for row in rows_of(an_export, "knocks")]

    assert keys == [f"link:{number}" for number in range(9)]


async def test_a_spreadsheet_computes_nothing_of_an_export(an_export: Path) -> None:
    text = (an_export / "journal.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]

    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_an_export_is_for_its_owner_alone(an_export: Path) -> None:
    assert stat.S_IMODE(an_export.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in an_export.iterdir()} == {0o600}


async def test_an_empty_folder_can_be_filled_and_no_other(
    database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    await export(folder, database=database)

    with pytest.raises(ConflictError, match="is not empty"):
        await export(folder, database=database)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/out", "No such file or directory"),
        ("file", "Not a directory"),
        (".", "is where you are"),
    ],
)
async def test_a_folder_that_will_not_do_is_one_sentence(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")

    with pytest.raises(BotError, match=sentence):
        await export(Path(name), database=database)


async def test_an_export_that_breaks_off_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    await fill(sqlite_url, seed=1)
    folder = tmp_path / "folder"
    folder.mkdir()
    async with Database.open(sqlite_url) as database:
        async with database.read() as store:
            # SQLite's own files beside it are made by the first who comes.
            await store.marks.get("kind")
        with full_disk(), pytest.raises(BotError, match="cannot be written: File too large"):
            await export(folder / "out", database=database)

    assert [*folder.iterdir()] == []


async def test_numbers_count_on_after_an_import(an_export: Path, database: Database) -> None:
    await take_in(an_export, database=database)

    async with database.begin() as store:
        await store.journal.add(AN_ACT, "CON-1", "tried")
        contact = await store.contacts.add("Ada", "ada@example.org", AN_ACT)
    assert contact.number == 10


async def test_an_import_is_for_an_empty_database(an_export: Path, database: Database) -> None:
    async with database.begin() as store:
        await store.marks.set("kind", "real")
        await store.marks.set("worker_tick", "now")
        await store.contacts.add("Ada", "ada@example.org", AN_ACT)
        await store.journal.add(AN_ACT, "CON-1", "added")

    with pytest.raises(ConflictError, match=r"it has contacts \(1\), journal \(1\)\. Nothing"):
        await take_in(an_export, database=database)


async def test_a_database_that_speaks_to_outsiders_takes_no_import(
    an_export: Path, database: Database
) -> None:
    async with database.begin() as store:
        await store.marks.set("live", "by ada")

    with pytest.raises(ConflictError, match=r"it has marks \(1\)"):
        await take_in(an_export, database=database)


async def test_an_export_can_be_tried_again_where_it_was_refused(
    an_export: Path, database: Database
) -> None:
    (an_export / "odd.txt").write_text("")
    with pytest.raises(ConflictError, match=r"odd\.txt is not part of an export"):
        await take_in(an_export, database=database)
    (an_export / "odd.txt").unlink()
    (an_export / ".DS_Store").write_text("")

    await take_in(an_export, database=database)


@pytest.mark.parametrize(
    ("export_of", "into", "sentence"),
    [
        ("rehearsal", None, "This export is a rehearsal's, and this database is real"),
        ("rehearsal", "real", "This export is a rehearsal's, and this database is real"),
        ("real", "rehearsal", "This export is no rehearsal's, and this database is"),
    ],
)
async def test_a_rehearsal_and_real_life_are_kept_apart(
    an_export: Path, database: Database, export_of: str, into: str | None, sentence: str
) -> None:
    manifest = json.loads((an_export / "export.json").read_bytes())
    (an_export / "export.json").write_text(json.dumps(manifest | {"kind": export_of}))
    if into:
        async with database.begin() as store:
            await store.marks.set("kind", into)

    with pytest.raises(ConflictError, match=sentence):
        await take_in(an_export, database=database)


async def test_a_rehearsal_goes_into_a_rehearsal(
    another_sqlite_url: str, database: Database, tmp_path: Path
) -> None:
    async with Database.open(another_sqlite_url) as other:
        for one in (other, database):
            async with one.begin() as store:
                await store.marks.set("kind", "rehearsal")
        await export(tmp_path / "out", database=other)

    assert (await take_in(tmp_path / "out", database=database)).kind == "rehearsal"


def rewrite(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change a file, and the sums with it, as somebody would who means it."""
    changed = change(json.loads((folder / name).read_bytes()))
    rows = ",\n".join(json.dumps(row) for row in changed)
    replace(folder, name, f"[\n{rows}\n]\n".encode())


def replace(folder: Path, name: str, content: bytes) -> None:
    file = folder / name
    file.write_bytes(content)
    manifest = json.loads((folder / "export.json").read_bytes())
    manifest["files"][name] = sha256(file.read_bytes()).hexdigest()
    (folder / "export.json").write_text(json.dumps(manifest))


def with_first(**values: object) -> Callable[[Any], Any]:
    return lambda rows: [rows[0] | values, *rows[1:]]


def filed_as(**values: object) -> str:
    return json.dumps({"organisation": "A"} | values)


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("work.json", with_first(extra=1), "A row of work has other columns"),
        ("work.json", lambda rows: ["row", *rows], "A row of work has other columns"),
        ("work.json", with_first(due_at="2026-03-02T09:00:00"), "row of work.due_at"),
        ("work.json", with_first(due_at="yesterdayZ"), "row of work.due_at"),
        ("work.json", with_first(attempts=True), "row of work.attempts"),
        ("work.json", with_first(attempts=2**31), "row of work.attempts"),
        ("work.json", with_first(state=None), "row of work.state"),
        ("work.json", with_first(state="\ud800"), "row of work.state"),
        ("work.json", with_first(state="bogus"), "row of work.state"),
        ("deliveries.json", with_first(key="bogus:1"), "row of deliveries.key"),
        ("deliveries.json", with_first(audience="all"), "row of deliveries.audience"),
        ("deliveries.json", with_first(held="bogus"), "row of deliveries.held"),
        ("readers.json", with_first(nudges="bogus"), "row of readers.nudges"),
        ("checks.json", with_first(environment="bogus"), "row of checks.environment"),
        ("applications.json", with_first(state="bogus"), "row of applications.state"),
        ("applications.json", with_first(edition="1999"), "row of applications.edition"),
        ("applications.json", with_first(received_on="soon"), "row of applications.received_on"),
        ("applications.json", with_first(signed_on="20260302"), "row of applications.signed_on"),
        ("applications.json", with_first(filed="{}"), "row of applications.filed"),
        ("applications.json", with_first(filed=filed_as(kind="bogus")), "applications.filed"),
        ("applications.json", with_first(filed=filed_as(note="\ud800")), "applications.filed"),
        ("applications.json", with_first(filed=filed_as(note="\0")), "applications.filed"),
        ("applications.json", with_first(filed=filed_as(dois=["\0"])), "applications.filed"),
        ("applications.json", with_first(past='["bogus"]'), "row of applications.past"),
        ("applications.json", with_first(past="[" * 100_000), "row of applications.past"),
        ("applications.json", with_first(changed="null"), "row of applications.changed"),
        ("applications.json", with_first(decision="null"), "row of applications.decision"),
        ("applications.json", with_first(decision='{"by": ""}'), "row of applications.decision"),
        ("applications.json", with_first(contact=99), "applications does not fit with"),
        ("evidence.json", with_first(status="bogus"), "row of evidence.status"),
        ("evidence.json", with_first(due_on=""), "row of evidence.due_on"),
        ("holds.json", with_first(kind="bogus"), "row of holds.kind"),
        ("case_notes.json", with_first(application=99), "case_notes does not fit with"),
        ("drafts.json", with_first(answers='{"note": null}'), "row of drafts.answers"),
        ("drafts.json", with_first(answers='{"\\u0000": ""}'), "row of drafts.answers"),
        ("providers.json", with_first(status="bogus"), "row of providers.status"),
        ("providers.json", with_first(application=2), "providers does not fit with"),
        ("ticks.json", with_first(line="bogus"), "row of ticks.line"),
        ("contacts.json", with_first(name="A\0da"), "row of contacts.name"),
        ("checks.json", with_first(has_pages=1), "row of checks.has_pages"),
        ("results.json", with_first(said="?"), "row of results.said"),
        ("contacts.json", with_first(known_as="Z9", successor=99), "contacts does not fit with"),
        ("contacts.json", with_first(successor=99), "contacts does not fit with"),
        ("results.json", with_first(check=99), "results does not fit with"),
        ("work.json", lambda rows: rows[1:], "does not fit with|not as many rows"),
        ("journal.json", lambda rows: rows[1:], "not as many rows"),
    ],
)
async def test_a_row_that_does_not_fit_undoes_all(
    an_export: Path,
    database: Database,
    name: str,
    change: Callable[[Any], Any],
    sentence: str,
) -> None:
    rewrite(an_export, name, change)

    with pytest.raises(ConflictError, match=sentence):
        await take_in(an_export, database=database)

    async with database.read() as store:
        assert await store.whole.contents() == {}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"hello", 1),
        (b"[\n{\n]\n", 2),
        (b"[\n\xff\n]\n", 2),
        (b"[\n" + b"[" * 200_000 + b"]" * 200_000 + b"\n]\n", 2),
        (b'[\n{"number": ' + b"1" * 5_000 + b"}\n]\n", 2),
    ],
)
async def test_a_line_that_is_no_row_is_named(
    an_export: Path, database: Database, content: bytes, line: int
) -> None:
    replace(an_export, "contacts.json", content)

    with pytest.raises(ConflictError, match=rf"contacts\.json, line {line}, is no row of an"):
        await take_in(an_export, database=database)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda out: (out / "work.json").write_text("[\n]\n"), r"work\.json is not as it was"),
        (lambda out: (out / "work.csv").write_text(""), r"work\.csv is not as it was"),
        (lambda out: (out / "work.json").unlink(), r"work\.json is missing"),
        (lambda out: (out / "export.json").unlink(), r"export\.json cannot be read"),
        (lambda out: (out / "export.json").write_text("{}"), "is not from an export"),
        (lambda out: (out / "export.json").write_text("["), "is not from an export"),
        (lambda out: (out / "export.json").write_text("[]"), "is not from an export"),
    ],
)
async def test_a_file_that_is_not_as_it_was_is_named(
    an_export: Path, database: Database, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(an_export)

    with pytest.raises(ConflictError, match=sentence):
        await take_in(an_export, database=database)


async def test_an_export_of_another_form_is_for_its_own_program(
    an_export: Path, database: Database
) -> None:
    manifest = json.loads((an_export / "export.json").read_bytes())
    (an_export / "export.json").write_text(json.dumps(manifest | {"schema": "0001"}))

    with pytest.raises(ConflictError, match=f"the form 0001, and this program's is {HEAD}"):
        await take_in(an_export, database=database)
