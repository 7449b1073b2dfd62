"""The badge: files of the installation that go with the letters of a registration."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.domain.letters import BADGE, Attachment
from bot.errors import ConflictError

_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
}
_KINDS = "SVG, PNG, JPG or PDF"
# A mail server may refuse a letter that is larger.
_MOST_FILES, _MOST_OF_ONE, _MOST_OF_ALL = 5, 1_000_000, 3_000_000
_NO_FOLDER = (
    "Set RSP_LETTERS_DIR to a folder, and put the badge into badge/ in it: at most "
    f"{_MOST_FILES} files, {_KINDS}."
)


@dataclass(frozen=True, kw_only=True)
class Badge:
    folder: Path | None = None
    """Where the installation keeps letters of its own; the badge lies in `badge/` in it."""

    def files(self) -> tuple[Attachment, ...]:
        """Read them, by name; ConflictError says where to put them, or what is wrong with one."""
        if self.folder is None:
            raise ConflictError(_NO_FOLDER)
        folder = self.folder / BADGE
        try:
            return _read(folder)
        except OSError as error:
            raise ConflictError(
                f"{error.filename or folder} cannot be read: {error.strerror}. Please mend that."
            ) from error

    def version(self) -> str:
        """Name the files, each with a few signs that are others once it is changed."""
        return version_of(self.files())


def version_of(files: Iterable[Attachment]) -> str:
    """Say which files they are, for the journal: `badge.svg 0fa28c31`."""
    return ", ".join(f"{file.name} {sha256(file.content).hexdigest()[:8]}" for file in files)


def _read(folder: Path) -> tuple[Attachment, ...]:
    found = sorted(folder.glob("[!.]*"))
    if not found:
        raise ConflictError(f"Put the badge into {folder}: at most {_MOST_FILES} files, {_KINDS}.")
    if fault := next(_faults(found), None):
        raise ConflictError(f"{folder}: {fault}")
    return tuple(_attachment(file) for file in found)


def _attachment(file: Path) -> Attachment:
    media_type = _TYPES[file.suffix.lower()]
    return Attachment(name=file.name, content=file.read_bytes(), media_type=media_type)


def _faults(files: list[Path]) -> Iterator[str]:
    """Say what is wrong, before anything is read that may be of any size."""
    if len(files) > _MOST_FILES:
        yield f"There are {len(files)} files; leave {_MOST_FILES} at most."
    for file in files:
        yield from _faults_of(file)
    if sum(file.stat().st_size for file in files) > _MOST_OF_ALL:
        yield "The files are larger than 3 MB together; make them smaller."


def _faults_of(file: Path) -> Iterator[str]:
    if not file.name.isprintable():
        yield f"{file.name!a} has a sign in its name that no letter carries; rename it."
    if file.suffix.lower() not in _TYPES:
        yield f"{file.name} is none of {_KINDS}; take it away."
    if not file.is_file():
        yield f"{file.name} is no file; take it away."
    elif not 0 < file.stat().st_size <= _MOST_OF_ONE:
        yield f"{file.name} is empty, or larger than 1 MB; put another in its place."
