"""The whole database as files, and from such files into an empty database."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO

from bot.errors import BotError, ConflictError
from bot.messages.csv_text import MARK, csv_text
from bot.messages.json import encode
from storage.database import Database, Store
from storage.migrate import HEAD
from storage.plain import Plain, PlainRow
from storage.whole import PIECE, TABLES

_MANIFEST = "export.json"
_PROGRAM = "service-provider-bot"
_REAL = "real"
_FOR_ITS_OWNER = 0o600
_SAID: Mapping[bool, str] = {True: "true", False: "false"}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an export holds: enough to tell whether it is whole, and as it was made."""

    program: str
    schema: str
    kind: str
    """`rehearsal` or `real`."""
    tables: Mapping[str, int]
    """How many rows each has."""
    files: Mapping[str, str]
    """The SHA-256 of each."""

    @property
    def size(self) -> str:
        count = sum(self.tables.values())
        return f"{count} {'row' if count == 1 else 'rows'} in {len(self.tables)} tables"


async def export(folder: Path, *, database: Database) -> Manifest:
    """Write every table as JSON and as CSV into a folder that is empty or not there yet."""
    with _made_whole(folder) as beside:
        async with database.read() as store:
            await store.whole.stand_still()
            tables = [await _write_table(table, beside, store) for table in TABLES]
            kind = await _kind(store)
        manifest = Manifest(
            program=version(_PROGRAM),
            schema=HEAD,
            kind=kind,
            tables={table.name: table.rows for table in tables},
            files={name: found for table in tables for name, found in table.sums.items()},
        )
        with _new_file(beside / _MANIFEST) as file:
            file.write(encode(manifest))
    return manifest


async def take_in(folder: Path, *, database: Database) -> Manifest:
    """Fill an empty database from an export; where anything is odd, nothing is done at all."""
    # Of many megabytes the sums take a while.
    manifest = await asyncio.to_thread(_read_manifest, folder)
    async with database.begin() as store:
        await store.whole.keep_others_out()
        if there := await store.whole.contents():
            what = ", ".join(f"{name} ({count})" for name, count in there.items())
            raise ConflictError(
                f"This database is not empty: it has {what}. Nothing was imported; set "
                "DATABASE_URL or RSP_DATA_DIR to a new one."
            )
        _keep_apart(await _kind(store), manifest)
        for table in TABLES:
            for rows in _pieces(folder / f"{table}.json"):
                await store.whole.put(table, rows)
        await store.whole.finish()
        _compare(await store.whole.contents(), manifest)
    return manifest


async def _kind(store: Store) -> str:
    """Return what the first start made of a database, and will make of one without a start."""
    return await store.marks.get("kind") or _REAL


def _keep_apart(kind: str, manifest: Manifest) -> None:
    if kind == manifest.kind:
        return
    if kind == _REAL:
        raise ConflictError(
            "This export is a rehearsal's, and this database is real. Nothing was imported; set "
            "RSP_NOW, and import it into a new one."
        )
    raise ConflictError(
        "This export is no rehearsal's, and this database is. Nothing was imported; import it "
        "without RSP_NOW, into a new one."
    )


@dataclass(frozen=True, kw_only=True)
class _Written:
    name: str
    rows: int
    sums: Mapping[str, str]


async def _write_table(table: str, folder: Path, store: Store) -> _Written:
    count = 0
    with _new_file(folder / f"{table}.json") as rows, _new_file(folder / f"{table}.csv") as sheet:
        rows.write("[")
        sheet.write(f"{MARK}{csv_text([store.whole.columns(table)])}")
        async for piece in store.whole.pieces(table):
            rows.write(_lines(piece, "," if count else ""))
            sheet.write(csv_text(map(_cell, row.values()) for row in piece))
            count += len(piece)
        rows.write("\n]\n")
    return _Written(name=table, rows=count, sums={file.name: file.sum for file in (rows, sheet)})


def _lines(rows: Sequence[PlainRow], before: str) -> str:
    """Return one line a row, behind a comma where there are rows before."""
    return f"{before}\n" + ",\n".join(json.dumps(row) for row in rows)


def _cell(value: Plain) -> str:
    if value is None:
        return ""
    return _SAID[value] if isinstance(value, bool) else str(value)


class _File:
    """A file, and the sum of what was written into it."""

    def __init__(self, name: str, content: BinaryIO) -> None:
        self.name = name
        self._content = content
        self._sum = sha256()

    @property
    def sum(self) -> str:
        return self._sum.hexdigest()

    def write(self, text: str) -> None:
        written = text.encode()
        self._sum.update(written)
        self._content.write(written)


@contextmanager
def _new_file(path: Path) -> Iterator[_File]:
    """Make a file that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, _FOR_ITS_OWNER), "wb") as content:
        yield _File(path.name, content)


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """Yield a folder that only its owner may look into; it gets its name when all is in it."""
    try:
        place = folder.resolve()
        if Path.cwd().is_relative_to(place):
            # A shell that stands in a folder does not see it replaced.
            raise ConflictError(f"{folder} is where you are: name another folder.")
        if place.exists() and any(place.iterdir()):
            raise ConflictError(f"{folder} is not empty: name a folder that is, or a new one.")
        beside = Path(mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            yield beside
            beside.rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise BotError(f"{folder} cannot be written: {error.strerror}.") from error


def _read_manifest(folder: Path) -> Manifest:
    """Read what an export says of itself, and compare its files with that."""
    try:
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
        _examine(folder, manifest)
    except OSError as error:
        raise ConflictError(
            f"{error.filename} cannot be read: {error.strerror}. Nothing was imported."
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConflictError(f"{folder / _MANIFEST} is not from an export.") from error
    return manifest


def _examine(folder: Path, manifest: Manifest) -> None:
    if manifest.schema != HEAD:
        raise ConflictError(
            f"This export has the form {manifest.schema}, and this program's is {HEAD}. Import it "
            f"with the program that made it ({manifest.program}), and upgrade then."
        )
    known = {f"{table}.{kind}" for table in TABLES for kind in ("json", "csv")}
    there = {file.name for file in folder.iterdir() if not file.name.startswith(".")}
    for odd in sorted((there - {_MANIFEST}) ^ known):
        how = "is not part of an export" if odd in there else "is missing"
        raise ConflictError(f"{folder / odd} {how}. Nothing was imported.")
    for name in sorted(known):
        with (folder / name).open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != manifest.files.get(name):
                raise ConflictError(
                    f"{folder / name} is not as it was exported. Nothing was imported."
                )


def _compare(there: Mapping[str, int], manifest: Manifest) -> None:
    counted = {table: there.get(table, 0) for table in TABLES}
    if counted != manifest.tables:
        raise ConflictError("There are not as many rows as the export says. Nothing was imported.")


def _pieces(file: Path) -> Iterator[list[Any]]:
    with file.open("rb") as lines:
        rows = enumerate((line.rstrip(b"\n").removesuffix(b",") for line in lines), 1)
        whole = (_row(row, f"{file}, line {at},") for at, row in rows if row not in (b"[", b"]"))
        while piece := list(islice(whole, PIECE)):
            yield piece


def _row(line: bytes, place: str) -> object:
    try:
        return json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise ConflictError(f"{place} is no row of an export. Nothing was imported.") from error
