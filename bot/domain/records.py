"""XML files judged by themselves, as `validate --json` prints them."""

from dataclasses import dataclass
from datetime import date

from bot.domain.check import Metadata, MetadataVerdict


@dataclass(frozen=True, kw_only=True)
class JudgedFile:
    file: str
    metadata: Metadata
    """Its verdict is unknown where the file could not be read."""


@dataclass(frozen=True, kw_only=True)
class JudgedFiles:
    files: tuple[JudgedFile, ...]

    @property
    def is_all_valid(self) -> bool:
        return all(judged.metadata.verdict is MetadataVerdict.VALID for judged in self.files)

    @property
    def has_failed(self) -> bool:
        """Say whether some file is not valid, beyond those that could not be read."""
        fine = (MetadataVerdict.VALID, MetadataVerdict.UNKNOWN)
        return any(judged.metadata.verdict not in fine for judged in self.files)


@dataclass(frozen=True, kw_only=True)
class Version:
    version: str
    published: date | None
    """None for a version of a folder that is newer than this program."""
    added: str


@dataclass(frozen=True, kw_only=True)
class KnownSchema:
    """What metadata is held against."""

    namespace: str
    source: str
    """Where the schemas come from, in words: our own source, or a folder."""
    versions: tuple[Version, ...]
    """4.0 first."""
