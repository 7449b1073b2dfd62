"""Who would fail an edition of the criteria that is not in force for them yet."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EditionLine:
    id: str
    organisation: str
    fails: tuple[str, ...]
    """Keys of required criteria that are not met."""
    unknown: tuple[str, ...]
    """Keys of those of which nobody knows yet."""


@dataclass(frozen=True, kw_only=True)
class EditionReport:
    edition: str
    lines: tuple[EditionLine, ...]
