"""Repositories as DataCite knows them, and their records at re3data."""

import re
from dataclasses import dataclass

_RE3DATA_DOI = re.compile(r"\b10\.17616/[a-z0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What its settings say; None where they leave it out."""

    id: str
    """In lower case (`example.repo`)."""
    name: str
    software: str | None
    re3data: str | None
    """Its record's DOI, bare and in lower case (`10.17616/r3example`)."""
    url: str | None

    def is_run_on(self, software: str) -> bool:
        """Say whether its settings name this software, which is a whole name in any case."""
        return self.software is not None and _plain(self.software) == _plain(software)


def re3data_doi(text: str) -> str | None:
    """Find the DOI of a record of re3data in an address, in whatever form it is given."""
    found = _RE3DATA_DOI.search(text.lower())
    return found[0] if found else None


def _plain(name: str) -> str:
    return " ".join(name.lower().split())
